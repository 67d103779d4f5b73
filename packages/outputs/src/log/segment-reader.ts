/** Reads a segment from some record on, a piece at a time, through one buffer. */
import type { FileHandle } from 'node:fs/promises';
import { recordAt } from './record.ts';

const PIECE = 256 * 1024;

export interface Piece {
  /** Valid until the next piece is read. */
  readonly payloads: readonly Buffer[];
  /** Where the next record begins. */
  readonly next: number;
  /** What follows: nothing yet, more, or bytes that are no record. */
  readonly end: 'end' | 'more' | 'damaged';
}

export class SegmentReader {
  readonly #file: FileHandle;
  #buffer: Buffer = Buffer.allocUnsafe(PIECE);
  /** The bytes of the file that the buffer holds: from where, and how many. */
  #start = 0;
  #length = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** The records from an offset on, at most so many, up to about `PIECE` bytes of them. A long one comes whole. */
  async read(offset: number, most: number): Promise<Piece> {
    const held = this.#held(offset, most);
    if (held !== undefined) return held;
    let size = PIECE;
    for (;;) {
      const isLast = await this.#fill(offset, size);
      const piece = this.#parse(0, most);
      const isWhole = piece.payloads.length > 0 || piece.needs === 0 || isLast;
      if (isWhole) return { ...piece, end: endOf(piece, isLast, piece.next === offset + this.#length) };
      size = piece.needs;
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  /** What the buffer has already, if it has a whole record. */
  #held(offset: number, most: number): Piece | undefined {
    const at = offset - this.#start;
    if (at < 0 || at >= this.#length) return undefined;
    const piece = this.#parse(at, most);
    return piece.payloads.length > 0 ? { ...piece, end: 'more' } : undefined;
  }

  /** `needs`: how many bytes the next record has, if it is not whole; 0 if it is, or is damaged. */
  #parse(from: number, most: number): Omit<Piece, 'end'> & { readonly needs: number; readonly isDamaged: boolean } {
    const bytes = this.#buffer.subarray(0, this.#length);
    const payloads: Buffer[] = [];
    let at = from;
    let needs = 0;
    let isDamaged = false;
    while (payloads.length < most) {
      const found = recordAt(bytes, at);
      if (found.kind !== 'record') {
        needs = found.kind === 'cut' ? found.needs : 0;
        isDamaged = found.kind === 'damaged';
        break;
      }
      payloads.push(found.payload);
      at = found.next;
    }
    return { payloads, next: this.#start + at, needs, isDamaged };
  }

  /** @returns whether the file ends within the buffer */
  async #fill(offset: number, size: number): Promise<boolean> {
    if (size > this.#buffer.length) this.#buffer = Buffer.allocUnsafe(size);
    else if (size <= PIECE && this.#buffer.length > PIECE) this.#buffer = Buffer.allocUnsafe(PIECE);
    this.#start = offset;
    this.#length = 0;
    while (this.#length < this.#buffer.length) {
      const room = this.#buffer.length - this.#length;
      const { bytesRead } = await this.#file.read(this.#buffer, this.#length, room, offset + this.#length);
      if (bytesRead === 0) return true;
      this.#length += bytesRead;
    }
    return false;
  }
}

function endOf(piece: { readonly isDamaged: boolean }, isLast: boolean, isAtEnd: boolean): Piece['end'] {
  if (piece.isDamaged) return 'damaged';
  if (!isLast) return 'more';
  return isAtEnd ? 'end' : 'damaged';
}
