/** Finite automata as tables: made from machines, combined two by two, and made as small as they get. */
import type { Formula } from './formula.ts';
import type { Machine } from './machine.ts';

/** State 0 is the first. */
export interface Dfa {
  readonly count: number;
  /** How many classes of bytes there are. */
  readonly width: number;
  /** `next[state * width + class]` */
  readonly next: Int32Array;
  /** A small number for each state. */
  readonly outputs: Int32Array;
}

/** Larger automata are not made. */
export const MOST_STATES = 6_000;

/** Automata of formulas over one alphabet; what several formulas ask for is made once. */
export class FormulaAutomata {
  readonly #representatives: readonly number[];
  readonly #made = new Map<string, Dfa | undefined>();

  /** @param representatives a byte of each class */
  constructor(representatives: readonly number[]) {
    this.#representatives = representatives;
  }

  /** The smallest automaton of a formula: output 1 where it holds. @returns undefined where it would be too large */
  of(formula: Formula): Dfa | undefined {
    const { key } = formula;
    if (!this.#made.has(key)) this.#made.set(key, this.#make(formula));
    return this.#made.get(key);
  }

  #make(formula: Formula): Dfa | undefined {
    switch (formula.kind) {
      case 'machine': {
        const dfa = machineAutomaton(formula.machine, this.#representatives);
        return dfa === undefined ? undefined : minimised(dfa);
      }
      case 'not': {
        const child = this.of(formula.child);
        return child === undefined ? undefined : { ...child, outputs: child.outputs.map((output) => 1 - output) };
      }
      default:
        return this.#join(formula.kind, formula.children);
    }
  }

  #join(kind: 'and' | 'or', formulas: readonly Formula[]): Dfa | undefined {
    let parts: Dfa[] = [];
    for (const formula of formulas) {
      const part = this.of(formula);
      if (part === undefined) return undefined;
      parts.push(part);
    }
    const join = kind === 'and' ? (a: number, b: number) => a & b : (a: number, b: number) => a | b;
    while (parts.length > 1) {
      parts = parts.toSorted((a, b) => a.count - b.count);
      const [a, b, ...rest] = parts;
      const product = a === undefined || b === undefined ? undefined : combined(a, b, join);
      if (product === undefined) return undefined;
      parts = [...rest, minimised(product)];
    }
    return parts[0];
  }
}

function machineAutomaton(machine: Machine, representatives: readonly number[]): Dfa | undefined {
  const numbers = new Map([[machine.start, 0]]);
  const states = [machine.start];
  const next: number[] = [];
  for (let at = 0; at < states.length; at++) {
    if (states.length > MOST_STATES) return undefined;
    let others: number | undefined;
    for (const byte of representatives) {
      const state = states[at] ?? 0;
      const to = machine.bytes.has(byte) ? machine.step(state, byte) : (others ??= machine.step(state, byte));
      let number = numbers.get(to);
      if (number === undefined) numbers.set(to, (number = states.push(to) - 1));
      next.push(number);
    }
  }
  return {
    count: states.length,
    width: representatives.length,
    next: Int32Array.from(next),
    outputs: Int32Array.from(states, (state) => (machine.accepts(state) ? 1 : 0)),
  };
}

/** Numbers pairs of states in the order in which they are met, up to `MOST_STATES` of them. */
class Pairs {
  /** By number. */
  readonly met: Int32Array;
  readonly #shift: number;
  /** One more than the number of a pair, at the place of its hash or behind; 0 where there is none. */
  readonly #slots: Int32Array;
  count = 0;

  /** @param most how many there can be */
  constructor(most: number) {
    const bits = 1 + Math.ceil(Math.log2(2 * Math.min(most, MOST_STATES) + 1));
    this.met = new Int32Array(Math.min(most, MOST_STATES));
    this.#slots = new Int32Array(1 << bits);
    this.#shift = 32 - bits;
  }

  /** @returns -1 where there are too many */
  numberOf(pair: number): number {
    const mask = this.#slots.length - 1;
    let at = Math.imul(pair, 0x9e3779b1) >>> this.#shift;
    for (let slot = this.#slots[at] ?? 0; slot !== 0; slot = this.#slots[at] ?? 0) {
      if (this.met[slot - 1] === pair) return slot - 1;
      at = (at + 1) & mask;
    }
    if (this.count === this.met.length) return -1;
    this.met[this.count] = pair;
    this.#slots[at] = ++this.count;
    return this.count - 1;
  }
}

/** Both side by side, with an output that is made of theirs. @returns undefined where it would be too large */
export function combined(a: Dfa, b: Dfa, output: (a: number, b: number) => number): Dfa | undefined {
  const { width } = a;
  const pairs = new Pairs(a.count * b.count);
  pairs.numberOf(0);
  let next = new Int32Array(Math.min(pairs.met.length, a.count + b.count) * width);
  for (let at = 0; at < pairs.count; at++) {
    if ((at + 1) * width > next.length) next = grown(next, 2 * next.length);
    const pair = pairs.met[at] ?? 0;
    const left = Math.floor(pair / b.count) * width;
    const right = (pair % b.count) * width;
    for (let column = 0; column < width; column++) {
      const number = pairs.numberOf((a.next[left + column] ?? 0) * b.count + (b.next[right + column] ?? 0));
      if (number < 0) return undefined;
      next[at * width + column] = number;
    }
  }
  const { count } = pairs;
  return {
    count,
    width,
    next: next.slice(0, count * width),
    outputs: pairs.met
      .subarray(0, count)
      .map((pair) => output(a.outputs[Math.floor(pair / b.count)] ?? 0, b.outputs[pair % b.count] ?? 0)),
  };
}

function grown(table: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(table);
  return larger;
}

/** The smallest automaton that does the same (Hopcroft's algorithm). All states must be reachable. */
export function minimised({ count, width, next, outputs }: Dfa): Dfa {
  const { starts, sources } = inverse(count, width, next);
  // Blocks are ranges of `members`; `place` is where a state stands there.
  const members = new Int32Array(count);
  const place = new Int32Array(count);
  const block = new Int32Array(count);
  const first: number[] = [];
  const end: number[] = [];
  const groups = Map.groupBy(block.keys(), (state) => outputs[state]);
  let filled = 0;
  for (const states of groups.values()) {
    first.push(filled);
    for (const state of states) {
      members[filled] = state;
      place[state] = filled++;
      block[state] = first.length - 1;
    }
    end.push(filled);
  }
  const waiting: number[] = Array.from(first.keys());
  const isWaiting = new Set(waiting);
  const marked: number[] = first.map(() => 0);
  for (let splitter = waiting.pop(); splitter !== undefined; splitter = waiting.pop()) {
    isWaiting.delete(splitter);
    const splitting = members.slice(first[splitter], end[splitter]);
    for (let column = 0; column < width; column++) {
      const touched: number[] = [];
      for (const state of splitting) {
        const row = column * count + state;
        for (let at = starts[row] ?? 0; at < (starts[row + 1] ?? 0); at++) {
          const source = sources[at] ?? 0;
          const of = block[source] ?? 0;
          const done = marked[of] ?? 0;
          const target = (first[of] ?? 0) + done;
          const from = place[source] ?? 0;
          if (from < target) continue;
          if (done === 0) touched.push(of);
          const other = members[target] ?? 0;
          members[target] = source;
          members[from] = other;
          place[source] = target;
          place[other] = from;
          marked[of] = done + 1;
        }
      }
      for (const of of touched) {
        const cut = (first[of] ?? 0) + (marked[of] ?? 0);
        marked[of] = 0;
        if (cut === end[of]) continue;
        // The marked front stays, the rest becomes a block of its own.
        const made = first.push(cut) - 1;
        end.push(end[of] ?? 0);
        marked.push(0);
        end[of] = cut;
        for (let at = cut; at < (end[made] ?? 0); at++) block[members[at] ?? 0] = made;
        const smaller = (end[made] ?? 0) - cut < cut - (first[of] ?? 0) ? made : of;
        for (const one of isWaiting.has(of) ? [made] : [smaller]) {
          if (isWaiting.has(one)) continue;
          isWaiting.add(one);
          waiting.push(one);
        }
      }
    }
  }
  return quotient({ count, width, next, outputs }, block, first.length);
}

/** For each class and state the states from which it is reached, as one list. */
function inverse(count: number, width: number, next: Int32Array): { starts: Int32Array; sources: Int32Array } {
  const starts = new Int32Array(count * width + 1);
  for (let state = 0; state < count; state++) {
    for (let column = 0; column < width; column++) {
      const row = column * count + (next[state * width + column] ?? 0);
      starts[row + 1] = (starts[row + 1] ?? 0) + 1;
    }
  }
  for (let row = 0; row < count * width; row++) starts[row + 1] = (starts[row + 1] ?? 0) + (starts[row] ?? 0);
  const filled = starts.slice();
  const sources = new Int32Array(count * width);
  for (let state = 0; state < count; state++) {
    for (let column = 0; column < width; column++) {
      const row = column * count + (next[state * width + column] ?? 0);
      sources[filled[row] ?? 0] = state;
      filled[row] = (filled[row] ?? 0) + 1;
    }
  }
  return { starts, sources };
}

/** One state for each block, that of the first state first. */
function quotient({ count, width, next, outputs }: Dfa, block: Int32Array, blocks: number): Dfa {
  const number = new Int32Array(blocks).fill(-1);
  let made = 0;
  const representatives: number[] = [];
  for (let state = 0; state < count; state++) {
    const of = block[state] ?? 0;
    if (number[of] !== -1) continue;
    number[of] = made++;
    representatives.push(state);
  }
  const table = new Int32Array(made * width);
  for (const [at, state] of representatives.entries()) {
    for (let column = 0; column < width; column++) {
      table[at * width + column] = number[block[next[state * width + column] ?? 0] ?? 0] ?? 0;
    }
  }
  return { count: made, width, next: table, outputs: Int32Array.from(representatives, (state) => outputs[state] ?? 0) };
}
