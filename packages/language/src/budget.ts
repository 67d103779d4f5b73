/**
 * What a few lines of a rules file may stand for. Aliases, lists within conditions, exceptions and repetitions in regular
 * expressions all make much out of little; together they get so many units (characters, mostly) in one load.
 */
export class Budget {
  #left: number;

  constructor(units: number = UNITS) {
    this.#left = units;
  }

  /** Takes from what is left; false if there is not enough. */
  spend(units: number): boolean {
    if (units > this.#left) return false;
    this.#left -= units;
    return true;
  }
}

/** Enough for thousands of rules with long lists in them; what it buys fits into a few hundred MiB. */
const UNITS = 10_000_000;
