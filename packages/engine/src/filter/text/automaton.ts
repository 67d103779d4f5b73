/** One automaton that tells of a text which of several formulas hold, as small as it gets. */
import { FormulaAutomata, combined } from './product.ts';
import type { Dfa } from './product.ts';
import { joined, machinesIn } from './formula.ts';
import type { Formula } from './formula.ts';
import type { Machine } from './machine.ts';
import { pairsOf, soughtBy } from './sought.ts';
import type { Pair, Sought } from './sought.ts';

/** Formulas of one automaton: a bit each in a word of 64. */
export const MOST_FORMULAS = 64;

export interface Automaton {
  /** Class of each byte. */
  readonly classes: Uint8Array;
  readonly classCount: number;
  /** `next[state * classCount + class]`; state 0 is the first. */
  readonly next: Int32Array;
  /** Of each state: bit by bit, the formulas that hold of a text that ends there. */
  readonly outputs: readonly bigint[];
  /** States from this one on stay what they are, whatever follows. */
  readonly firstFinal: number;
  /** Of a text that has none of these pairs of bytes the output is known without a walk. */
  readonly sought?: { readonly pairs: readonly Pair[]; readonly output: bigint };
}

/** More automata are not walked over one text. */
export const MOST_AUTOMATA = 4;

/** The place of an answer: a bit in the output of one of the automata. */
export interface Answer {
  readonly automaton: number;
  readonly bit: number;
}

export interface Automata {
  readonly automata: readonly Automaton[];
  /** By key of a formula: it holds where one of these bits is set. Formulas that would be too large are not here. */
  readonly answers: ReadonlyMap<string, readonly Answer[]>;
}

interface Bin {
  dfa: Dfa;
  words: bigint[];
  bits: number;
  readonly manner: Manner;
  /** Bit by bit, of those whose manner is `sought`. */
  readonly sought: Sought[];
}

/** How a text is told apart: by its start; by what is in it somewhere; only by all of it. */
type Manner = 'early' | 'sought' | 'walked';

/** The automaton of a formula, or of a part of one. */
interface Part {
  readonly key: string;
  readonly dfa: Dfa;
  readonly manner: Manner;
  readonly sought?: Sought | undefined;
}

/** A path of which no formula should have to look at more than the start. */
const UNREMARKABLE = [0x2f, 1, 0x2f, 1, 0x2f, 1];

/** Makes automata for sets of formulas that have much in common: they share an alphabet, and what is made for one of them. */
export class AutomatonMaker {
  readonly #classes: Uint8Array;
  readonly #made: FormulaAutomata;

  /** @param formulas all that are going to be asked for */
  constructor(formulas: Iterable<Formula>) {
    const machines = new Map<string, Machine>();
    for (const formula of formulas) machinesIn(formula, machines);
    const { classes, representatives } = byteClasses(machines.values());
    this.#classes = classes;
    this.#made = new FormulaAutomata(representatives);
  }

  /**
   * Few automata for many formulas. What can be told by the start of a text (`startswith`, `=`) is kept apart from what has
   * to be looked for in all of it (`contains`, `endswith`): together they would be as large as their product.
   */
  of(formulas: readonly Formula[]): Automata {
    const bins: Bin[] = [];
    const answers = new Map<string, readonly Answer[]>();
    const failed = new Set<string>();
    const parts = formulas.flatMap((formula) => this.#partsOf(formula, failed));
    for (const part of parts.toSorted((a, b) => a.dfa.count - b.dfa.count)) {
      const { key } = part;
      if (failed.has(key)) continue;
      const answer = place(part, bins);
      if (answer === undefined) failed.add(key);
      else answers.set(key, [...(answers.get(key) ?? []), answer]);
    }
    for (const key of failed) answers.delete(key);
    return { automata: bins.map((bin) => arrange(this.#classes, bin)), answers };
  }

  /** The automata of a formula, one of which accepts where it holds. */
  #partsOf(formula: Formula, failed: Set<string>): readonly Part[] {
    const { key } = formula;
    const children = formula.kind === 'or' ? formula.children : [formula];
    const groups = Map.groupBy(children, (child) => this.#mannerOf(child));
    return Array.from(groups, ([manner, alike]): Part | undefined => {
      const part = joined('or', alike);
      const dfa = this.#made.of(part);
      return dfa === undefined
        ? undefined
        : { key, dfa, manner, sought: manner === 'sought' ? soughtBy(part) : undefined };
    }).flatMap((part) => {
      if (part === undefined) failed.add(key);
      return part ?? [];
    });
  }

  #mannerOf(formula: Formula): Manner {
    if (this.#isSettledEarly(this.#made.of(formula))) return 'early';
    return soughtBy(formula) === undefined ? 'walked' : 'sought';
  }

  #isSettledEarly(dfa: Dfa | undefined): boolean {
    if (dfa === undefined) return false;
    const { width, next } = dfa;
    const state = UNREMARKABLE.reduce((at, byte) => next[at * width + (this.#classes[byte] ?? 0)] ?? 0, 0);
    return next.subarray(state * width, (state + 1) * width).every((to) => to === state);
  }
}

/**
 * Puts an automaton beside those of the first bin of its manner that stays small enough, or into a new one; into any bin where
 * there can be no more of them. As all outputs are kept apart, no two states of the product of smallest automata do the same: it
 * is the smallest itself.
 */
function place(part: Part, bins: Bin[]): Answer | undefined {
  for (const [automaton, bin] of bins.entries()) {
    if (bin.manner === part.manner && add(part, bin)) return { automaton, bit: bin.bits - 1 };
  }
  if (bins.length < MOST_AUTOMATA) {
    const { dfa, manner, sought } = part;
    bins.push({ dfa, words: [0n, 1n], bits: 1, manner, sought: sought === undefined ? [] : [sought] });
    return { automaton: bins.length - 1, bit: 0 };
  }
  for (const [automaton, bin] of bins.entries()) {
    if (bin.manner !== part.manner && add(part, bin)) return { automaton, bit: bin.bits - 1 };
  }
  return undefined;
}

function add({ dfa, sought }: Part, bin: Bin): boolean {
  const bit = bin.bits;
  if (bit >= MOST_FORMULAS) return false;
  const words: bigint[] = [];
  const numbers = new Map<bigint, number>();
  const product = combined(bin.dfa, dfa, (left, right) => {
    const word = (bin.words[left] ?? 0n) | (right === 0 ? 0n : 1n << BigInt(bit));
    let number = numbers.get(word);
    if (number === undefined) numbers.set(word, (number = words.push(word) - 1));
    return number;
  });
  if (product === undefined) return false;
  bin.dfa = product;
  bin.words = words;
  bin.bits++;
  if (sought !== undefined) bin.sought.push(sought);
  return true;
}

/** What all formulas of a bin come to where nothing is found, if all of them seek something. */
function soughtIn({ bits, sought }: Bin): Automaton['sought'] {
  if (sought.length < bits) return undefined;
  const pairs = pairsOf(sought.flatMap(({ literals }) => literals));
  const output = sought.reduce((word, { otherwise }, bit) => word | (otherwise ? 1n << BigInt(bit) : 0n), 0n);
  return pairs === undefined ? undefined : { pairs, output };
}

/** Bytes that some machine tells from others have classes of their own; the rest is class 0. */
function byteClasses(machines: Iterable<Machine>): {
  readonly classes: Uint8Array;
  readonly representatives: number[];
} {
  const classes = new Uint8Array(256);
  const told = new Set(Array.from(machines).flatMap(({ bytes }) => Array.from(bytes)));
  const other = Array.from({ length: 256 }, (_, byte) => byte).find((byte) => !told.has(byte));
  const representatives = other === undefined ? [] : [other];
  for (const byte of told) classes[byte] = representatives.push(byte) - 1;
  return { classes, representatives };
}

/** Numbers the states anew, those that never change last; columns that are equal become one. */
function arrange(classes: Uint8Array, bin: Bin): Automaton {
  const { count, width, next, outputs } = bin.dfa;
  const sought = soughtIn(bin);
  const states = Array.from({ length: count }, (_, state) => state);
  const isFinal = states.map((state) => next.subarray(state * width, (state + 1) * width).every((to) => to === state));
  const order = [
    ...states.filter((state) => isFinal[state] !== true),
    ...states.filter((state) => isFinal[state] === true),
  ];
  const numbers = new Int32Array(count);
  for (const [number, state] of order.entries()) numbers[state] = number;
  const { columnOf, columns } = distinctColumns(next, width);
  const table = new Int32Array(count * columns);
  for (const [number, state] of order.entries()) {
    for (const [column, to] of next.subarray(state * width, (state + 1) * width).entries()) {
      table[number * columns + (columnOf[column] ?? 0)] = numbers[to] ?? 0;
    }
  }
  return {
    classes: classes.map((column) => columnOf[column] ?? 0),
    classCount: columns,
    next: table,
    outputs: order.map((state) => bin.words[outputs[state] ?? 0] ?? 0n),
    firstFinal: isFinal.indexOf(false) < 0 ? 0 : order.findIndex((state) => isFinal[state] === true) >>> 0,
    ...(sought === undefined ? {} : { sought }),
  };
}

/** Equal columns get one number, the first of them the lowest. */
function distinctColumns(next: Int32Array, width: number): { readonly columnOf: Int32Array; readonly columns: number } {
  const hashes = new Int32Array(width);
  for (const [at, to] of next.entries()) {
    const column = at % width;
    hashes[column] = Math.imul((hashes[column] ?? 0) ^ to, 0x01000193);
  }
  const areEqual = (a: number, b: number): boolean => {
    for (let row = 0; row < next.length; row += width) if (next[row + a] !== next[row + b]) return false;
    return true;
  };
  const first: number[] = [];
  const columnOf = Int32Array.from(hashes, (hash, column) => {
    const known = first.findIndex((other) => hashes[other] === hash && areEqual(other, column));
    return known < 0 ? first.push(column) - 1 : known;
  });
  return { columnOf, columns: first.length };
}

/** What an automaton says of a text. */
export function run({ classes, classCount, next, outputs }: Automaton, text: Uint8Array): bigint {
  let state = 0;
  for (const byte of text) state = next[state * classCount + (classes[byte] ?? 0)] ?? 0;
  return outputs[state] ?? 0n;
}
