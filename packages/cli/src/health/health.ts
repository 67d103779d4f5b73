/**
 * Whether `lanner run` is alive, and whether it is ready. Alive: the engine thread gives signs of life; if it does not,
 * only a new start helps. Ready: what happens is watched and judged, and its alerts are kept. A receiver that is down
 * makes nothing unready: alerts wait for it, and a new start would help nobody.
 */

/** What is wrong, one phrase each; nothing if all is well. */
export type Problems = readonly string[];

/** The engine gives a sign each second; on a machine that swaps or stands still it may be late. */
const SILENCE_MS = 60_000;

export class Health {
  readonly #now: () => number;
  /** Undefined: the probe is not attached yet. */
  #lastSign: number | undefined;
  #isStopping = false;

  /** @param now ms, growing */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** The engine watches, and was heard now. */
  heard(): void {
    this.#lastSign = this.#now();
  }

  stopping(): void {
    this.#isStopping = true;
  }

  /** Why a new start is needed. */
  get ills(): Problems {
    const silence = this.#lastSign === undefined || this.#isStopping ? 0 : this.#now() - this.#lastSign;
    return silence > SILENCE_MS ? [`the engine has been silent for ${Math.round(silence / 1000)} s`] : [];
  }

  /** @param isKept whether alerts can be written where they wait for their channels */
  obstacles(isKept: boolean): Problems {
    return [
      ...(this.#lastSign === undefined ? ['the probe is not attached yet'] : []),
      ...(this.#isStopping ? ['Lanner is stopping'] : []),
      ...this.ills,
      ...(isKept ? [] : ['the log of alerts cannot be written']),
    ];
  }
}
