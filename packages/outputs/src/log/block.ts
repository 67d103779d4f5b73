/** Alerts that were given together, as bytes: outside of the heap, where thousands that wait cost no collection of garbage. */
import type { Alert } from '@lanner/engine/runtime';
import { decodeAlert } from './codec.ts';

/** Texts one behind the other. */
export interface Texts {
  readonly bytes: Buffer;
  /** Where each ends. */
  readonly ends: readonly number[];
  /** How many bytes stand before each that are not of it. */
  readonly gap: number;
}

export interface Block {
  /** As `encodeAlert` gives them. */
  readonly stored: Texts;
  /** As channels send them, each with its line feed; all are there or none. */
  readonly lines: Texts | undefined;
  /** Themselves, if they are kept. */
  readonly alerts: readonly Alert[] | undefined;
}

/** So much of the place to write is kept from one `finish` to the next. */
const KEPT = 4 * 1024 * 1024;
const SMALLEST = 64 * 1024;

/** Writes texts as bytes as soon as they are given, so that each is garbage at once, which costs least. */
export class Packer {
  readonly #gap: number;
  #bytes: Buffer = Buffer.allocUnsafeSlow(SMALLEST);
  #length = 0;
  #ends: number[] = [];

  constructor(gap: number) {
    this.#gap = gap;
  }

  get length(): number {
    return this.#length;
  }

  add(text: string): void {
    const at = this.#length + this.#gap;
    // No character has more than three bytes for each of its units
    const needed = at + 3 * text.length;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(2 * needed);
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    this.#length = at + this.#bytes.write(text, at, 'utf8');
    this.#ends.push(this.#length);
  }

  /** What was given since the last time. */
  finish(): Texts {
    const texts = { bytes: Buffer.from(this.#bytes.subarray(0, this.#length)), ends: this.#ends, gap: this.#gap };
    this.#length = 0;
    this.#ends = [];
    if (this.#bytes.length > KEPT) this.#bytes = Buffer.allocUnsafeSlow(SMALLEST);
    return texts;
  }
}

/** A copy of texts that are bytes already. */
export function packBytes(texts: readonly Buffer[]): Texts {
  let end = 0;
  return { bytes: Buffer.concat(texts), ends: texts.map(({ length }) => (end += length)), gap: 0 };
}

/** Without a copy. */
export function bytesAt({ bytes, ends, gap }: Texts, index: number): Buffer {
  return bytes.subarray(startOf(ends, index, gap), ends[index]);
}

/** In bytes. */
export function lengthAt({ ends, gap }: Texts, index: number): number {
  return (ends[index] ?? 0) - startOf(ends, index, gap);
}

/** Throws if it is not what `encodeAlert` gave. */
export function alertAt({ alerts, stored }: Block, index: number): Alert {
  return alerts?.[index] ?? decodeAlert(bytesAt(stored, index).toString('utf8'));
}

function startOf(ends: readonly number[], index: number, gap: number): number {
  return (ends[index - 1] ?? 0) + gap;
}
