/** The clients that want alerts, and how a batch comes to them. */
import type { Services } from '../../contract/index.ts';
import { STATUS, type Call } from './call.ts';

export interface Batch {
  /** Framed messages. */
  readonly bytes: Buffer;
  readonly alerts: number;
  /** When the newest was raised: nanoseconds since the epoch. */
  readonly newest: bigint;
}

interface Subscriber {
  readonly call: Call;
  /** Of `get`: alerts that are raised after this time are for others. Nanoseconds since the epoch. */
  readonly until: bigint | undefined;
  /** Alerts that it has yet to confirm. */
  unconfirmed: number;
  quiet: NodeJS.Timeout | undefined;
}

const MOST = 64;
/** A subscriber that is further behind the others than this is let go. */
const MOST_QUEUED_BYTES = 8 * 1024 * 1024;
/** Nothing has come for so long: nothing was waiting. */
const QUIET_MS = 250;
const CLOSE_MS = 1000;

export class Subscribers {
  readonly #all = new Set<Subscriber>();
  readonly #log: Services['log'];
  #news = Promise.withResolvers<void>();

  constructor(log: Services['log']) {
    this.#log = log;
  }

  /** @param until of `get`: the call ends when alerts are newer, or when none waits any more */
  add(call: Call, until?: bigint): void {
    if (call.isClosed) return;
    if (this.#all.size >= MOST) {
      return call.end(STATUS.RESOURCE_EXHAUSTED, `there are ${MOST} subscribers already`);
    }
    const one: Subscriber = { call, until, unconfirmed: 0, quiet: undefined };
    this.#all.add(one);
    call.onClose(() => this.#remove(one));
    this.#awaitMore(one);
    this.#tell();
  }

  /**
   * Sends a batch to all subscribers that there are, and to those that come meanwhile. Resolves when the first has it,
   * with how many have been sent it; waits for one if there is none. Rejects when the signal aborts.
   */
  async send(batch: Batch, signal: AbortSignal): Promise<number> {
    const asked = new Set<Subscriber>();
    let isTaken = false;
    const offer = async (one: Subscriber): Promise<void> => {
      if (await this.#offer(one, batch)) isTaken = true;
      this.#tell();
    };
    const onAbort = (): void => this.#tell();
    signal.addEventListener('abort', onAbort);
    try {
      for (;;) {
        for (const one of this.#all) {
          if (asked.has(one)) continue;
          asked.add(one);
          void offer(one);
        }
        await this.#news.promise;
        if (isTaken) return asked.size;
        signal.throwIfAborted();
      }
    } catch (error) {
      // It is given again: what is queued up already would come twice
      for (const { call, unconfirmed } of asked) if (unconfirmed > 0) call.cut();
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  async #offer(one: Subscriber, { bytes, alerts, newest }: Batch): Promise<boolean> {
    const { call } = one;
    if (call.queued > 0 && call.queued + bytes.length > MOST_QUEUED_BYTES) {
      const missed = one.unconfirmed + alerts;
      this.#log('warning', `grpc: a subscriber is too slow and was let go; it has missed ${missed} alerts`);
      call.cut();
      return false;
    }
    clearTimeout(one.quiet);
    one.unconfirmed += alerts;
    const taken = await call.send(bytes);
    one.unconfirmed -= alerts;
    if (taken && one.until !== undefined && newest > one.until) this.#end(one);
    else this.#awaitMore(one);
    return taken;
  }

  #awaitMore(one: Subscriber): void {
    clearTimeout(one.quiet);
    if (one.until === undefined || one.unconfirmed > 0 || one.call.isClosed) return;
    one.quiet = setTimeout(() => this.#end(one), QUIET_MS);
  }

  #end(one: Subscriber, status: 0 | 14 = STATUS.OK, reason = ''): void {
    this.#remove(one);
    one.call.end(status, reason);
  }

  #remove(one: Subscriber): void {
    clearTimeout(one.quiet);
    this.#all.delete(one);
  }

  #tell(): void {
    const { resolve } = this.#news;
    this.#news = Promise.withResolvers<void>();
    resolve();
  }

  /** Gives those that are behind a moment to take what they have been sent. */
  async close(): Promise<void> {
    const late = performance.now() + CLOSE_MS;
    const isBehind = (): boolean => Array.from(this.#all).some(({ unconfirmed }) => unconfirmed > 0);
    while (isBehind() && performance.now() < late) await new Promise((resolve) => setTimeout(resolve, 20));
    for (const one of this.#all) this.#end(one, STATUS.UNAVAILABLE, 'Lanner ends');
  }
}
