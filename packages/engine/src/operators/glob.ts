/**
 * fnmatch(3) with flags 0 in the C locale, as `glob` means it: `*` crosses slashes, `[...]` are classes, a backslash
 * quotes, and `?` and a class take one byte. `iglob` does not tell capital letters of ASCII from small ones.
 */
import { utf8Units } from './ascii.ts';

/** One byte of a text: a certain one, or one of a set (for each byte, whether it is in). */
export type Element = number | Uint8Array;

/** What stands between two stars. */
export interface Piece {
  readonly elements: readonly Element[];
  /** The same as a text, if every element is a certain byte. */
  readonly literal: string | undefined;
}

const BYTES = 256;

function setOf(contains: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: BYTES }, (_, byte) => (contains(byte) ? 1 : 0));
}

const ANY = setOf(() => true);
const NONE = setOf(() => false);

const NAMED_CLASSES: Readonly<Record<string, RegExp>> = {
  alpha: /[A-Za-z]/,
  digit: /[0-9]/,
  alnum: /[0-9A-Za-z]/,
  upper: /[A-Z]/,
  lower: /[a-z]/,
  space: /[\t-\r ]/,
  blank: /[\t ]/,
  punct: /[!-/:-@[-`{-~]/,
  cntrl: /[\0-\x1f\x7f]/,
  print: /[ -~]/,
  graph: /[!-~]/,
  xdigit: /[0-9A-Fa-f]/,
};

function fold(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}

class Parser {
  readonly pattern: string;
  readonly fold: (byte: number) => number;
  at = 0;

  constructor(pattern: string, ignoreCase: boolean) {
    this.pattern = pattern;
    this.fold = ignoreCase ? fold : (byte) => byte;
  }

  pieces(): Piece[] {
    const pieces: Element[][] = [[]];
    while (this.at < this.pattern.length) {
      const character = this.pattern[this.at];
      this.at++;
      if (character === '*') pieces.push([]);
      else pieces.at(-1)?.push(this.#element(character));
    }
    return pieces.map((elements) => {
      const literal = elements.every((one) => typeof one === 'number') ? String.fromCharCode(...elements) : undefined;
      return { elements, literal };
    });
  }

  #element(character: string | undefined): Element {
    if (character === '?') return ANY;
    if (character === '[') return this.#bracket() ?? this.#certain(0x5b);
    if (character !== '\\') return this.#certain(this.pattern.charCodeAt(this.at - 1));
    // A backslash at the end quotes nothing, and then nothing matches.
    return this.at < this.pattern.length ? this.#certain(this.pattern.charCodeAt(this.at++)) : NONE;
  }

  #certain(byte: number): Element {
    const folded = this.fold(byte);
    const same = setOf((one) => this.fold(one) === folded);
    return same.reduce((sum, one) => sum + one, 0) === 1 ? byte : same;
  }

  /** A class whose `[` has just been passed; `undefined` (and back after the `[`) if it does not end. */
  #bracket(): Uint8Array | undefined {
    const { pattern } = this;
    const start = this.at;
    const negated = pattern[this.at] === '!' || pattern[this.at] === '^';
    if (negated) this.at++;
    const tests: ((byte: number) => boolean)[] = [];
    for (let first = true; ; first = false) {
      if (this.at >= pattern.length) {
        this.at = start;
        return undefined;
      }
      if (pattern[this.at] === ']' && !first) break;
      const named = /^\[:(\w+):\]/.exec(pattern.slice(this.at));
      const name = named?.[1] ?? '';
      const set = Object.hasOwn(NAMED_CLASSES, name) ? NAMED_CLASSES[name] : undefined;
      if (named !== null && set !== undefined) {
        tests.push((byte) => set.test(String.fromCharCode(byte)));
        this.at += named[0].length;
        continue;
      }
      const low = this.#member();
      const isRange = pattern[this.at] === '-' && this.at + 1 < pattern.length && pattern[this.at + 1] !== ']';
      if (isRange) this.at++;
      const high = isRange ? this.#member() : low;
      tests.push((byte) => this.fold(byte) >= low && this.fold(byte) <= high);
    }
    this.at++;
    return setOf((byte) => tests.some((test) => test(byte)) !== negated);
  }

  #member(): number {
    if (this.pattern[this.at] === '\\' && this.at + 1 < this.pattern.length) this.at++;
    return this.fold(this.pattern.charCodeAt(this.at++));
  }
}

function matchesAt({ elements, literal }: Piece, text: string, at: number): boolean {
  if (literal !== undefined) return text.startsWith(literal, at);
  if (at + elements.length > text.length) return false;
  for (const [offset, element] of elements.entries()) {
    const byte = text.charCodeAt(at + offset);
    if (typeof element === 'number' ? element !== byte : element[byte] !== 1) return false;
  }
  return true;
}

/** Where the piece first occurs at or after a place, or -1. */
function find(piece: Piece, text: string, from: number): number {
  if (piece.literal !== undefined) return text.indexOf(piece.literal, from);
  for (let at = from; at + piece.elements.length <= text.length; at++) if (matchesAt(piece, text, at)) return at;
  return -1;
}

/** What stands before, between and behind the stars of a pattern, as bytes of UTF-8. */
export function globPieces(pattern: string, ignoreCase: boolean): readonly Piece[] {
  return new Parser(utf8Units(pattern), ignoreCase).pieces();
}

/**
 * Matches in time linear in the text, whatever the pattern: it is cut at its stars, and the pieces are looked for one
 * after the other, leftmost first; nothing is ever tried again.
 */
export function compileGlob(pattern: string, ignoreCase: boolean): (text: string) => boolean {
  const [head, ...rest] = globPieces(pattern, ignoreCase);
  if (head === undefined) return (text) => text === '';
  const tail = rest.pop();
  if (tail === undefined) {
    return (text) => {
      const bytes = utf8Units(text);
      return bytes.length === head.elements.length && matchesAt(head, bytes, 0);
    };
  }
  const middle = rest.filter(({ elements }) => elements.length > 0);
  return (text) => {
    const bytes = utf8Units(text);
    if (!matchesAt(head, bytes, 0)) return false;
    let at = head.elements.length;
    for (const piece of middle) {
      const found = find(piece, bytes, at);
      if (found < 0) return false;
      at = found + piece.elements.length;
    }
    const end = bytes.length - tail.elements.length;
    return end >= at && matchesAt(tail, bytes, end);
  };
}
