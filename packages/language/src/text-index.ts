/** Lines and bytes of a text, looked up: a file can have as many diagnostics as lines, and each has several places. */

/** Bytes are known of the beginning of each block of so many UTF-16 units. */
const BLOCK = 1024;

export class TextIndex {
  readonly #text: string;
  readonly #starts: readonly number[];
  readonly #measure: (text: string) => number;
  #blocks: readonly number[] | undefined;

  /** `measure`: bytes of a text in UTF-8. */
  constructor(text: string, measure: (text: string) => number = byteLength) {
    this.#text = text;
    this.#measure = measure;
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#starts = starts;
  }

  /** The number of the line, from 0, that an offset (in UTF-16 units) lies in. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  startOf(line: number): number {
    return this.#starts[line] ?? this.#text.length;
  }

  /** Where a line ends, without what ends it. */
  endOf(line: number): number {
    const next = this.#starts[line + 1];
    const end = next === undefined ? this.#text.length : next - 1;
    return end > this.startOf(line) && this.#text[end - 1] === '\r' ? end - 1 : end;
  }

  /** How many bytes of UTF-8 stand before an offset; half a surrogate pair counts as the replacement character. */
  bytesBefore(offset: number): number {
    this.#blocks ??= this.#measureBlocks();
    const end = Math.min(offset, this.#text.length);
    let block = Math.floor(end / BLOCK);
    if (this.#blockStart(block) > end) block--;
    return (this.#blocks[block] ?? 0) + this.#measure(this.#text.slice(this.#blockStart(block), end));
  }

  /** No block begins within a pair. */
  #blockStart(block: number): number {
    const at = block * BLOCK;
    const unit = this.#text.charCodeAt(at);
    return at > 0 && unit >= 0xdc00 && unit < 0xe000 ? at + 1 : at;
  }

  #measureBlocks(): number[] {
    const blocks = [0];
    let bytes = 0;
    for (let block = 0; (block + 1) * BLOCK <= this.#text.length; block++) {
      bytes += this.#measure(this.#text.slice(this.#blockStart(block), this.#blockStart(block + 1)));
      blocks.push(bytes);
    }
    return blocks;
  }
}

const INDEXES = new WeakMap<{ readonly text: string }, TextIndex>();

/** The index of the text of something, made once. */
export function indexOf(owner: { readonly text: string }): TextIndex {
  let index = INDEXES.get(owner);
  if (index === undefined) {
    index = new TextIndex(owner.text);
    INDEXES.set(owner, index);
  }
  return index;
}

/** Bytes of a text in UTF-8; half a surrogate pair counts as the replacement character. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
