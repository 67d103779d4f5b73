/** Lists are text: their names in conditions are replaced by their items before the condition is parsed. */
import { Budget } from './budget.ts';
import type { ListDefinition } from './definitions.ts';
import { diagnostic, type Report } from './diagnostics.ts';
import { glueText, isSame, joinTexts, sliceText, spanOf, standInText, type MappedText } from './mapped-text.ts';

export interface CompiledList {
  readonly name: string;
  /** Items with the items of the lists that they name in place of those names. */
  readonly items: readonly MappedText[];
  readonly definition: ListDefinition;
  /** The items as they stand in a condition. */
  readonly text: MappedText;
  /** The lists whose items it has got; undefined if those are too many to be read. */
  readonly inner: readonly ListDefinition[] | undefined;
}

export interface CompiledLists {
  readonly lists: readonly CompiledList[];
  /** Where in `lists` the list of a name stands, for names that a word of a condition can be. */
  readonly places: ReadonlyMap<string, number>;
  /** Where lists stand whose names have delimiters in them: they have to be looked for. */
  readonly oddPlaces: readonly number[];
  readonly used: Set<string>;
  readonly budget: Budget;
  /** Lists that are not what they were earlier; undefined if there is no earlier. */
  readonly changed: ChangedLists | undefined;
}

interface ChangedLists {
  /** Names that a word of a condition can be. */
  readonly words: readonly string[];
  /** Names with delimiters in them. */
  readonly odd: readonly string[];
}

/** Lists within lists could make a few lines stand for more text than fits anywhere. */
const MAX_LENGTH = 1_000_000;

const BLANKS = ' \t\n\r';
const DELIMITERS = `${BLANKS}(),=`;
const WORD = /[^ \t\n\r(),=]+/g;
/** What an item that is copied into another list counts, in characters. */
const COST_OF_ITEM = 25;
const QUOTE: MappedText = glueText('"');
const SEPARATOR: MappedText = glueText(', ');
const BLANK: MappedText = glueText(' ');

/**
 * Resolves lists within lists; a list sees those first defined before it was last changed.
 * @param earlier what compiling fewer items gave
 */
export function compileLists(
  definitions: ReadonlyMap<string, ListDefinition>,
  report: Report,
  budget: Budget = new Budget(),
  earlier?: CompiledLists,
): CompiledLists {
  const used = new Set<string>();
  const lists = Array.from(definitions.values(), (definition) => {
    const { name } = definition;
    const before = earlier?.lists[earlier.places.get(name) ?? -1];
    const kept = before && innerOfUnchanged(before, definition, definitions, budget);
    for (const one of kept ?? []) used.add(one.name);
    if (before !== undefined && kept !== undefined) return before;
    const inner: ListDefinition[] = [];
    const items = resolvedItems(definition, definitions, inner, budget);
    for (const one of inner) used.add(one.name);
    if (items === undefined) {
      const message = `list '${name}' stands for more items than can be read`;
      report(diagnostic('LOAD_ERR_VALIDATE', message, definition.nameSpan));
    }
    return { name, items: items ?? [], definition, inner: items && inner, text: joinTexts(separated(items ?? [])) };
  });
  const places = new Map(lists.map(({ name }, place) => [name, place]));
  const oddPlaces = lists.flatMap(({ name }, place) => (isWord(name) ? [] : [place]));
  return { lists, places, oddPlaces, used, budget, changed: earlier && changedSince(earlier, lists) };
}

/** The lists in one that is what it was, because nothing has changed it or them; it costs again what it has cost. */
function innerOfUnchanged(
  { definition: then, inner }: CompiledList,
  definition: ListDefinition,
  definitions: ReadonlyMap<string, ListDefinition>,
  budget: Budget,
): readonly ListDefinition[] | undefined {
  if (then !== definition || inner?.every((one) => definitions.get(one.name) === one) !== true) return undefined;
  return budget.spend(inner.reduce((sum, { items }) => sum + items.length * COST_OF_ITEM, 0)) ? inner : undefined;
}

function isWord(name: string): boolean {
  return /^[^ \t\n\r(),=]+$/.test(name);
}

function changedSince(earlier: CompiledLists, lists: readonly CompiledList[]): ChangedLists {
  const names = lists.flatMap((list) => {
    const { name, text } = list;
    const before = earlier.lists[earlier.places.get(name) ?? -1];
    return before !== undefined && (before === list || isSame(before.text, text)) ? [] : [name];
  });
  return { words: names.filter(isWord), odd: names.filter((name) => !isWord(name)) };
}

function resolvedItems(
  definition: ListDefinition,
  definitions: ReadonlyMap<string, ListDefinition>,
  used: ListDefinition[],
  budget: Budget,
): MappedText[] | undefined {
  const items: MappedText[] = [];
  for (const item of definition.items) {
    const inner = definitions.get(item.text);
    if (inner === undefined || inner.since >= definition.visibility || inner === definition) {
      items.push(item);
      continue;
    }
    used.push(inner);
    if (!budget.spend(inner.items.length * COST_OF_ITEM)) return undefined;
    for (const one of inner.items) items.push(one);
  }
  return items;
}

/** An item with a blank in it gets quotes, unless it brings its own. */
export function quotedItem(item: MappedText): MappedText {
  const { text } = item;
  if (!text.includes(' ') || text.startsWith('"') || text.startsWith("'")) return item;
  return joinTexts([QUOTE, item, QUOTE]);
}

/**
 * Replaces the names of lists in a condition, list by list, and adds those names to `used`. Gives `undefined`, reported,
 * if the condition becomes longer than any could be meant to be.
 */
export function substituteLists(
  condition: MappedText,
  compiled: CompiledLists,
  used: Set<string>,
  report: Report,
): MappedText | undefined {
  const { lists, budget } = compiled;
  let text = condition;
  const waiting = [...compiled.oddPlaces];
  addListsIn(condition.text, compiled, waiting);
  // The items of a list may name lists that come after it.
  for (let at = 0; at < waiting.length; at++) {
    const list = lists[waiting[at] ?? -1];
    if (list === undefined) continue;
    const substituted = substituteList(text, list, budget);
    if (typeof substituted === 'string') {
      report(diagnostic('LOAD_ERR_COMPILE_CONDITION', substituted, spanOf(condition, 0, condition.text.length)));
      return undefined;
    }
    if (substituted === undefined) continue;
    used.add(list.name);
    // Where nothing is left but an empty list, all of it stands for the condition as it was.
    const empty = substituted.text.trim() === '';
    text = empty ? standInText(substituted.text, spanOf(condition, 0, condition.text.length)) : substituted;
    addListsIn(list.text.text, compiled, waiting, at);
  }
  return text;
}

/** The words of a text that can be names of lists. */
export function wordsIn(text: string): readonly string[] {
  return text.match(WORD) ?? [];
}

/** Adds the places of lists that a text names to places in ascending order, if they come after the one at `after`. */
function addListsIn(text: string, { places }: CompiledLists, sorted: number[], after = -1): void {
  if (places.size === 0) return;
  for (const word of wordsIn(text)) {
    const place = places.get(word);
    if (place === undefined) continue;
    let low = after + 1;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] ?? 0) < place) low = middle + 1;
      else high = middle;
    }
    if (sorted[low] !== place && place > (sorted[after] ?? -1)) sorted.splice(low, 0, place);
  }
}

/**
 * The name counts only between delimiters. Blanks around it go with it, and so does a comma if the list is empty. Gives
 * a text for what is wrong, and `undefined` where the name does not stand.
 */
function substituteList(condition: MappedText, list: CompiledList, budget: Budget): MappedText | string | undefined {
  const { text } = condition;
  const parts: MappedText[] = [];
  let total = text.length;
  let done = 0;
  // To look for the name, and to put the text together anew, costs a little for each character.
  if (!budget.spend(1 + (text.length >> 4))) return tooMuch(list);
  let found = text.indexOf(list.name);
  while (found >= 0) {
    let start = found;
    let end = found + list.name.length;
    if (isDelimiter(text[start - 1]) && isDelimiter(text[end])) {
      while (start > done && BLANKS.includes(text[start - 1] ?? '')) start--;
      while (end < text.length && BLANKS.includes(text[end] ?? '')) end++;
      if (list.text.text === '') {
        if (text[start - 1] === ',' && start > done) start--;
        else if (text[end] === ',') end++;
      }
      parts.push(sliceText(condition, done, start), BLANK, list.text, BLANK);
      total += list.text.text.length;
      if (total > MAX_LENGTH) return `list '${list.name}' makes the condition longer than ${MAX_LENGTH} characters`;
      if (!budget.spend(list.text.text.length)) return tooMuch(list);
      done = end;
      found = text.indexOf(list.name, end);
    } else {
      found = text.indexOf(list.name, found + 1);
    }
  }
  return parts.length === 0 ? undefined : joinTexts([...parts, sliceText(condition, done)]);
}

function tooMuch({ name }: CompiledList): string {
  return `list '${name}' makes the conditions of all rules longer than can be read`;
}

function isDelimiter(character: string | undefined): boolean {
  return character === undefined || DELIMITERS.includes(character);
}

/** No comma stands where nothing is before it: items may be empty texts. */
function separated(items: readonly MappedText[]): MappedText[] {
  const first = items.findIndex(({ text }) => text !== '');
  if (first < 0) return [];
  return items.slice(first).flatMap((item, at) => (at === 0 ? [quotedItem(item)] : [SEPARATOR, quotedItem(item)]));
}
