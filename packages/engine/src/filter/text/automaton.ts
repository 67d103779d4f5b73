/** One automaton that tells of a text which of several formulas hold, as small as it gets. */
import { FormulaAutomata, combined } from './product.ts';
import type { Dfa } from './product.ts';
import { joined, machinesIn } from './formula.ts';
import type { Formula } from './formula.ts';
import type { Machine } from './machine.ts';

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
    const parts = formulas.flatMap((formula) => this.#partsOf(formula));
    const failed = new Set(parts.filter(({ dfa }) => dfa === undefined).map(({ key }) => key));
    for (const { key, dfa } of parts.toSorted((a, b) => (a.dfa?.count ?? 0) - (b.dfa?.count ?? 0))) {
      if (dfa === undefined || failed.has(key)) continue;
      const answer = place(dfa, bins);
      if (answer === undefined) failed.add(key);
      else answers.set(key, [...(answers.get(key) ?? []), answer]);
    }
    for (const key of failed) answers.delete(key);
    return { automata: bins.map(({ dfa, words }) => arrange(this.#classes, dfa, words)), answers };
  }

  /** The automata of a formula, one of which accepts where it holds. */
  #partsOf(formula: Formula): readonly { readonly key: string; readonly dfa: Dfa | undefined }[] {
    const { key } = formula;
    if (formula.kind !== 'or') return [{ key, dfa: this.#made.of(formula) }];
    const groups = Map.groupBy(formula.children, (child) => this.#isSettledEarly(this.#made.of(child)));
    return Array.from(groups.values(), (children) => ({ key, dfa: this.#made.of(joined('or', children)) }));
  }

  #isSettledEarly(dfa: Dfa | undefined): boolean {
    if (dfa === undefined) return false;
    const { width, next } = dfa;
    const state = UNREMARKABLE.reduce((at, byte) => next[at * width + (this.#classes[byte] ?? 0)] ?? 0, 0);
    return next.subarray(state * width, (state + 1) * width).every((to) => to === state);
  }
}

/**
 * Puts an automaton beside those of the first bin that stays small enough, or into a new one. As all outputs are kept apart, no
 * two states of the product of smallest automata do the same: it is the smallest itself.
 */
function place(dfa: Dfa, bins: Bin[]): Answer | undefined {
  for (const [automaton, bin] of bins.entries()) {
    const bit = bin.bits;
    if (bit >= MOST_FORMULAS) continue;
    const words: bigint[] = [];
    const numbers = new Map<bigint, number>();
    const product = combined(bin.dfa, dfa, (left, right) => {
      const word = (bin.words[left] ?? 0n) | (right === 0 ? 0n : 1n << BigInt(bit));
      let number = numbers.get(word);
      if (number === undefined) numbers.set(word, (number = words.push(word) - 1));
      return number;
    });
    if (product === undefined) continue;
    bin.dfa = product;
    bin.words = words;
    bin.bits++;
    return { automaton, bit };
  }
  if (bins.length >= MOST_AUTOMATA) return undefined;
  bins.push({ dfa, words: [0n, 1n], bits: 1 });
  return { automaton: bins.length - 1, bit: 0 };
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
function arrange(classes: Uint8Array, { count, width, next, outputs }: Dfa, words: readonly bigint[]): Automaton {
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
    outputs: order.map((state) => words[outputs[state] ?? 0] ?? 0n),
    firstFinal: isFinal.indexOf(false) < 0 ? 0 : order.findIndex((state) => isFinal[state] === true) >>> 0,
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
