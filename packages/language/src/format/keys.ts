/** The order in which the keys of an item are written, and what is special about them. */

export type ItemKind = 'required_engine_version' | 'required_plugin_versions' | 'list' | 'macro' | 'rule';

/** What an item is follows from the first of these that it has; keys that are not named here come last, as they are. */
export const KEY_ORDER: Readonly<Record<ItemKind, readonly string[]>> = {
  required_engine_version: ['required_engine_version'],
  required_plugin_versions: ['required_plugin_versions'],
  list: ['list', 'items', 'append', 'override'],
  macro: ['macro', 'condition', 'append', 'override'],
  rule: [
    'rule',
    'desc',
    'condition',
    'exceptions',
    'output',
    'priority',
    'source',
    'tags',
    'enabled',
    'warn_evttypes',
    'skip-if-unknown-filter',
    'capture',
    'capture_duration',
    'append',
    'override',
  ],
};

/** Keys of what stands within items, by the key it stands under. */
export const INNER_KEY_ORDER: Readonly<Record<string, readonly string[]>> = {
  exceptions: ['name', 'fields', 'comps', 'values'],
};

export function itemKind(keys: readonly string[]): ItemKind | undefined {
  return (Object.keys(KEY_ORDER) as ItemKind[]).find((kind) => keys.includes(kind));
}

export type KeyRole = 'name' | 'condition' | 'output' | 'other';

export function roleOf(kind: ItemKind | undefined, key: string): KeyRole {
  if (kind === undefined) return 'other';
  if (key === kind) return 'name';
  if (key === 'condition') return kind === 'rule' || kind === 'macro' ? 'condition' : 'other';
  return key === 'output' && kind === 'rule' ? 'output' : 'other';
}

/** Known keys in their order, unknown ones behind; equal keys stay as they are. */
export function sortByKey<T>(entries: readonly T[], order: readonly string[], keyOf: (entry: T) => string): T[] {
  const rank = (entry: T): number => {
    const at = order.indexOf(keyOf(entry));
    return at < 0 ? order.length : at;
  };
  return entries.toSorted((a, b) => rank(a) - rank(b));
}
