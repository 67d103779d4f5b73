/** The names that rule files define. */
import { itemsOf } from '../read-items.ts';
import type { Item } from '../items.ts';
import type { SourceFile } from '../source.ts';

export interface Symbols {
  readonly macros: readonly { readonly name: string; readonly condition: string }[];
  readonly lists: readonly { readonly name: string; readonly items: readonly string[] }[];
  readonly rules: readonly string[];
  /** Tags of rules, sorted. */
  readonly tags: readonly string[];
}

const NAME_LINE = /^- (macro|list|rule): *(.*?) *$/gm;

/** What can be read of files, however wrong they are. Of a name that is defined several times the last counts. */
export function symbolsOf(files: readonly SourceFile[]): Symbols {
  const macros = new Map<string, string>();
  const lists = new Map<string, readonly string[]>();
  const rules = new Set<string>();
  const tags = new Set<string>();
  for (const file of files) {
    const items = itemsOf(file, () => undefined);
    // While something is being written the file may be no YAML; names can be told nevertheless.
    for (const [, kind, name = ''] of items.length > 0 ? [] : file.text.matchAll(NAME_LINE)) {
      if (kind === 'macro') macros.set(name, '');
      else if (kind === 'list') lists.set(name, []);
      else rules.add(name);
    }
    for (const item of items) addItem(item);
  }
  function addItem(item: Item): void {
    if (item.kind === 'macro') macros.set(item.name, item.condition.text.trim());
    else if (item.kind === 'list')
      lists.set(
        item.name,
        item.items.map(({ text }) => text),
      );
    else if (item.kind === 'rule') {
      rules.add(item.name);
      for (const tag of [...(item.parts.tags ?? []), ...(item.append.tags ?? [])]) tags.add(tag);
    }
  }
  return {
    macros: Array.from(macros, ([name, condition]) => ({ name, condition })),
    lists: Array.from(lists, ([name, items]) => ({ name, items })),
    rules: [...rules],
    tags: [...tags].sort(),
  };
}
