/** Something that is valid for a while and is asked for anew before it runs out: a token, keys. */

export interface Lasting<T> {
  readonly value: T;
  /** Milliseconds since the epoch; Infinity if it does not run out. */
  readonly until: number;
}

export type Renew<T> = (signal: AbortSignal) => Promise<Lasting<T>>;

/** So long before the end it is renewed: requests under way and clocks that differ have room. */
const MARGIN_MS = 5 * 60_000;

export class Renewed<T> {
  readonly #renew: Renew<T>;
  readonly #now: () => number;
  #current: Lasting<T> | undefined;
  #underWay: Promise<Lasting<T>> | undefined;

  constructor(renew: Renew<T>, now: () => number) {
    this.#renew = renew;
    this.#now = now;
  }

  /** One that holds. Rejects if there is none: while the old one holds, a failure to renew it does not matter. */
  async get(signal: AbortSignal): Promise<T> {
    const current = this.#current;
    if (current !== undefined && this.#now() < current.until - MARGIN_MS) return current.value;
    // Those who ask meanwhile wait for the same answer
    this.#underWay ??= this.#renew(signal).finally(() => (this.#underWay = undefined));
    try {
      this.#current = await this.#underWay;
      return this.#current.value;
    } catch (error) {
      if (current !== undefined && this.#now() < current.until) return current.value;
      throw error;
    }
  }

  /** The next `get` asks for a new one. */
  forget(): void {
    this.#current = undefined;
  }
}
