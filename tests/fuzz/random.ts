/** Chance that can be had again: a case is its seed and its number, and nothing else. */

/** A stream of 32-bit numbers (xorshift128, seeded by splitmix32). */
export class Random {
  readonly #state: Uint32Array = new Uint32Array(4);

  constructor(seed: number, stream = 0) {
    let mixed = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b)) >>> 0;
    for (let at = 0; at < 4; at++) {
      mixed = (mixed + 0x9e3779b9) >>> 0;
      let word = mixed;
      word = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
      word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
      this.#state[at] = (word ^ (word >>> 15)) >>> 0;
    }
  }

  #next(): number {
    const state = this.#state;
    let t = state[3] ?? 0;
    const s = state[0] ?? 0;
    state.copyWithin(1, 0, 3);
    t ^= t << 11;
    t ^= t >>> 8;
    const value = (t ^ s ^ (s >>> 19)) >>> 0;
    state[0] = value;
    return value;
  }

  /** From 0 up to, not including, `limit`. */
  below(limit: number): number {
    return Math.floor((this.#next() / 2 ** 32) * limit);
  }

  /** From `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  chance(probability: number): boolean {
    return this.#next() / 2 ** 32 < probability;
  }

  pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  }

  /** Small numbers mostly, large ones now and then. */
  count(most: number): number {
    return 1 + Math.floor(most * (this.#next() / 2 ** 32) ** 3);
  }
}
