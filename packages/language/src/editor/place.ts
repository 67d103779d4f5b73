/** Where in a rules file a place is: the state of the colours there, and the item around it. */
import type { Vocabulary } from '../vocabulary.ts';
import { FILE_START, type LineState } from './line-state.ts';
import { lineTokens } from './line-tokens.ts';

export interface Place {
  /** At the place, with all that stands before it in its line. */
  readonly state: LineState;
  /** The line up to the place. */
  readonly before: string;
  /** The line behind it. */
  readonly behind: string;
  /** The keys of the item around the place, other than the one in this line. */
  readonly itemKeys: readonly string[];
  /** The place is within an item, or on its first line. */
  readonly inItem: boolean;
}

export function placeAt(text: string, offset: number, vocabulary: Vocabulary): Place {
  const lines = text.slice(0, offset).split('\n');
  const before = lines.pop() ?? '';
  let state = FILE_START;
  for (const line of lines) state = lineTokens(line.replace(/\r$/, ''), state, vocabulary).state;
  const end = text.indexOf('\n', offset);
  const behind = text.slice(offset, end < 0 ? text.length : end).replace(/\r$/, '');
  const within = endedBy(before, lineTokens(before, state, vocabulary).state);
  return { state: within, before, behind, ...itemAround(text, lines.length) };
}

/** At the beginning of a line, what is written there would no longer belong to a value that is further right. */
function endedBy(before: string, state: LineState): LineState {
  const { value } = state;
  if (value === undefined || before.trim() !== '' || before.length > value.column) return state;
  const bounded = value.style === 'single' || value.style === 'double' || value.style === 'flow';
  return bounded ? state : { ...state, value: undefined };
}

/** An item begins with a dash at the left edge and ends before the next. */
function itemAround(text: string, line: number): Pick<Place, 'itemKeys' | 'inItem'> {
  const lines = text.split('\n');
  let first = line;
  while (first >= 0 && lines[first]?.startsWith('- ') !== true) first--;
  if (first < 0) return { itemKeys: [], inItem: false };
  const itemKeys: string[] = [];
  for (let at = first; at < lines.length && (at === first || !/^[-#\w]/.test(lines[at] ?? '')); at++) {
    const key = /^(?:- | {2})([\w-]+)\s*:/.exec(lines[at] ?? '')?.[1];
    if (key !== undefined && at !== line) itemKeys.push(key);
  }
  return { itemKeys, inItem: true };
}
