/** Events whose verdict hangs on metadata that is still on its way, in order for each process. */

export interface Waiting<T> {
  /** Events with the same key leave in the order in which they came. */
  readonly key: string;
  /** What it takes in memory, bytes. */
  readonly bytes: number;
  readonly held: T;
}

export interface WaitingCounts {
  /** Events that had to wait. */
  waited: number;
  /** Those of them that were judged without what they had waited for. */
  vain: number;
  /** Events that had no room, and were judged at once. */
  full: number;
  /** Of all waits together and of the longest, ms. */
  totalMs: number;
  longestMs: number;
}

export interface RoomLimits {
  readonly events: number;
  readonly bytes: number;
}

const LIMITS: RoomLimits = { events: 4096, bytes: 8 << 20 };

interface Guest<T> {
  readonly held: T;
  readonly bytes: number;
  readonly since: number;
}

/** What becomes of the first in a queue: it stays, or was judged with or without what it had waited for. */
export type Outcome = 'stays' | 'judged' | 'in vain';

export class WaitingRoom<T> {
  readonly #queues = new Map<string, Guest<T>[]>();
  readonly #limits: RoomLimits;
  readonly #now: () => number;
  #events = 0;
  #bytes = 0;
  readonly counts: WaitingCounts = { waited: 0, vain: 0, full: 0, totalMs: 0, longestMs: 0 };

  /** @param now ms, growing */
  constructor(limits: RoomLimits = LIMITS, now: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#now = now;
  }

  get size(): number {
    return this.#events;
  }

  has(key: string): boolean {
    return this.#queues.has(key);
  }

  /** @returns whether there was room */
  add({ key, bytes, held }: Waiting<T>): boolean {
    if (this.#events >= this.#limits.events || this.#bytes + bytes > this.#limits.bytes) {
      this.counts.full++;
      return false;
    }
    const queue = this.#queues.get(key);
    const guest = { held, bytes, since: this.#now() };
    if (queue === undefined) this.#queues.set(key, [guest]);
    else queue.push(guest);
    this.#events++;
    this.#bytes += bytes;
    this.counts.waited++;
    return true;
  }

  /** Lets out the first of each queue as long as `judge` does not let it stay. */
  release(judge: (held: T) => Outcome): void {
    const now = this.#now();
    for (const [key, queue] of this.#queues) {
      const end = queue.findIndex((guest) => this.#leave(guest, judge(guest.held), now));
      if (end < 0) this.#queues.delete(key);
      else queue.splice(0, end);
    }
  }

  /** @returns whether it stays */
  #leave({ bytes, since }: Guest<T>, outcome: Outcome, now: number): boolean {
    if (outcome === 'stays') return true;
    this.#events--;
    this.#bytes -= bytes;
    if (outcome === 'in vain') this.counts.vain++;
    this.counts.totalMs += now - since;
    this.counts.longestMs = Math.max(this.counts.longestMs, now - since);
    return false;
  }
}
