/** The `override` of an item: which of its keys are appended to an earlier item, and which replace. */
import { diagnostic } from './diagnostics.ts';
import { within, type ItemReader } from './item-reader.ts';
import type { Trail } from './location.ts';
import { didYouMean } from './suggest.ts';
import { isNull, isScalarNode, mapEntries, scalarValue, sequenceItems, type YamlEntry, type YamlNode } from './yaml.ts';

const WRITE = "write 'append' or 'replace'";

export interface OverridableKeys {
  readonly append: readonly string[];
  readonly replace: readonly string[];
}

export interface Override {
  readonly append: ReadonlySet<string>;
  readonly replace: ReadonlySet<string>;
}

/**
 * What is to be done with which key, or `undefined` if there is nothing to be done. `broken`: `override` has a shape of
 * which nothing can be read, which has been reported; the item must not be taken for one without it.
 */
export function readOverride(reader: ItemReader, keys: OverridableKeys): Override | 'broken' | undefined {
  const value = reader.value('override');
  if (value === undefined) return undefined;
  if ((sequenceItems(value)?.length ?? 0) > 0) {
    return notReadable(reader, "'override' must be a mapping", value, "write 'override: {condition: append}'");
  }
  const override = { append: new Set<string>(), replace: new Set<string>() };
  for (const entry of mapEntries(value) ?? []) {
    const operation = operationOf(reader, keys, entry);
    if (operation === 'broken') return operation;
    if (operation !== undefined) override[operation].add(entry.key);
  }
  return override.append.size + override.replace.size > 0 ? override : undefined;
}

/** Takes the place of a value that is no text for the whole file, as in Falco. */
function notReadable(reader: ItemReader, message: string, value: YamlNode, hint: string): 'broken' {
  const trail = reader.trail.slice(0, 1);
  reader.report(diagnostic('LOAD_ERR_VALIDATE', message, value.span, { hint, trail }));
  return 'broken';
}

/** What is to be done with a key of the item, or `undefined`, reported, where that cannot be done. */
function operationOf(
  reader: ItemReader,
  keys: OverridableKeys,
  { key, keySpan, keyMark, value }: YamlEntry,
): 'append' | 'replace' | 'broken' | undefined {
  if (!isNull(value) && !isScalarNode(value)) {
    return notReadable(reader, `the override operation for key '${key}' must be a text`, value, WRITE);
  }
  const around: Trail = [...reader.trail, { ...itself(reader), type: 'overrides', name: '' }];
  const text = scalarValue(value)?.text ?? '';
  if (text !== 'append' && text !== 'replace') {
    const message = `invalid override operation '${text}' for key '${key}'`;
    const trail = within(around, 'value for', key, value);
    return reader.invalid(message, isNull(value) ? keySpan : value.span, WRITE, trail);
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
