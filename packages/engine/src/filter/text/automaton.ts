/** One automaton that tells of a text which of several formulas hold, as small as it gets. */
import { combined, formulaAutomaton, minimised } from './product.ts';
import type { Dfa } from './product.ts';
import { machinesIn } from './formula.ts';
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

/** @returns undefined where it would be too large */
export function makeAutomaton(formulas: readonly Formula[]): Automaton | undefined {
  if (formulas.length > MOST_FORMULAS) return undefined;
  const machines = new Map<string, Machine>();
  for (const formula of formulas) machinesIn(formula, machines);
  const { classes, representatives } = byteClasses(Array.from(machines.values()));
  const parts: Dfa[] = [];
  for (const formula of formulas) {
    const part = formulaAutomaton(formula, representatives);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  // Two by two, the smallest first.
  let outputs = parts.map((dfa, bit) => ({ dfa, words: [0n, 1n << BigInt(bit)] }));
  while (outputs.length > 1) {
    outputs = outputs.toSorted((a, b) => a.dfa.count - b.dfa.count);
    const [a, b, ...rest] = outputs;
    if (a === undefined || b === undefined) break;
    const words: bigint[] = [];
    const numbers = new Map<bigint, number>();
    const product = combined(a.dfa, b.dfa, (left, right) => {
      const word = (a.words[left] ?? 0n) | (b.words[right] ?? 0n);
      let number = numbers.get(word);
      if (number === undefined) numbers.set(word, (number = words.push(word) - 1));
      return number;
    });
    if (product === undefined) return undefined;
    outputs = [...rest, { dfa: minimised(product), words }];
  }
  const [all] = outputs;
  return all === undefined ? undefined : arrange(classes, all.dfa, all.words);
}

/** Bytes that some machine tells from others have classes of their own; the rest is class 0. */
function byteClasses(machines: readonly Machine[]): {
  readonly classes: Uint8Array;
  readonly representatives: number[];
} {
  const classes = new Uint8Array(256);
  const told = new Set(machines.flatMap(({ bytes }) => Array.from(bytes)));
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
  const columns = new Map<string, number>();
  const columnOf = Array.from({ length: width }, (_, column) => {
    const key = states.map((state) => next[state * width + column]).join();
    const known = columns.get(key);
    if (known === undefined) columns.set(key, columns.size);
    return known ?? columns.size - 1;
  });
  const table = new Int32Array(count * columns.size);
  for (const [number, state] of order.entries()) {
    for (const [column, to] of next.subarray(state * width, (state + 1) * width).entries()) {
      table[number * columns.size + (columnOf[column] ?? 0)] = numbers[to] ?? 0;
    }
  }
  return {
    classes: classes.map((column) => columnOf[column] ?? 0),
    classCount: columns.size,
    next: table,
    outputs: order.map((state) => words[outputs[state] ?? 0] ?? 0n),
    firstFinal: isFinal.indexOf(false) < 0 ? 0 : order.findIndex((state) => isFinal[state] === true) >>> 0,
  };
}

/** What an automaton says of a text. */
export function run({ classes, classCount, next, outputs }: Automaton, text: Uint8Array): bigint {
  let state = 0;
  for (const byte of text) state = next[state * classCount + (classes[byte] ?? 0)] ?? 0;
  return outputs[state] ?? 0n;
}
