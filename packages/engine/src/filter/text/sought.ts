/**
 * What has to be in a text for a formula to hold (`contains`, `endswith`), or for it not to hold. Whether two bytes stand side
 * by side somewhere is told eight bytes at a time: few texts have such a pair, and only these need be walked byte by byte.
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

/** More are not looked for: a walk costs about as much. */
const MOST_PAIRS = 8;
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

/** A rough guess of how often a byte is met in a path. */
function frequencyOf(byte: number): number {
  if (byte >= 0x61 && byte <= 0x7a) return 4;
  if (byte === 0x2f || (byte >= 0x30 && byte <= 0x39)) return 3;
  return byte === 0x2e || byte === 0x2d ? 2 : 1;
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

export function hasPair(text: Uint8Array, pairs: readonly Pair[]): boolean {
  return text.some((byte, at) => at > 0 && pairs.includes(((text[at - 1] ?? 0) << 8) | byte));
}
