/** The `override` of an item: which of its keys are appended to an earlier item, and which replace. */
import { diagnostic } from './diagnostics.ts';
import { within, type ItemReader } from './item-reader.ts';
import type { Trail } from './location.ts';
import { didYouMean } from './suggest.ts';
import { isNull, mapEntries, scalarValue, sequenceItems, type YamlEntry } from './yaml.ts';

export interface OverridableKeys {
  readonly append: readonly string[];
  readonly replace: readonly string[];
  /** A key that must be there with or without override: that it is not has been reported. */
  readonly required?: string;
}

export interface Override {
  readonly append: ReadonlySet<string>;
  readonly replace: ReadonlySet<string>;
}

/** `undefined`: none is given, or `override` is not usable, which has then been reported. */
export function readOverride(reader: ItemReader, keys: OverridableKeys): Override | undefined {
  const value = reader.value('override');
  if (value === undefined) return undefined;
  if (sequenceItems(value) !== undefined) {
    const hint = "write 'override: {condition: append}'";
    const trail = reader.trail.slice(0, 1);
    reader.report(diagnostic('LOAD_ERR_VALIDATE', "'override' must be a mapping", value.span, { hint, trail }));
    return undefined;
  }
  const entries = mapEntries(value);
  if (entries === undefined || entries.length === 0) return undefined;
  const override = { append: new Set<string>(), replace: new Set<string>() };
  for (const entry of entries) {
    const operation = operationOf(reader, keys, entry);
    if (operation !== undefined) override[operation].add(entry.key);
  }
  for (const key of reader.entries.keys()) {
    const overridable = keys.append.includes(key) || keys.replace.includes(key);
    if (overridable && entries.every((entry) => entry.key !== key)) {
      const hint = `add '${key}: append' or '${key}: replace' under 'override'`;
      reader.invalid(`unexpected key '${key}': 'override' does not speak of it`, reader.spanOf(key), hint);
    }
  }
  for (const { key, keySpan } of entries) {
    if (reader.has(key) || (!override.append.has(key) && !override.replace.has(key))) continue;
    override.append.delete(key);
    override.replace.delete(key);
    if (key === keys.required) continue;
    reader.invalid(`'override' speaks of '${key}', but the item has no '${key}'`, keySpan);
  }
  return override;
}

/** What is to be done with a key of the item, or `undefined`, reported, where that cannot be done. */
function operationOf(
  reader: ItemReader,
  keys: OverridableKeys,
  { key, keySpan, keyMark, value }: YamlEntry,
): 'append' | 'replace' | undefined {
  const around: Trail = [...reader.trail, { ...itself(reader), type: 'overrides', name: '' }];
  const text = scalarValue(value)?.text ?? '';
  if (text !== 'append' && text !== 'replace') {
    const message = `invalid override operation '${text}' for key '${key}'`;
    const trail = within(around, 'value for', key, value);
    return reader.invalid(message, isNull(value) ? keySpan : value.span, "write 'append' or 'replace'", trail);
  }
  if (keys[text].includes(key)) return text;
  const trail: Trail = [...around, { type: 'overrides', name: key, file: keySpan.file, offset: keyMark }];
  const hint = keys.replace.includes(key) ? "use 'replace'" : didYouMean(key, keys[text]);
  return reader.invalid(
    `key '${key}' cannot be ${text === 'append' ? 'appended to' : 'replaced'}`,
    keySpan,
    hint,
    trail,
  );
}

/** Where the item is that has the override. */
function itself(reader: ItemReader): { readonly file: ItemReader['span']['file']; readonly offset: number } {
  const last = reader.trail.at(-1);
  const { file, start } = reader.span;
  return last === undefined || last.type === 'condition expression'
    ? { file, offset: start }
    : { file: last.file, offset: last.offset };
}
