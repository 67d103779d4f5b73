/** The `override` of an item: which of its keys are appended to an earlier item, and which replace. */
import type { ItemReader } from './item-reader.ts';
import { didYouMean } from './suggest.ts';
import { mapEntries, scalarValue, sequenceItems } from './yaml.ts';

export interface OverridableKeys {
  readonly append: readonly string[];
  readonly replace: readonly string[];
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
    return reader.invalid("'override' must be a mapping", value.span, "write 'override: {condition: append}'");
  }
  const entries = mapEntries(value);
  if (entries === undefined || entries.length === 0) return undefined;
  const append = new Set<string>();
  const replace = new Set<string>();
  for (const { key, keySpan, value: operation } of entries) {
    const text = scalarValue(operation)?.text ?? '';
    if (text !== 'append' && text !== 'replace') {
      const message = `invalid override operation '${text}' for key '${key}'`;
      reader.invalid(message, operation.span, "write 'append' or 'replace'");
    } else if (!keys[text].includes(key)) {
      const other = keys.replace.includes(key) ? "use 'replace'" : didYouMean(key, keys[text]);
      reader.invalid(`key '${key}' cannot be ${text === 'append' ? 'appended to' : 'replaced'}`, keySpan, other);
    } else if (!reader.has(key)) {
      reader.invalid(`'override' speaks of '${key}', but the item has no '${key}'`, keySpan);
    } else {
      (text === 'append' ? append : replace).add(key);
    }
  }
  for (const key of reader.entries.keys()) {
    const overridable = keys.append.includes(key) || keys.replace.includes(key);
    if (overridable && entries.every((entry) => entry.key !== key)) {
      const hint = `add '${key}: append' or '${key}: replace' under 'override'`;
      reader.invalid(`unexpected key '${key}': 'override' does not speak of it`, reader.spanOf(key), hint);
    }
  }
  return { append, replace };
}
