/** Lists are text: their names in conditions are replaced by their items before the condition is parsed. */
import type { ListDefinition } from './definitions.ts';
import { diagnostic, type Report } from './diagnostics.ts';
import { fileText, joinTexts, sliceText, spanOf, type MappedText } from './mapped-text.ts';

export interface CompiledList {
  readonly name: string;
  /** Items with the items of the lists that they name in place of those names. */
  readonly items: readonly MappedText[];
  readonly definition: ListDefinition;
}

export interface CompiledLists {
  readonly lists: readonly CompiledList[];
  readonly used: Set<string>;
}

/** Lists within lists could make a few lines stand for more text than fits anywhere. */
const MAX_LENGTH = 1_000_000;

const BLANKS = ' \t\n\r';
const DELIMITERS = `${BLANKS}(),=`;
const QUOTE: MappedText = fileText({ name: '', text: '"' });
const SEPARATOR: MappedText = fileText({ name: '', text: ', ' });
const BLANK: MappedText = fileText({ name: '', text: ' ' });

/** Resolves lists within lists; a list sees those first defined before it was last changed. */
export function compileLists(definitions: ReadonlyMap<string, ListDefinition>): CompiledLists {
  const used = new Set<string>();
  const lists = Array.from(definitions.values(), (definition) => {
    const items = definition.items.flatMap((item) => {
      const inner = definitions.get(item.text);
      if (inner === undefined || inner.since >= definition.visibility || inner === definition) return [item];
      used.add(inner.name);
      return inner.items;
    });
    return { name: definition.name, items, definition };
  });
  return { lists, used };
}

/** An item with a blank in it gets quotes, unless it brings its own. */
function withQuotes(item: MappedText): MappedText {
  const { text } = item;
  if (!/[ \t]/.test(text) || text.startsWith('"') || text.startsWith("'")) return item;
  return joinTexts([QUOTE, item, QUOTE]);
}

/**
 * Replaces the names of lists in a condition, list by list, and remembers which were used. Gives `undefined`, reported,
 * if the condition becomes longer than any could be meant to be.
 */
export function substituteLists(
  condition: MappedText,
  { lists, used }: CompiledLists,
  report: Report,
): MappedText | undefined {
  let text = condition;
  for (const list of lists) {
    if (!text.text.includes(list.name)) continue;
    const substituted = substituteList(text, list);
    if (substituted === 'too long') {
      const span = spanOf(condition, 0, condition.text.length);
      const message = `list '${list.name}' makes the condition longer than ${MAX_LENGTH} characters`;
      report(diagnostic('LOAD_ERR_COMPILE_CONDITION', message, span));
      return undefined;
    }
    if (substituted === undefined) continue;
    used.add(list.name);
    text = substituted;
  }
  return text;
}

/** The name counts only between delimiters. Blanks around it go with it, and so does a comma if the list is empty. */
function substituteList(condition: MappedText, list: CompiledList): MappedText | 'too long' | undefined {
  const { text } = condition;
  const parts: MappedText[] = [];
  const items = separated(list.items);
  const length = items.reduce((sum, item) => sum + item.text.length, 0);
  let total = text.length;
  let done = 0;
  let found = text.indexOf(list.name);
  while (found >= 0) {
    let start = found;
    let end = found + list.name.length;
    if (isDelimiter(text[start - 1]) && isDelimiter(text[end])) {
      while (start > done && BLANKS.includes(text[start - 1] ?? '')) start--;
      while (end < text.length && BLANKS.includes(text[end] ?? '')) end++;
      if (list.items.length === 0) {
        if (text[start - 1] === ',' && start > done) start--;
        else if (text[end] === ',') end++;
      }
      parts.push(sliceText(condition, done, start), BLANK, ...items, BLANK);
      total += length;
      if (total > MAX_LENGTH) return 'too long';
      done = end;
      found = text.indexOf(list.name, end);
    } else {
      found = text.indexOf(list.name, found + 1);
    }
  }
  return parts.length === 0 ? undefined : joinTexts([...parts, sliceText(condition, done)]);
}

function isDelimiter(character: string | undefined): boolean {
  return character === undefined || DELIMITERS.includes(character);
}

function separated(items: readonly MappedText[]): MappedText[] {
  return items.flatMap((item, at) => (at === 0 ? [withQuotes(item)] : [SEPARATOR, withQuotes(item)]));
}
