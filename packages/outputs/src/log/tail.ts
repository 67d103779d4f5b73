/** The newest alerts of the log in memory, bounded. */
import type { Envelope } from './envelope.ts';

/** So many forgotten places are kept before the array is cut. */
const SLACK = 1024;

export class Tail {
  readonly #maxBytes: number;
  readonly #maxAlerts: number;
  #alerts: (Envelope | undefined)[] = [];
  /** How many places at the beginning of the array are forgotten. */
  #head = 0;
  #next: number;
  #bytes = 0;

  /** @param maxAlerts 0: as many as fit */
  constructor(next: number, maxBytes: number, maxAlerts: number) {
    this.#next = next;
    this.#maxBytes = maxBytes;
    this.#maxAlerts = maxAlerts === 0 ? Infinity : maxAlerts;
  }

  /** The number of the next alert. */
  get next(): number {
    return this.#next;
  }

  /** The number of the oldest alert that is here. */
  get first(): number {
    return this.#next - this.#length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get #length(): number {
    return this.#alerts.length - this.#head;
  }

  /** The oldest go beyond the bounds; the newest always stays. */
  push(make: (sequence: number) => Envelope): void {
    const alert = make(this.#next++);
    this.#alerts.push(alert);
    this.#bytes += alert.size;
    while ((this.#bytes > this.#maxBytes || this.#length > this.#maxAlerts) && this.#length > 1) this.#shift();
    this.#compact();
  }

  /** Forgets those below a number. */
  release(below: number): void {
    while (this.#length > 0 && this.first < below) this.#shift();
    this.#compact();
  }

  slice(from: number, most: number): Envelope[] {
    const start = this.#head + (from - this.first);
    return this.#alerts.slice(start, start + most).filter((one) => one !== undefined);
  }

  #shift(): void {
    this.#bytes -= this.#alerts[this.#head]?.size ?? 0;
    this.#alerts[this.#head++] = undefined;
  }

  #compact(): void {
    if (this.#length === 0) {
      this.#alerts = [];
      this.#head = 0;
    } else if (this.#head > SLACK && this.#head > this.#length) {
      this.#alerts = this.#alerts.slice(this.#head);
      this.#head = 0;
    }
  }
}
