/** Configuration files put together. */
import type { Strategy } from './types.ts';
import type { MapEntry, MapValue } from './value.ts';

/** `added` over `base`, a whole top-level key at a time. */
export function merge(base: MapValue, added: MapValue, strategy: Strategy): MapValue {
  const entries = new Map(base.entries.map((entry) => [entry.key, entry]));
  for (const entry of added.entries) {
    const before = entries.get(entry.key);
    entries.set(entry.key, before === undefined ? entry : mergeEntry(before, entry, strategy));
  }
  return { ...base, entries: [...entries.values()] };
}

function mergeEntry(before: MapEntry, entry: MapEntry, strategy: Strategy): MapEntry {
  if (strategy === 'add-only') return before.value.kind === 'null' ? entry : before;
  if (strategy === 'append' && entry.value.kind === 'list' && before.value.kind === 'list') {
    const { items, span } = before.value;
    return { ...before, value: { kind: 'list', items: [...items, ...entry.value.items], span } };
  }
  return entry;
}
