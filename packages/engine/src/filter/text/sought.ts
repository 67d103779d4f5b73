/**
 * What has to be in a text for a formula to hold (`contains`, `endswith`), or for it not to hold. Whether some of a set of pairs
 * of bytes is in a text is told faster than an automaton walks it: no look-up waits for the one before. Few texts have such a
 * pair, and only these need be walked.
 */
import type { Formula } from './formula.ts';

/** Two bytes, the first as the higher one. */
export type Pair = number;

export interface Sought {
  /** Each is the pairs of one literal, all of which are in a text that has the literal. */
  readonly literals: readonly (readonly Pair[])[];
  /** Whether the formula holds of a text that has none of the literals. */
  readonly otherwise: boolean;
}

/** Of more, some would be found in most texts. */
const MOST_PAIRS = 64;
const MOST_LITERALS = 256;

/** @returns undefined for formulas that can hold, and not hold, whatever is in the text */
export function soughtBy(formula: Formula): Sought | undefined {
  for (const otherwise of [false, true]) {
    const literals = literalsOf(formula, otherwise);
    if (literals !== undefined && literals.length <= MOST_LITERALS) return { literals, otherwise };
  }
  return undefined;
}

/** Literals one of which is in every text for which the formula is not what it is `otherwise`. */
function literalsOf(formula: Formula, otherwise: boolean): readonly (readonly Pair[])[] | undefined {
  if (formula.kind === 'not') return literalsOf(formula.child, !otherwise);
  if (formula.kind === 'machine') return otherwise ? undefined : formula.machine.literals;
  const each = formula.children.map((child) => literalsOf(child, otherwise));
  // One false child makes `and` false, and all of them are needed to make it true; the reverse of `or`.
  if ((formula.kind === 'or') === otherwise) return each.reduce(cheaper, undefined);
  return each.every((literals) => literals !== undefined) ? each.flat() : undefined;
}

function cheaper<T extends readonly (readonly Pair[])[] | undefined>(a: T, b: T): T {
  if (a === undefined || b === undefined) return a ?? b;
  return costOfAll(b) < costOfAll(a) ? b : a;
}

function costOfAll(literals: readonly (readonly Pair[])[]): number {
  return literals.reduce((sum, pairs) => sum + Math.min(...pairs.map(costOf)), 0);
}

/** Rough guesses of how often bytes are met in a path; of all others, hardly ever. */
const FREQUENCIES: readonly (readonly [bytes: string, frequency: number])[] = [
  ['/acdeilmnoprstu', 8],
  ['0123456789', 6],
  ['bfghjkqvwxyz', 5],
  ['-.', 3],
];

function frequencyOf(byte: number): number {
  const character = String.fromCharCode(byte);
  return FREQUENCIES.find(([bytes]) => bytes.includes(character))?.[1] ?? 1;
}

function costOf(pair: Pair): number {
  return frequencyOf(pair >> 8) * frequencyOf(pair & 0xff);
}

/** Few and rare pairs, at least one of each literal. @returns undefined where that takes too many */
export function pairsOf(literals: readonly (readonly Pair[])[]): readonly Pair[] | undefined {
  const chosen: Pair[] = [];
  let left = literals;
  while (left.length > 0) {
    const counts = new Map<Pair, number>();
    for (const pairs of left) for (const pair of new Set(pairs)) counts.set(pair, (counts.get(pair) ?? 0) + 1);
    const [best] = Array.from(counts, ([pair, count]) => ({ pair, worth: count / costOf(pair) })).toSorted(
      (a, b) => b.worth - a.worth || a.pair - b.pair,
    );
    if (best === undefined || chosen.length === MOST_PAIRS) return undefined;
    chosen.push(best.pair);
    left = left.filter((pairs) => !pairs.includes(best.pair));
  }
  return chosen;
}
