/** Reads one ring buffer of the probe, in place. */
import type { NativeRing } from './native.ts';

const BUSY = 0x80000000;
const DISCARDED = 0x40000000;
const LENGTH = 0x3fffffff;
const HEADER_BYTES = 8;

/**
 * A cursor over a BPF ring buffer. Positions grow without end; only their low 32 bits are needed to find a record and to
 * see whether there is one.
 */
export class Ring {
  /** The mapped data; what begins before its end is whole, as the start is mapped again behind it. */
  readonly data: ArrayBuffer;
  readonly #words: Uint32Array;
  readonly #produced: Uint32Array;
  readonly #consumed: BigUint64Array;
  readonly #mask: number;
  #position: bigint;
  #low: number;

  constructor(ring: NativeRing) {
    this.data = ring.data;
    this.#words = new Uint32Array(ring.data);
    this.#produced = new Uint32Array(ring.producer, 0, 2);
    this.#consumed = new BigUint64Array(ring.consumer, 0, 1);
    this.#mask = ring.size - 1;
    this.#position = this.#consumed[0] ?? 0n;
    this.#low = Number(this.#position & 0xffffffffn);
  }

  /** Low 32 bits of the position up to which the kernel has reserved: the end of a batch. */
  end(): number {
    return Atomics.load(this.#produced, 0);
  }

  /**
   * Byte offset in `data` of the next record before `end` (from `end()`), or -1 if there is none or it is still being
   * written. The record stays valid until `release`.
   */
  next(end: number): number {
    for (;;) {
      if (this.#low === end) return -1;
      const at = this.#low & this.#mask;
      const header = Atomics.load(this.#words, at >>> 2);
      if ((header & BUSY) !== 0) return -1;
      if ((header & DISCARDED) === 0) return at + HEADER_BYTES;
      this.advance();
    }
  }

  /** Whether there is nothing to read, not even something that is still being written. */
  get isEmpty(): boolean {
    return this.#low === this.end();
  }

  /** Steps over the record that `next` gave. */
  advance(): void {
    const header = this.#words[(this.#low & this.#mask) >>> 2] ?? 0;
    const bytes = ((header & LENGTH) + HEADER_BYTES + 7) & ~7;
    this.#low = (this.#low + bytes) >>> 0;
    this.#position += BigInt(bytes);
  }

  /** Gives what has been stepped over back to the kernel. */
  release(): void {
    Atomics.store(this.#consumed, 0, this.#position);
  }
}
