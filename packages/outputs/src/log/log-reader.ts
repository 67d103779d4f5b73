/** A position in the log of alerts: what memory has is read from there, all else from the disk. */
import type { Envelope } from './envelope.ts';
import type { ReadPosition, Segments } from './segments.ts';
import type { Tail } from './tail.ts';

export interface ReadResult {
  readonly alerts: readonly Envelope[];
  /** How many before them are lost. */
  readonly lost: number;
}

/** A position in the log. */
export class LogReader {
  readonly #tail: Tail;
  readonly #segments: Segments | undefined;
  readonly #decode: (first: number, texts: readonly Buffer[]) => Envelope[];
  #position: ReadPosition | undefined;
  #next: number;
  /** The first alert that is still wanted, even though it was read: what is under way. The log keeps it. */
  kept: number;

  constructor(
    tail: Tail,
    segments: Segments | undefined,
    from: number,
    decode: (first: number, texts: readonly Buffer[]) => Envelope[],
  ) {
    this.#tail = tail;
    this.#segments = segments;
    this.#decode = decode;
    this.#next = Math.min(from, tail.next);
    this.kept = this.#next;
  }

  /** The number of the alert that is read next. */
  get next(): number {
    return this.#next;
  }

  /** Whether there is nothing to read now. */
  get isAtEnd(): boolean {
    return this.#next >= this.#tail.next;
  }

  /** How many alerts there are to read. */
  get behind(): number {
    return this.#tail.next - this.#next;
  }

  /** The next alerts, at most so many; none if there are none yet. */
  async read(most: number): Promise<ReadResult> {
    const before = this.#next;
    if (this.isAtEnd) return { alerts: [], lost: 0 };
    if (this.#next >= this.#tail.first) {
      if (this.#position !== undefined) await this.close();
      return this.#taken(before, this.#tail.slice(this.#next, most));
    }
    const alerts = await this.#readDisk(most);
    return alerts.length > 0
      ? this.#taken(before, alerts)
      : this.#taken(before, this.#tail.slice(this.#tail.first, most));
  }

  async close(): Promise<void> {
    const reader = this.#position?.reader;
    this.#position = undefined;
    await reader?.close();
  }

  #taken(before: number, alerts: readonly Envelope[]): ReadResult {
    const [first] = alerts;
    const last = alerts.at(-1);
    // All that was there was lost while it was looked for
    if (first === undefined || last === undefined) this.#next = Math.max(before, this.#tail.first);
    else this.#next = last.sequence + 1;
    return { alerts, lost: (first?.sequence ?? this.#next) - before };
  }

  /** What the memory has no longer; nothing if the disk has it neither. */
  async #readDisk(most: number): Promise<Envelope[]> {
    const segments = this.#segments;
    if (segments === undefined) return [];
    let wanted = this.#next;
    for (;;) {
      if (!isBefore(this.#position, wanted)) {
        await this.close();
        this.#position = segments.seek(wanted);
      }
      const position = this.#position;
      if (position === undefined || position.sequence >= this.#tail.next) return [];
      try {
        // From the beginning of a segment up to the wanted record, those between are read and left out
        const skip = Math.max(0, wanted - position.sequence);
        const first = position.sequence;
        const payloads = await segments.read(position, most + skip);
        const found = payloads.slice(skip);
        if (found.length > 0) return this.#decode(first + skip, found);
        if (payloads.length > 0) {
          wanted = Math.max(wanted, position.sequence);
          continue;
        }
      } catch {
        // The segment was removed in between, or cannot be read: what it had is lost
      }
      wanted = Math.max(wanted + 1, position.segment.first + position.segment.count);
      await this.close();
      if (wanted >= this.#tail.first) return [];
    }
  }
}

/** Whether a record is found by reading on from a position. */
function isBefore(position: ReadPosition | undefined, wanted: number): boolean {
  if (position === undefined) return false;
  const { segment, sequence } = position;
  return sequence <= wanted && wanted < segment.first + segment.count;
}
