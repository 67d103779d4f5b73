/** A `rule` item. */
import { diagnostic, type Report } from './diagnostics.ts';
import { ITEM_KEYS, keyNames, overridableKeys } from './item-keys.ts';
import type { ItemReader } from './item-reader.ts';
import type { CompleteParts } from './definitions.ts';
import type { RuleItem, RuleParts } from './items.ts';
import type { Priority } from './ir.ts';
import { fileText, trimText, type MappedText } from './mapped-text.ts';
import { parsePriority, PRIORITIES } from './priority.ts';
import { readExceptions } from './read-exceptions.ts';
import { readOverride, type Override } from './read-override.ts';
import { sequenceItems } from './yaml.ts';

const { append: APPENDABLE, replace: REPLACEABLE } = overridableKeys('rule');
const NO_TEXT: MappedText = fileText({ name: '', text: '' });
const REQUIRED = keyNames(ITEM_KEYS.rule.filter(({ name, required }) => required === true && name !== 'rule'));

export function readRule(reader: ItemReader): RuleItem | undefined {
  const name = reader.requiredText('rule');
  const append = reader.boolean('append') === true;
  if (append) warnAboutAppend(reader, "write 'override: {condition: append}'");
  const override = readOverride(reader, { append: APPENDABLE, replace: REPLACEABLE });
  if (append && override !== undefined) {
    reader.invalid("'append: true' and 'override' exclude each other", reader.spanOf('append'));
  }
  const item = readBody(reader, override, append);
  reader.warnAboutKeys(keyNames(ITEM_KEYS.rule));
  if (name === undefined || item === undefined) return undefined;
  const { span, trail } = reader;
  return { ...item, kind: 'rule', name: name.text, nameSpan: reader.spanOf('rule'), span, trail };
}

type Body = Pick<RuleItem, 'mode' | 'incomplete' | 'source' | 'parts' | 'append'>;

function readBody(reader: ItemReader, override: Override | undefined, append: boolean): Body | undefined {
  if (override === undefined && isSequence(reader, 'override')) return undefined;
  if (override !== undefined) {
    const appended = readParts(reader, override.append, true);
    return { incomplete: false, mode: 'change', parts: readParts(reader, override.replace), append: appended };
  }
  if (append) {
    const appended = readParts(reader, new Set(['condition', 'exceptions']), true);
    return { incomplete: false, mode: 'change', parts: {}, append: appended };
  }
  if (REQUIRED.every((key) => !reader.entries.has(key)) && reader.has('enabled')) {
    const parts = readParts(reader, new Set(['enabled']));
    warnAboutToggle(reader);
    return { incomplete: false, mode: 'toggle', parts, append: {} };
  }
  return readWhole(reader);
}

function readWhole(reader: ItemReader): Body | undefined {
  for (const key of REQUIRED) if (!reader.entries.has(key)) reader.missing(key);
  const parts = readParts(reader, new Set(REPLACEABLE));
  const source = reader.text('source');
  if (parts.condition === undefined || parts.output === undefined) return undefined;
  const incomplete = parts.desc === undefined || parts.priority === undefined;
  const complete: CompleteParts = {
    desc: NO_TEXT,
    priority: 'Debug',
    conditionTrail: reader.trail,
    outputTrail: reader.trail,
    ...parts,
    condition: parts.condition,
    output: parts.output,
  };
  const named = source === undefined ? {} : { source: source.text };
  return { ...named, mode: 'define', incomplete, parts: complete, append: {} };
}

/** An `override` of this shape has been reported; the item must not be taken for a full rule. */
function isSequence(reader: ItemReader, key: string): boolean {
  const value = reader.value(key);
  return value !== undefined && sequenceItems(value) !== undefined;
}

/** An item of nothing but name and `enabled` turns an earlier rule on or off. */
function warnAboutToggle(reader: ItemReader): void {
  const message = "'enabled' alone is deprecated as a way to turn a rule on or off";
  const hint = "add 'override: {enabled: replace}'";
  reader.report(diagnostic('LOAD_DEPRECATED_ITEM', message, reader.spanOf('enabled'), { hint }));
}

/** The one warning for `append: true`, which lists, macros and rules have in common. */
export function warnAboutAppend(reader: { spanOf: ItemReader['spanOf']; report: Report }, hint: string): void {
  reader.report(diagnostic('LOAD_DEPRECATED_ITEM', "'append' is deprecated", reader.spanOf('append'), { hint }));
}

/** Reads the given keys of those that are there. `append`: they are added to those of an earlier rule. */
function readParts(reader: ItemReader, keys: ReadonlySet<string>, append = false): RuleParts {
  function take<T>(key: string, read: (key: string) => T | undefined): T | undefined {
    return keys.has(key) ? read(key) : undefined;
  }
  const text = (key: string): MappedText | undefined => reader.text(key);
  const boolean = (key: string): boolean | undefined => reader.boolean(key);
  const condition = take('condition', text);
  const output = take('output', text);
  const parts: { [Key in keyof RuleParts]: RuleParts[Key] | undefined } = {
    condition,
    conditionTrail: condition && reader.trailOf('condition', 'rule condition'),
    output: output && trimText(output),
    outputTrail: output && reader.trailOf('output', 'rule output'),
    desc: take('desc', text),
    priority: take('priority', () => readPriority(reader)),
    enabled: take('enabled', boolean),
    warnEventTypes: take('warn_evttypes', boolean),
    skipIfUnknown: take('skip-if-unknown-filter', boolean),
    capture: take('capture', boolean),
    captureDuration: take('capture_duration', () => readDuration(reader)),
    tags: take('tags', () => reader.texts('tags')?.map((tag) => tag.text)),
    exceptions: take('exceptions', () => readExceptions(reader, append)),
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
  const trail = reader.trailOf('priority', 'rule priority');
  return priority ?? reader.invalid(`invalid priority '${text.text}'`, reader.spanOf('priority'), hint, trail);
}

function readDuration(reader: ItemReader): number | undefined {
  const text = reader.text('capture_duration');
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text.text) && Number(text.text) <= 0xffffffff) return Number(text.text);
  return reader.invalidValue('capture_duration', "'capture_duration' must be a number of milliseconds");
}
