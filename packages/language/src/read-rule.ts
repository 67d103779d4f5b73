/** A `rule` item. */
import { diagnostic, type Report } from './diagnostics.ts';
import type { ItemReader } from './item-reader.ts';
import type { RuleItem, RuleParts } from './items.ts';
import type { Priority } from './ir.ts';
import { trimText, type MappedText } from './mapped-text.ts';
import { parsePriority, PRIORITIES } from './priority.ts';
import { readExceptions } from './read-exceptions.ts';
import { readOverride } from './read-override.ts';
import { sequenceItems } from './yaml.ts';

const APPENDABLE = ['condition', 'output', 'desc', 'tags', 'exceptions'];
const REPLACEABLE = [
  ...APPENDABLE,
  'priority',
  'capture',
  'capture_duration',
  'enabled',
  'warn_evttypes',
  'skip-if-unknown-filter',
];
const KEYS = ['rule', 'source', 'append', 'override', ...REPLACEABLE];
const REQUIRED = ['condition', 'output', 'desc', 'priority'];

export function readRule(reader: ItemReader): RuleItem | undefined {
  reader.warnAboutKeys(KEYS);
  const name = reader.requiredText('rule');
  const source = reader.text('source');
  const overriding = reader.has('override');
  const override = readOverride(reader, { append: APPENDABLE, replace: REPLACEABLE });
  const append = reader.boolean('append') === true;
  if (append) warnAboutAppend(reader, "write 'override: {condition: append}'");
  if (append && override !== undefined) {
    reader.invalid("'append: true' and 'override' exclude each other", reader.spanOf('append'));
  }
  const base = (mode: RuleItem['mode'], parts: RuleParts, appended: RuleParts = {}): RuleItem | undefined =>
    name && {
      kind: 'rule',
      mode,
      name: name.text,
      nameSpan: reader.spanOf('rule'),
      span: reader.span,
      parts,
      append: appended,
      ...(source === undefined ? {} : { source: source.text }),
    };
  if (override === undefined && overriding && isSequence(reader)) return undefined;
  if (override !== undefined) {
    return base('change', readParts(reader, override.replace), readParts(reader, override.append));
  }
  if (append) return base('change', {}, readParts(reader, new Set(['condition', 'exceptions'])));
  if (REQUIRED.every((key) => !reader.entries.has(key))) return readToggle(reader, base);
  const parts = readParts(reader, new Set(REPLACEABLE));
  for (const key of REQUIRED) if (!reader.has(key)) reader.missing(key);
  const complete = REQUIRED.every((key) => parts[key as keyof RuleParts] !== undefined);
  return complete ? base('define', parts) : undefined;
}

/** An `override` of this shape has been reported; the item must not be taken for a full rule. */
function isSequence(reader: ItemReader): boolean {
  const value = reader.value('override');
  return value !== undefined && sequenceItems(value) !== undefined;
}

/** An item of nothing but name and `enabled` turns an earlier rule on or off. */
function readToggle(
  reader: ItemReader,
  base: (mode: RuleItem['mode'], parts: RuleParts) => RuleItem | undefined,
): RuleItem | undefined {
  if (!reader.has('enabled')) {
    for (const key of REQUIRED) reader.missing(key);
    return undefined;
  }
  const message = "'enabled' alone is deprecated as a way to turn a rule on or off";
  const hint = "add 'override: {enabled: replace}'";
  reader.report(diagnostic('LOAD_DEPRECATED_ITEM', message, reader.spanOf('enabled'), { hint }));
  return base('toggle', readParts(reader, new Set(['enabled'])));
}

/** The one warning for `append: true`, which lists, macros and rules have in common. */
export function warnAboutAppend(reader: { spanOf: ItemReader['spanOf']; report: Report }, hint: string): void {
  reader.report(diagnostic('LOAD_DEPRECATED_ITEM', "'append' is deprecated", reader.spanOf('append'), { hint }));
}

function readParts(reader: ItemReader, keys: ReadonlySet<string>): RuleParts {
  function take<T>(key: string, read: (key: string) => T | undefined): T | undefined {
    return keys.has(key) ? read(key) : undefined;
  }
  const text = (key: string): MappedText | undefined => reader.text(key);
  const boolean = (key: string): boolean | undefined => reader.boolean(key);
  const output = take('output', text);
  const parts: { [Key in keyof RuleParts]: RuleParts[Key] | undefined } = {
    condition: take('condition', text),
    output: output && trimText(output),
    desc: take('desc', text),
    priority: take('priority', () => readPriority(reader)),
    tags: take('tags', () => reader.texts('tags')?.map((tag) => tag.text)),
    exceptions: take('exceptions', () => readExceptions(reader)),
    enabled: take('enabled', boolean),
    warnEventTypes: take('warn_evttypes', boolean),
    skipIfUnknown: take('skip-if-unknown-filter', boolean),
    capture: take('capture', boolean),
    captureDuration: take('capture_duration', () => readDuration(reader)),
  };
  return defined(parts);
}

/** Leaves out the keys without a value. */
function defined(parts: { [Key in keyof RuleParts]: RuleParts[Key] | undefined }): RuleParts {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}

function readPriority(reader: ItemReader): Priority | undefined {
  const text = reader.text('priority');
  if (text === undefined) return undefined;
  const priority = parsePriority(text.text);
  const hint = `one of ${PRIORITIES.join(', ')}`;
  return priority ?? reader.invalid(`invalid priority '${text.text}'`, reader.spanOf('priority'), hint);
}

function readDuration(reader: ItemReader): number | undefined {
  const text = reader.text('capture_duration');
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text.text) && Number(text.text) <= 0xffffffff) return Number(text.text);
  return reader.invalid("'capture_duration' must be a number of milliseconds", reader.spanOf('capture_duration'));
}
