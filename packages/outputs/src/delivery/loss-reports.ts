/** Tells of lost alerts by an alert: soon after the first, and then not more often than every few seconds. */
import type { Alert } from '@lanner/engine/runtime';

const INTERVAL_MS = 10_000;

export class LossReports {
  readonly #hostname: string;
  readonly #raise: (alert: Alert) => void;
  readonly #log: (message: string) => void;
  #counts = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** @param raise takes the alert; @param log tells people */
  constructor(hostname: string, raise: (alert: Alert) => void, log: (message: string) => void) {
    this.#hostname = hostname;
    this.#raise = raise;
    this.#log = log;
  }

  add(channel: string, count: number): void {
    this.#counts.set(channel, (this.#counts.get(channel) ?? 0) + count);
    if (this.#isClosed) return this.#report();
    if (this.#timer !== undefined) return;
    this.#report();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#report();
    }, INTERVAL_MS);
    this.#timer.unref();
  }

  /** Reports what has not been reported; what is lost later is told to people only. */
  close(): void {
    clearTimeout(this.#timer);
    this.#report();
    this.#isClosed = true;
  }

  #report(): void {
    const counts = this.#counts;
    this.#counts = new Map();
    for (const [channel, count] of counts) {
      this.#log(
        `channel ${channel}: ${count} ${count === 1 ? 'alert was' : 'alerts were'} lost before it could be sent`,
      );
      if (!this.#isClosed) this.#raise(lossAlert(channel, count, this.#hostname));
    }
  }
}

function lossAlert(channel: string, count: number, hostname: string): Alert {
  return {
    time: BigInt(Date.now()) * 1_000_000n,
    rule: 'Lanner internal: alerts lost',
    priority: 'Critical',
    source: 'internal',
    hostname,
    tags: [],
    message: `Alerts were lost before a channel could send them | channel=${channel} n_lost=${count}`,
    fields: [
      ['channel', channel],
      ['n_lost', count],
    ],
  };
}
