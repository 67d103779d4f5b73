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
import { scalarValue, uint32Of } from './yaml.ts';

const OVERRIDABLE = overridableKeys('rule');
const NO_TEXT: MappedText = fileText({ name: '', text: '' });
const REQUIRED = keyNames(ITEM_KEYS.rule.filter(({ name, required }) => required === true && name !== 'rule'));

/** The keys of a rule in the order in which Falco reads them: the first that is wrong is the one that it tells of. */
const ORDER: readonly string[] = [
  'condition',
  'output',
  'desc',
  'priority',
  'source',
  'enabled',
  'capture',
  'capture_duration',
  'warn_evttypes',
  'skip-if-unknown-filter',
  'tags',
  'exceptions',
];
const APPEND_ORDER = ['condition', 'exceptions', 'output', 'desc', 'tags'];
const REPLACE_ORDER = [...APPEND_ORDER, ...ORDER.filter((key) => !APPEND_ORDER.includes(key) && key !== 'source')];

/** An `override` that both appends and replaces makes two items of it, in this order. */
export function* readRule(reader: ItemReader): Generator<RuleItem> {
  const name = reader.requiredText('rule');
  const source = readSource(reader);
  const append = reader.boolean('append') === true;
  if (append) warnAboutAppend(reader, "write 'override: {condition: append}'");
  const override = readOverride(reader, OVERRIDABLE);
  if (append && override !== undefined) {
    reader.invalid("'append: true' and 'override' exclude each other", reader.spanOf('append'));
  }
  const { span, trail } = reader;
  const nameSpan = reader.spanOf('rule');
  for (const body of override === 'broken' ? [] : readBodies(reader, override, append)) {
    // As in Falco, other changes may name any source.
    const isOfSource =
      body.mode === 'define' || append || (body.parts.condition ?? body.append.condition) !== undefined;
    const named = isOfSource && source !== undefined ? { source } : {};
    if (name !== undefined) yield { ...body, ...named, kind: 'rule', name: name.text, nameSpan, span, trail };
  }
}

/** Where it may be empty is checked with the rule: only a whole rule must have one there. */
function readSource(reader: ItemReader): string | undefined {
  const value = reader.value('source');
  if (value === undefined) return undefined;
  const text = scalarValue(value)?.text;
  if (text === undefined) return reader.invalidValue('source', "the value of 'source' must be a scalar");
  return text === '' ? undefined : text;
}

type Body = Pick<RuleItem, 'mode' | 'incomplete' | 'parts' | 'append'>;

const CHANGE: Body = { mode: 'change', incomplete: false, parts: {}, append: {} };

function* readBodies(reader: ItemReader, override: Override | undefined, append: boolean): Generator<Body> {
  if (override !== undefined) {
    yield* readChanges(reader, override);
  } else if (append) {
    const keys = ['condition', 'exceptions'].filter((key) => reader.entries.has(key));
    yield { ...CHANGE, append: readParts(reader, keys, true) };
    if (keys.length > 0) return;
    const hint = "give 'condition' or 'exceptions'";
    reader.report(diagnostic('LOAD_ERR_VALIDATE', "'append' adds nothing to the rule", reader.keySpan, { hint }));
  } else if (REQUIRED.every((key) => !reader.entries.has(key)) && reader.has('enabled')) {
    const parts = readParts(reader, ['enabled']);
    warnAboutToggle(reader);
    yield { ...CHANGE, mode: 'toggle', parts };
  } else {
    yield* readWhole(reader);
  }
}

function* readChanges(reader: ItemReader, { append, replace }: Override): Generator<Body> {
  if (append.size > 0) yield { ...CHANGE, append: readParts(reader, overridden(reader, append, APPEND_ORDER), true) };
  if (replace.size > 0) yield { ...CHANGE, parts: readParts(reader, overridden(reader, replace, REPLACE_ORDER)) };
  const unexpected = REPLACE_ORDER.filter((key) => reader.entries.has(key) && !append.has(key) && !replace.has(key));
  for (const key of unexpected.toSorted()) {
    const hint = `add '${key}: append' or '${key}: replace' under 'override'`;
    const message = `unexpected key '${key}': 'override' does not speak of it`;
    reader.invalid(message, reader.spanOf(key), hint, reader.trailOf(key, 'overrides', key));
  }
}

/** Those of the keys that the item has; for the others `override` speaks of what is not there. */
function overridden(reader: ItemReader, keys: ReadonlySet<string>, order: readonly string[]): string[] {
  const there = order.filter((key) => keys.has(key) && reader.entries.has(key));
  for (const key of keys) {
    if (there.includes(key)) continue;
    reader.invalid(`'override' speaks of '${key}', but the item has no '${key}'`, reader.spanOf('override'));
  }
  return there;
}

function* readWhole(reader: ItemReader): Generator<Body> {
  const keys = ORDER.filter((key) => REQUIRED.includes(key) || reader.entries.has(key));
  const parts = readParts(reader, keys);
  if (parts.condition === undefined || parts.output === undefined) return;
  const incomplete = parts.desc === undefined || parts.priority === undefined;
  const complete: CompleteParts = {
    desc: NO_TEXT,
    priority: 'Debug',
    conditionTrail: reader.trail,
    outputTrail: reader.trail,
    ...parts,
    condition: parts.condition,
    output: trimText(parts.output),
  };
  yield { mode: 'define', incomplete, parts: complete, append: {} };
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

/** Reads the given keys, in their order. `append`: they are added to those of an earlier rule. */
function readParts(reader: ItemReader, keys: readonly string[], append = false): RuleParts {
  const parts: Parts = {};
  for (const key of keys) Object.assign(parts, READERS[key]?.(reader, append));
  return defined(parts);
}

type Parts = { [Key in keyof RuleParts]: RuleParts[Key] | undefined };

const READERS: Readonly<Record<string, (reader: ItemReader, append: boolean) => Parts>> = {
  condition: (reader) => {
    const condition = reader.requiredText('condition');
    return { condition, conditionTrail: condition && reader.trailOf('condition', 'rule condition') };
  },
  output: (reader) => {
    const output = reader.requiredText('output');
    return { output, outputTrail: output && reader.trailOf('output', 'rule output') };
  },
  desc: (reader) => ({ desc: reader.requiredText('desc') }),
  priority: (reader) => ({ priority: readPriority(reader) }),
  source: (reader) => {
    reader.text('source');
    return {};
  },
  enabled: (reader) => ({ enabled: reader.boolean('enabled') }),
  warn_evttypes: (reader) => ({ warnEventTypes: reader.boolean('warn_evttypes') }),
  'skip-if-unknown-filter': (reader) => ({ skipIfUnknown: reader.boolean('skip-if-unknown-filter') }),
  capture: (reader) => ({ capture: reader.boolean('capture') }),
  capture_duration: (reader) => ({ captureDuration: readDuration(reader) }),
  tags: (reader) => ({ tags: reader.texts('tags')?.map((tag) => tag.text) }),
  exceptions: (reader, append) => ({ exceptions: readExceptions(reader, append) }),
};

/** Leaves out the keys without a value. */
function defined(parts: Parts): RuleParts {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}

function readPriority(reader: ItemReader): Priority | undefined {
  const text = reader.requiredText('priority');
  if (text === undefined) return undefined;
  const priority = parsePriority(text.text);
  const hint = `one of ${PRIORITIES.join(', ')}`;
  const trail = reader.trailOf('priority', 'rule priority');
  return priority ?? reader.invalid(`invalid priority '${text.text}'`, reader.spanOf('priority'), hint, trail);
}

function readDuration(reader: ItemReader): number | undefined {
  const text = reader.text('capture_duration');
  if (text === undefined) return undefined;
  const message = "'capture_duration' must be a number of milliseconds";
  return uint32Of(text.text) ?? reader.invalidValue('capture_duration', message);
}
