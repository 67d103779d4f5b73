/**
 * Regular expressions over whole texts as machines: characters of ASCII, `.`, sets, groups, alternatives and repetitions.
 * Of what is written otherwise (names of sets, classes, anchors within, flags) nothing is made: it is left to user space.
 */
import { utf8Units } from '../../operators/ascii.ts';
import { ALWAYS, DEAD, LazyMachine, toldApart } from './machine.ts';
import type { ByteSet } from './machine.ts';

/** A state: one byte of a set leads on, or nothing is read on the way to others. */
type Node = { readonly set: ByteSet; next: number } | { readonly to: number[] };

/** Larger expressions are left to user space. */
const MOST_NODES = 2000;
const MOST_REPEATED = 64;
const MOST_NESTED = 50;

class Unknown extends Error {}

/** Built back to front: each piece knows what follows it. */
type Piece = (next: number) => number;

class Parser {
  readonly #pattern: string;
  readonly nodes: Node[] = [];
  /** Otherwise more is accepted than the expression does. */
  exact = true;
  #at = 0;
  #depth = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  /** @returns the first state; the last is 0 */
  parse(): number {
    this.#add({ to: [] });
    if (this.#pattern[0] === '^') this.#at++;
    const piece = this.#alternatives();
    if (this.#at < this.#pattern.length) throw new Unknown();
    return piece(0);
  }

  #add(node: Node): number {
    if (this.nodes.length >= MOST_NODES) throw new Unknown();
    return this.nodes.push(node) - 1;
  }

  #alternatives(): Piece {
    const pieces = [this.#sequence()];
    while (this.#pattern[this.#at] === '|') {
      this.#at++;
      pieces.push(this.#sequence());
    }
    const [only] = pieces;
    if (only !== undefined && pieces.length === 1) return only;
    return (next) => this.#add({ to: pieces.map((piece) => piece(next)) });
  }

  #sequence(): Piece {
    const pieces: Piece[] = [];
    for (;;) {
      const character = this.#pattern[this.#at];
      const isEnd = character === '$' && this.#at === this.#pattern.length - 1;
      if (isEnd) this.#at++;
      if (character === undefined || isEnd || character === '|' || character === ')') break;
      pieces.push(this.#repeated(this.#atom(character)));
    }
    return (next) => pieces.reduceRight((to, piece) => piece(to), next);
  }

  #repeated(piece: Piece): Piece {
    const [found, low, comma, high] = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})/.exec(this.#pattern.slice(this.#at)) ?? [];
    if (found === undefined) return piece;
    this.#at += found.length;
    // Repetitions of repetitions, and those that are not greedy, are read in more than one way.
    if (/^[*+?{]/.test(this.#pattern.slice(this.#at))) throw new Unknown();
    if (found === '*') return this.#times(piece, 0, Infinity);
    if (found === '+') return this.#times(piece, 1, Infinity);
    if (found === '?') return this.#times(piece, 0, 1);
    const least = Number(low);
    return this.#times(piece, least, comma === '' ? least : high === '' ? Infinity : Number(high));
  }

  #times(piece: Piece, least: number, most: number): Piece {
    if (least > MOST_REPEATED || (most > MOST_REPEATED && most !== Infinity) || most < least) throw new Unknown();
    return (next) => {
      let to = next;
      if (most === Infinity) {
        const again: number[] = [next];
        to = this.#add({ to: again });
        again.push(piece(to));
      } else {
        for (let optional = least; optional < most; optional++) to = this.#add({ to: [next, piece(to)] });
      }
      for (let count = 0; count < least; count++) to = piece(to);
      return to;
    };
  }

  #atom(character: string): Piece {
    this.#at++;
    switch (character) {
      case '(': {
        if (this.#pattern[this.#at] === '?' || ++this.#depth > MOST_NESTED) throw new Unknown();
        const piece = this.#alternatives();
        if (this.#pattern[this.#at++] !== ')') throw new Unknown();
        this.#depth--;
        return piece;
      }
      case '[':
        return this.#bracket();
      case '.':
        return this.#anything();
      case '\\': {
        const escaped = this.#pattern[this.#at++] ?? '';
        if (!/[\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e]/.test(escaped)) throw new Unknown();
        return this.#literal(escaped);
      }
      default:
        if (/[*+?{}\])^$]/.test(character)) throw new Unknown();
        // A pair of units is one character, and so is what a repetition repeats.
        if (/[\ud800-\udfff]/.test(character)) throw new Unknown();
        return this.#literal(character);
    }
  }

  #literal(character: string): Piece {
    const sets = Array.from(utf8Units(character), (unit) => setOf((byte) => byte === unit.charCodeAt(0)));
    return (next) => sets.reduceRight((to, set) => this.#add({ set, next: to }), next);
  }

  /** One character is one byte or several, and what is no UTF-8 stands for one as well. */
  #anything(): Piece {
    this.exact = false;
    return this.#times((next) => this.#add({ set: ANY, next }), 0, Infinity);
  }

  #bracket(): Piece {
    const [text, not, members] = /^(\^?)([^[\]\\^]+)\]/.exec(this.#pattern.slice(this.#at)) ?? [];
    if (text === undefined || members === undefined || /[^\x20-\x7e]/.test(members)) throw new Unknown();
    this.#at += text.length;
    if (not === '^') return this.#anything();
    const set = setOf(() => false);
    for (const [, from = '', to = from] of members.matchAll(/(.)(?:-(.))?/g)) {
      if (from === '-' || from > to) throw new Unknown();
      for (let byte = from.charCodeAt(0); byte <= to.charCodeAt(0); byte++) set[byte] = 1;
    }
    return (next) => this.#add({ set, next });
  }
}

function setOf(contains: (byte: number) => boolean): ByteSet {
  return Uint8Array.from({ length: 256 }, (_, byte) => (contains(byte) ? 1 : 0));
}

const ANY = setOf(() => true);

/** A state is the nodes reached that read something, or the end. */
class RegexMachine extends LazyMachine<readonly number[]> {
  readonly start: number;
  readonly bytes: ReadonlySet<number>;
  readonly #nodes: readonly Node[];

  constructor(key: string, nodes: readonly Node[], starts: readonly number[]) {
    super(key);
    this.#nodes = nodes;
    this.bytes = new Set(nodes.flatMap((node) => ('set' in node ? toldApart(node.set) : [])));
    this.start = this.#reached(starts);
  }

  protected next(state: readonly number[], byte: number): number {
    return this.#reached(
      state.flatMap((at) => {
        const node = this.#nodes[at];
        return node !== undefined && 'set' in node && node.set[byte] === 1 ? [node.next] : [];
      }),
    );
  }

  protected isAccepting(state: readonly number[]): boolean {
    return state.some((at) => this.#isEnd(at));
  }

  #isEnd(at: number): boolean {
    const node = this.#nodes[at];
    return node !== undefined && 'to' in node && node.to.length === 0;
  }

  #reached(places: readonly number[]): number {
    const seen = new Set<number>();
    const waiting = [...places];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      const node = this.#nodes[at];
      if (node !== undefined && 'to' in node) waiting.push(...node.to);
    }
    const state = Array.from(seen)
      .filter((at) => 'set' in (this.#nodes[at] ?? {}) || this.#isEnd(at))
      .toSorted((a, b) => a - b);
    if (state.length === 0) return DEAD;
    return this.#endsAnyhow(state) ? ALWAYS : this.number(state, state.join());
  }

  /** `.*` at the end: whatever follows is accepted. */
  #endsAnyhow(state: readonly number[]): boolean {
    if (!this.isAccepting(state)) return false;
    return state.some((at) => {
      const node = this.#nodes[at];
      if (node === undefined || !('set' in node) || !node.set.every((one) => one === 1)) return false;
      const back = this.#nodes[node.next];
      return back !== undefined && 'to' in back && back.to.includes(at) && back.to.some((to) => this.#isEnd(to));
    });
  }
}

/** @returns undefined for expressions of which no machine is made */
export function regexMachine(
  patterns: readonly string[],
  key: string,
): { readonly machine: LazyMachine<readonly number[]>; readonly exact: boolean } | undefined {
  const nodes: Node[] = [];
  const starts: number[] = [];
  let exact = true;
  for (const pattern of patterns) {
    const parser = new Parser(pattern);
    try {
      const start = parser.parse();
      const base = nodes.length;
      starts.push(base + start);
      for (const node of parser.nodes) {
        nodes.push('set' in node ? { set: node.set, next: base + node.next } : { to: node.to.map((to) => base + to) });
      }
      exact &&= parser.exact;
    } catch (error) {
      if (!(error instanceof Unknown)) throw error;
      return undefined;
    }
  }
  return { machine: new RegexMachine(key, nodes, starts), exact };
}
