/** Which of many rules a value can concern, by what it must begin with. */
import type { FieldRef, Condition } from '@lanner/language';
import type { FieldValue } from '@lanner/schema';
import { PrefixFinder, type Prefixes } from './prefixes.ts';

/** Fewer rules are judged one by one in less time. */
export const LEAST_INDEXED = 64;

interface Indexed {
  /** Of the rule, among all. */
  readonly position: number;
  readonly prefixes: Prefixes;
}

/** Rules by the beginnings of one field's values. */
export class RuleIndex {
  readonly ref: FieldRef;
  /** The positions of the rules that any value can concern. */
  readonly others: readonly number[];
  readonly #indexed: readonly number[];
  /** All beginnings in order, and for each the rules that need it and the longest other one that it begins with, or -1. */
  readonly #beginnings: readonly string[];
  readonly #rules: readonly (readonly number[])[];
  readonly #outer: readonly number[];
  readonly #needsTidyPath: boolean;
  readonly #needsOneLine: boolean;

  constructor(ref: FieldRef, indexed: readonly Indexed[], rules: number) {
    this.ref = ref;
    this.#indexed = indexed.map(({ position }) => position);
    const known = new Set(this.#indexed);
    this.others = Array.from({ length: rules }, (_, position) => position).filter((position) => !known.has(position));
    this.#needsTidyPath = indexed.some(({ prefixes }) => prefixes.needsTidyPath);
    this.#needsOneLine = indexed.some(({ prefixes }) => prefixes.needsOneLine);
    const byBeginning = new Map<string, number[]>();
    for (const { position, prefixes } of indexed) {
      for (const beginning of withoutLonger(prefixes.texts)) {
        const before = byBeginning.get(beginning);
        if (before === undefined) byBeginning.set(beginning, [position]);
        else before.push(position);
      }
    }
    const beginnings = Array.from(byBeginning.keys()).sort();
    this.#beginnings = beginnings;
    this.#rules = beginnings.map((beginning) => byBeginning.get(beginning) ?? []);
    this.#outer = outerOf(beginnings);
  }

  /** The positions of the rules, in order, that a value of the field can concern, beside the others. */
  candidates(value: FieldValue): readonly number[] {
    if (value === undefined) return NOBODY;
    if (typeof value !== 'string' || !this.#isPlain(value)) return this.#indexed;
    let at = this.#lastUpTo(value);
    // Whatever begins the value begins its neighbour in the order as well.
    while (at >= 0 && !value.startsWith(this.#beginnings[at] ?? '')) at = this.#outer[at] ?? -1;
    let found = NOBODY;
    for (; at >= 0; at = this.#outer[at] ?? -1) {
      const here = this.#rules[at] ?? NOBODY;
      found = found.length === 0 ? here : [...found, ...here].sort((a, b) => a - b);
    }
    return found;
  }

  #isPlain(value: string): boolean {
    if (this.#needsTidyPath && (!value.startsWith('/') || value.includes('//'))) return false;
    return !this.#needsOneLine || !value.includes('\n');
  }

  /** The place of the last beginning that is not greater than the value; -1 if all are. */
  #lastUpTo(value: string): number {
    let low = 0;
    let high = this.#beginnings.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#beginnings[middle] ?? '') <= value) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

const NOBODY: readonly number[] = [];

/** Those that begin with none of the others, each once. */
function withoutLonger(texts: readonly string[]): string[] {
  const kept: string[] = [];
  for (const text of texts.toSorted()) if (kept.length === 0 || !text.startsWith(kept.at(-1) ?? '')) kept.push(text);
  return kept;
}

function outerOf(sorted: readonly string[]): number[] {
  const open: number[] = [];
  return sorted.map((text, at) => {
    while (open.length > 0 && !text.startsWith(sorted[open.at(-1) ?? 0] ?? '')) open.pop();
    const outer = open.at(-1) ?? -1;
    open.push(at);
    return outer;
  });
}

function differentIn(indexed: readonly Indexed[]): number {
  return new Set(indexed.flatMap(({ prefixes }) => prefixes.texts)).size;
}

/** The index on the field that tells most of the conditions apart; `undefined` if those are fewer than `least`. */
export function indexOf(conditions: readonly Condition[], least: number = LEAST_INDEXED): RuleIndex | undefined {
  if (conditions.length < least) return undefined;
  const finder = new PrefixFinder();
  const byField = new Map<string, Indexed[]>();
  conditions.forEach((condition, position) => {
    for (const [field, prefixes] of finder.of(condition)) {
      const before = byField.get(field);
      if (before === undefined) byField.set(field, [{ position, prefixes }]);
      else before.push({ position, prefixes });
    }
  });
  // What all rules ask for alike, such as that a call succeeded, tells them apart no more than what none asks for.
  let best: readonly Indexed[] = [];
  for (const indexed of byField.values()) if (differentIn(indexed) > differentIn(best)) best = indexed;
  const [first] = best;
  if (first === undefined || best.length < least) return undefined;
  return new RuleIndex(first.prefixes.ref, best, conditions.length);
}

/** Judges the rules that a value of the index's field can concern, in order; as a `Judge` does all. */
export type IndexedJudge = (
  value: FieldValue,
  matched: number[],
  first: boolean,
  lap: ((position: number) => void) | undefined,
) => void;

/** @param rules by position: whether the rule matches the event at hand */
export function indexedJudge(index: RuleIndex, rules: readonly (() => boolean)[]): IndexedJudge {
  const { others } = index;
  return (value, matched, first, lap) => {
    const candidates = index.candidates(value);
    let candidate = 0;
    let other = 0;
    while (candidate < candidates.length || other < others.length) {
      const one = candidates[candidate] ?? Number.POSITIVE_INFINITY;
      const two = others[other] ?? Number.POSITIVE_INFINITY;
      const position = one < two ? one : two;
      if (one < two) candidate++;
      else other++;
      const holds = rules[position]?.() === true;
      if (holds) matched.push(position);
      if (lap !== undefined) lap(position);
      if (holds && first) return;
    }
  };
}
