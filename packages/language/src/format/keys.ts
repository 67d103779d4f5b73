/** The order in which the keys of an item are written, and what is special about them. */
import { EXCEPTION_KEYS, ITEM_KEYS, keyNames, type ItemKind } from '../item-keys.ts';

/** Keys of an item, in order; keys that are not named come last, as they are. */
export function keyOrder(kind: ItemKind): readonly string[] {
  return keyNames(ITEM_KEYS[kind]);
}

/** Keys of what stands within items, by the key it stands under. */
export const INNER_KEY_ORDER: ReadonlyMap<string, readonly string[]> = new Map([
  ['exceptions', keyNames(EXCEPTION_KEYS)],
]);

export type KeyRole = 'name' | 'condition' | 'output' | 'other';

export function roleOf(kind: ItemKind | undefined, key: string): KeyRole {
  const value = kind && ITEM_KEYS[kind].find(({ name }) => name === key)?.value;
  return value === 'name' || value === 'condition' || value === 'output' ? value : 'other';
}

/** Known keys in their order, unknown ones behind; equal keys stay as they are. */
export function sortByKey<T>(entries: readonly T[], order: readonly string[], keyOf: (entry: T) => string): T[] {
  const rank = (entry: T): number => {
    const at = order.indexOf(keyOf(entry));
    return at < 0 ? order.length : at;
  };
  return entries.toSorted((a, b) => rank(a) - rank(b));
}
