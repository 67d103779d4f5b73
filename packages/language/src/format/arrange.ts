/** The order of keys in a model. */
import { itemKind, type ItemKind } from '../item-keys.ts';
import { INNER_KEY_ORDER, keyOrder, sortByKey } from './keys.ts';
import type { CollectionNode, Entry, YamlNode } from './model.ts';

export function keyOf({ key }: Entry): string {
  return key?.value ?? '';
}

export function kindOf(node: CollectionNode): ItemKind | undefined {
  const keys = new Set(node.entries.map(keyOf));
  return itemKind((key) => keys.has(key));
}

/** The items of a file with their keys in order, comments with them. */
export function arrangeItems(root: CollectionNode): CollectionNode {
  return mapValues(root, (item) => {
    const kind = item.kind === 'map' ? kindOf(item) : undefined;
    if (item.kind !== 'map' || kind === undefined) return item;
    const entries = sorted(item, keyOrder(kind)).map((entry) => {
      const order = INNER_KEY_ORDER.get(keyOf(entry));
      const { value } = entry;
      if (order === undefined || value.kind !== 'seq') return entry;
      const arranged = mapValues(value, (inner) =>
        inner.kind === 'map' ? { ...inner, entries: sorted(inner, order) } : inner,
      );
      return { ...entry, value: arranged };
    });
    return { ...item, entries };
  });
}

function mapValues(node: CollectionNode, change: (value: YamlNode) => YamlNode): CollectionNode {
  return { ...node, entries: node.entries.map((entry) => ({ ...entry, value: change(entry.value) })) };
}

/** An alias must not come to stand before its anchor. */
function sorted(node: CollectionNode, order: readonly string[]): readonly Entry[] {
  return hasReferences(node) ? node.entries : sortByKey(node.entries, order, keyOf);
}

function hasReferences(node: YamlNode): boolean {
  if (node.kind === 'alias' || node.properties.some((property) => property.startsWith('&'))) return true;
  if (node.kind !== 'map' && node.kind !== 'seq') return false;
  return node.entries.some(({ key, value }) => (key !== undefined && hasReferences(key)) || hasReferences(value));
}
