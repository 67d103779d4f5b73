/** Waiting, and what waits no longer than it should. */
import { setTimeout as delay } from 'node:timers/promises';

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 30_000;

/** How long to wait after so many failures in a row, ms: twice as long each time, and never the same for all. */
export function pauseAfter(failures: number, random: () => number = Math.random): number {
  const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(failures - 1, 16));
  return pause * (0.5 + random() / 2);
}

/** Rejects if it takes longer than that, ms. */
export async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  const over = new AbortController();
  const late = delay(ms, undefined, { signal: over.signal }).then(() => {
    throw new Error(`${what} takes longer than ${ms / 1000} s`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
  }
}

/** At most so many in each second. */
export class Pace {
  readonly #most: number;
  readonly #now: () => number;
  #since = -Infinity;
  #taken = 0;

  /** @param now ms, growing */
  constructor(most: number, now: () => number = () => performance.now()) {
    this.#most = most;
    this.#now = now;
  }

  /** @returns whether there is one left */
  take(): boolean {
    const now = this.#now();
    if (now - this.#since >= 1000) {
      this.#since = now;
      this.#taken = 0;
    }
    return ++this.#taken <= this.#most;
  }
}

/** At most so many at a time; more wait their turn, up to a number. */
export class Limiter {
  readonly #atATime: number;
  readonly #mostWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(atATime: number, mostWaiting: number) {
    this.#atATime = atATime;
    this.#mostWaiting = mostWaiting;
  }

  /** Rejects if too many wait already. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#atATime) {
      if (this.#waiting.length >= this.#mostWaiting) throw new Error('too many questions at once');
      await new Promise<void>((resolve) => void this.#waiting.push(resolve));
    }
    this.#running++;
    try {
      return await work();
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }
}
