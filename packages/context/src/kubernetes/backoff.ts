/** How long to wait before another try: longer each time, and never the same for all nodes of a cluster. */

export interface BackoffLimits {
  /** ms */
  readonly first: number;
  /** ms */
  readonly most: number;
}

export class Backoff {
  readonly #limits: BackoffLimits;
  readonly #random: () => number;
  #failures = 0;

  /** @param random of [0, 1) */
  constructor(limits: BackoffLimits, random: () => number = Math.random) {
    this.#limits = limits;
    this.#random = random;
  }

  /** It works again. */
  reset(): void {
    this.#failures = 0;
  }

  /** ms until the next try: between half of what doubles with each failure and all of it, or what the server asks for. */
  next(retryAfter = 0): number {
    const { first, most } = this.#limits;
    const whole = Math.min(most, first * 2 ** Math.min(this.#failures++, 30));
    const asked = Math.min(most, retryAfter * 1000);
    return Math.max(asked, whole / 2 + (this.#random() * whole) / 2);
  }
}

/** Resolves after a time, or at once when the signal is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
