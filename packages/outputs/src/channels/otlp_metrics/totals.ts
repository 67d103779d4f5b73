/** How many alerts of each series there were since the channel was opened. */

/** One set of attributes. */
export interface Series<Labels> {
  readonly labels: Labels;
  /** When it began, in milliseconds since the epoch: its total was 0 then. */
  readonly sinceMs: number;
  /** Whether nothing was settled before. */
  readonly isNew: boolean;
  readonly total: number;
}

interface Counted<Labels> {
  readonly labels: Labels;
  readonly sinceMs: number;
  settled: number;
}

export interface CountedAlert<Labels> {
  readonly sequence: number;
  /** Tells series apart. */
  readonly key: string;
  readonly labels: Labels;
}

/**
 * Totals that a batch which is sent again does not change: what was counted for it is settled when a later one comes, and
 * taken back if it comes anew, perhaps with more alerts.
 */
export class Totals<Labels> {
  readonly #series = new Map<string, Counted<Labels>>();
  #pending: readonly (readonly [sequence: number, key: string])[] = [];

  /** @returns the series of these alerts, with the totals behind them */
  count(alerts: readonly CountedAlert<Labels>[], nowMs: number): readonly Series<Labels>[] {
    this.#settle(alerts[0]?.sequence ?? 0);
    this.#pending = alerts.map(({ sequence, key }) => [sequence, key]);
    const touched = new Map<Counted<Labels>, number>();
    for (const { key, labels } of alerts) {
      const series = this.#series.get(key) ?? { labels, sinceMs: nowMs, settled: 0 };
      this.#series.set(key, series);
      touched.set(series, (touched.get(series) ?? 0) + 1);
    }
    return Array.from(touched, ([{ labels, sinceMs, settled }, count]) => ({
      labels,
      sinceMs,
      isNew: settled === 0,
      total: settled + count,
    }));
  }

  /** Whether there is a series of this key. */
  has(key: string): boolean {
    return this.#series.has(key);
  }

  get size(): number {
    return this.#series.size;
  }

  #settle(before: number): void {
    for (const [sequence, key] of this.#pending) {
      const found = this.#series.get(key);
      if (found !== undefined && sequence < before) found.settled++;
    }
  }
}
