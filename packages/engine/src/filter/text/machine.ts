/** Deterministic machines over the bytes of a text, made state by state as they are asked for. */

import type { Pair } from './sought.ts';

/** Whether a byte is in a set, for each of the 256. */
export type ByteSet = Uint8Array;

/** One byte of a set, or (`star`) any number of them. */
export interface Item {
  readonly set: ByteSet;
  readonly star: boolean;
}

/** Nothing that follows can be accepted. */
export const DEAD = -1;
/** Everything that follows is accepted. */
export const ALWAYS = -2;

export interface Machine {
  /** The same for machines that accept the same, as far as is known. */
  readonly key: string;
  readonly start: number;
  /** Bytes that it tells from others; all bytes that are not here are the same to it. */
  readonly bytes: ReadonlySet<number>;
  /** Of some literals, the pairs of bytes; what is accepted has one of the literals in it. Undefined where none are known. */
  readonly literals?: readonly (readonly Pair[])[] | undefined;
  step(state: number, byte: number): number;
  accepts(state: number): boolean;
}

const UNMADE = -3;

/** Keeps what has been asked; `step` and `accepts` of the states that are left. */
export abstract class LazyMachine<S> implements Machine {
  readonly key: string;
  readonly #states: S[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #steps: Int32Array[] = [];
  abstract readonly start: number;
  abstract readonly bytes: ReadonlySet<number>;

  constructor(key: string) {
    this.key = key;
  }

  protected abstract next(state: S, byte: number): number;
  protected abstract isAccepting(state: S): boolean;

  /** The number of a state that may be new. */
  protected number(state: S, key: string): number {
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#states.push(state) - 1;
      this.#numbers.set(key, number);
      this.#steps.push(new Int32Array(256).fill(UNMADE));
    }
    return number;
  }

  step(state: number, byte: number): number {
    if (state < 0) return state;
    const steps = this.#steps[state];
    let next = steps?.[byte] ?? UNMADE;
    if (next === UNMADE) {
      next = this.next(this.#states[state] as S, byte);
      if (steps !== undefined) steps[byte] = next;
    }
    return next;
  }

  accepts(state: number): boolean {
    return state === ALWAYS || (state >= 0 && this.isAccepting(this.#states[state] as S));
  }
}

/** What one of several sequences of items makes up. A state is the places reached, as `sequence * width + place`. */
export class Sequences extends LazyMachine<readonly number[]> {
  readonly start: number;
  readonly bytes: ReadonlySet<number>;
  readonly literals: readonly (readonly Pair[])[] | undefined;
  readonly #sequences: readonly (readonly Item[])[];
  readonly #width: number;

  constructor(key: string, sequences: readonly (readonly Item[])[]) {
    super(key);
    this.#sequences = sequences;
    this.#width = 1 + sequences.reduce((most, { length }) => Math.max(most, length), 0);
    this.bytes = new Set(Array.from(new Set(sequences.flat().map(({ set }) => set))).flatMap(toldApart));
    const literals = sequences.map(pairsIn);
    this.literals = literals.some((pairs) => pairs.length === 0) ? undefined : literals;
    this.start = this.#reached(sequences.map((_, index) => index * this.#width));
  }

  protected next(state: readonly number[], byte: number): number {
    const next: number[] = [];
    for (const at of state) {
      const item = this.#item(at);
      if (item?.set[byte] === 1) next.push(item.star ? at : at + 1);
    }
    return this.#reached(next);
  }

  protected isAccepting(state: readonly number[]): boolean {
    return state.some((at) => this.#item(at) === undefined);
  }

  #item(at: number): Item | undefined {
    return this.#sequences[Math.floor(at / this.#width)]?.[at % this.#width];
  }

  #reached(places: readonly number[]): number {
    const all = new Set<number>();
    for (const place of places) {
      let at = place;
      all.add(at);
      for (let item = this.#item(at); item?.star === true; item = this.#item(at)) {
        if (this.#item(at + 1) === undefined && item.set.every((one) => one === 1)) return ALWAYS;
        all.add(++at);
      }
    }
    if (all.size === 0) return DEAD;
    const state = Array.from(all).sort((a, b) => a - b);
    return this.number(state, state.join());
  }
}

/** Of neighbours that are one certain byte each. */
function pairsIn(sequence: readonly Item[]): readonly Pair[] {
  const bytes = sequence.map(onlyByte);
  return bytes.flatMap((byte, at) => {
    const before = at > 0 ? bytes[at - 1] : undefined;
    return before === undefined || byte === undefined ? [] : [(before << 8) | byte];
  });
}

function onlyByte({ set, star }: Item): number | undefined {
  if (star) return undefined;
  const byte = set.indexOf(1);
  return byte >= 0 && set.indexOf(1, byte + 1) < 0 ? byte : undefined;
}

/** The members of a set or those that are not, whichever are fewer. */
export function toldApart(set: ByteSet): readonly number[] {
  let told = TOLD_APART.get(set);
  if (told === undefined) {
    const apart: [number[], number[]] = [[], []];
    for (let byte = 0; byte < set.length; byte++) apart[set[byte] === 1 ? 1 : 0].push(byte);
    const [others, members] = apart;
    TOLD_APART.set(set, (told = members.length <= others.length ? members : others));
  }
  return told;
}

const TOLD_APART = new WeakMap<ByteSet, readonly number[]>();

const SLASH = 0x2f;

interface Latched {
  readonly inner: number;
  /** What the part before the last slash comes to. */
  readonly latched: boolean;
  readonly first: boolean;
}

/** The text's directory is one of another machine's: of `/a/b` it is `/a`, of `/a` it is `/`. All texts begin with a slash. */
export class DirectoryMachine extends LazyMachine<Latched> {
  readonly start: number;
  readonly bytes: ReadonlySet<number>;
  readonly literals: readonly (readonly Pair[])[] | undefined;
  readonly #of: Machine;
  readonly #ofRoot: boolean;

  constructor(of: Machine) {
    super(`directory ${of.key}`);
    this.#of = of;
    this.bytes = new Set([...of.bytes, SLASH]);
    this.literals = of.literals;
    this.#ofRoot = of.accepts(of.step(of.start, SLASH));
    this.start = this.#state(of.start, false, true);
  }

  #state(inner: number, latched: boolean, first: boolean): number {
    if (inner === DEAD && !latched && !first) return DEAD;
    if (inner === ALWAYS && latched) return ALWAYS;
    return this.number({ inner, latched, first }, `${inner} ${latched} ${first}`);
  }

  protected next({ inner, latched, first }: Latched, byte: number): number {
    const next = this.#of.step(inner, byte);
    if (byte !== SLASH) return this.#state(next, latched, false);
    return this.#state(next, first ? this.#ofRoot : this.#of.accepts(inner), false);
  }

  protected isAccepting({ latched }: Latched): boolean {
    return latched;
  }
}

/** The text's file name is one of another machine's: it begins anew behind each slash. */
export class FileNameMachine extends LazyMachine<number> {
  readonly start: number;
  readonly bytes: ReadonlySet<number>;
  readonly literals: readonly (readonly Pair[])[] | undefined;
  readonly #of: Machine;

  constructor(of: Machine) {
    super(`name ${of.key}`);
    this.#of = of;
    this.bytes = new Set([...of.bytes, SLASH]);
    this.literals = of.literals;
    this.start = this.number(of.start, `${of.start}`);
  }

  protected next(inner: number, byte: number): number {
    const next = byte === SLASH ? this.#of.start : this.#of.step(inner, byte);
    return this.number(next, `${next}`);
  }

  protected isAccepting(inner: number): boolean {
    return this.#of.accepts(inner);
  }
}
