/**
 * The way of alerts to one channel: read from the log, filtered, batched, sent, tried again, acknowledged. A lane knows
 * nothing of others, holds no more than a few batches in memory, and never gives up an alert by itself.
 */
import { resultsOf, type Channel, type Result } from '../contract/channel.ts';
import { reasonOf } from '../contract/reason.ts';
import type { Services } from '../contract/services.ts';
import type { Envelope } from '../log/envelope.ts';
import type { LogReader } from '../log/log-reader.ts';
import { attempt } from './attempt.ts';
import { backoffMs, type Backoff } from './backoff.ts';
import type { Cursor } from './cursor.ts';
import type { DeadLetter, DeadLetters } from './dead-letters.ts';

export interface LaneOptions {
  /** The most alerts of a batch. */
  readonly batch: number;
  /** A batch is not made larger than so many bytes of alerts, unless a single alert is. */
  readonly batchBytes: number;
  /** How long a batch waits to become full, in milliseconds. */
  readonly waitMs: number;
  readonly concurrency: number;
  /** 0: no limit. */
  readonly timeoutMs: number;
  readonly backoff: Backoff;
  /** An alert that was tried so often goes to the dead letters; 0: never. */
  readonly maxAttempts: number;
}

export interface LaneParts {
  readonly name: string;
  readonly options: LaneOptions;
  readonly reader: LogReader;
  readonly cursor: Pick<Cursor, 'save' | 'close'>;
  readonly deadLetters: DeadLetters;
  readonly services: Pick<Services, 'log' | 'now'>;
  /** Gives an open channel: at the start, and again after one was given up. */
  open(): Promise<Channel>;
  /** Whether an alert is for this channel. */
  wants(alert: Envelope): boolean;
  /** Puts into the log what has to be sent before the end. Resolves with whether there was something. */
  beforeEnd?(): Promise<boolean>;
  /** Called when alerts were lost before this lane could read them. */
  onLost(count: number): void;
  /** Called when the position has moved. */
  onProgress(): void;
}

/** After so many failures in a row a channel counts as down: one alert at a time asks whether it is back. */
const DOWN_AFTER = 5;
/** How many are read at once at least: a read from disk costs more than an alert. */
const READ_AHEAD = 64;

export interface LaneStatus {
  readonly name: string;
  readonly state: 'up' | 'failing' | 'down';
  readonly delivered: number;
  /** Alerts that went to the dead letters. */
  readonly refused: number;
  /** Attempts that failed. */
  readonly failures: number;
  readonly lost: number;
  /** Alerts in the log that it has not read, and those that wait for an answer. */
  readonly waiting: number;
  readonly lastReason: string | undefined;
}

export interface LaneView {
  /** The number of the first alert that was not read. */
  readonly next: number;
  /** The numbers of those that wait or are under way. */
  readonly unfinished: readonly number[];
}

export class Lane {
  readonly #parts: LaneParts;
  readonly #stop = new AbortController();
  readonly #attempts = new Map<number, number>();
  #channel: Promise<Channel> | undefined;
  /** Read and not under way, in order. */
  #waiting: Envelope[] = [];
  #underWay = new Set<readonly Envelope[]>();
  /** Whatever is below this number was read and is either waiting, under way or done. */
  #readTo: number;
  /** By the clock that nobody sets, as all pauses. */
  #since = 0;
  #size: number;
  #failuresInRow = 0;
  #notBefore = 0;
  #isDraining = false;
  #isListening = false;
  /** Its position is not on disk, which was told. */
  #isUnsaved = false;
  #wake: () => void = () => undefined;
  #loop: Promise<void> | undefined;
  #counts = { delivered: 0, refused: 0, failures: 0, lost: 0 };
  #lastReason: string | undefined;

  /** @param channel already open; without it `open` is called when there is something to send */
  constructor(parts: LaneParts, channel?: Channel) {
    this.#parts = parts;
    this.#size = parts.options.batch;
    this.#readTo = parts.reader.next;
    this.#channel = channel === undefined ? undefined : Promise.resolve(channel);
  }

  get status(): LaneStatus {
    const { name, reader } = this.#parts;
    const underWay = Array.from(this.#underWay).reduce((sum, { length }) => sum + length, 0);
    return {
      name,
      state: this.#failuresInRow === 0 ? 'up' : this.#failuresInRow < DOWN_AFTER ? 'failing' : 'down',
      ...this.#counts,
      waiting: reader.behind + this.#waiting.length + underWay,
      lastReason: this.#lastReason,
    };
  }

  /** The number of the first alert that is not done with. */
  get position(): number {
    const [first] = this.#waiting;
    let position = first?.sequence ?? this.#readTo;
    for (const [underWay] of this.#underWay) position = Math.min(position, underWay?.sequence ?? position);
    return position;
  }

  /** What has been read, and what of it is not done with. */
  get view(): LaneView {
    const unfinished = [...this.#underWay, this.#waiting].flatMap((alerts) => alerts.map(({ sequence }) => sequence));
    return { next: this.#readTo, unfinished };
  }

  /** There is something new to read. A lane that waits for its channel, or until it may try again, does nothing. */
  news(): void {
    if (this.#loop === undefined) this.#loop = this.#run();
    else if (this.#isListening) this.#wake();
  }

  async reopen(): Promise<void> {
    (await this.#channel)?.reopen?.();
  }

  /**
   * Sends all that is there, as long as the channel takes it, and closes it. What it does not take within the time stays
   * in the log.
   *
   * @returns how many alerts are left
   */
  async close(withinMs: number): Promise<number> {
    this.#isDraining = true;
    const timer = withinMs === Infinity ? undefined : setTimeout(() => this.#stop.abort(), withinMs);
    this.#stop.signal.addEventListener('abort', () => this.#wake());
    this.news();
    this.#wake();
    await this.#loop;
    clearTimeout(timer);
    this.#save();
    const left = this.status.waiting;
    const channel = await this.#channel?.catch(() => undefined);
    await Promise.race([channel?.close(), this.#pause(CLOSE_MS)]).catch((error: unknown) =>
      this.#tell('warning', error),
    );
    this.#parts.cursor.close();
    await this.#parts.reader.close();
    return left;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const pause = this.#notBefore - performance.now();
      if (pause > 0) {
        await this.#pause(pause);
      } else if (this.#underWay.size >= (this.#failuresInRow > 0 ? 1 : this.#parts.options.concurrency)) {
        await this.#pause();
      } else {
        await this.#read();
        const batch = this.#nextBatch();
        if (batch.length > 0) void this.#send(batch);
        else if (this.#underWay.size > 0) await this.#listen();
        else if (this.#waiting.length > 0)
          await this.#listen(this.#since + this.#parts.options.waitMs - performance.now());
        else if (this.#parts.reader.isAtEnd) {
          this.#save();
          if (!this.#isDraining) await this.#listen();
          else if ((await this.#parts.beforeEnd?.()) !== true) break;
        }
      }
    }
    await this.#settled();
    this.#loop = undefined;
  }

  /** Waits for news as well. */
  async #listen(ms?: number): Promise<void> {
    this.#isListening = true;
    await this.#pause(ms);
    this.#isListening = false;
  }

  /** Waits until something happens, or for so long. */
  #pause(ms?: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
    this.#wake = () => {
      clearTimeout(timer);
      resolve();
    };
    return promise;
  }

  async #settled(): Promise<void> {
    while (this.#underWay.size > 0) await this.#pause();
  }

  async #read(): Promise<void> {
    const { reader, options, wants } = this.#parts;
    while (this.#waiting.length < options.batch && !reader.isAtEnd) {
      const { alerts, lost } = await reader.read(Math.max(READ_AHEAD, options.batch - this.#waiting.length));
      if (lost > 0) {
        this.#counts.lost += lost;
        this.#parts.onLost(lost);
      }
      const wanted = alerts.filter(wants);
      if (this.#waiting.length === 0) this.#since = performance.now();
      this.#waiting.push(...wanted);
      this.#readTo = reader.next;
      // A lane that wants nothing moves on all the same
      if (wanted.length === 0) this.moved();
    }
  }

  /** Nothing if it is too early for what there is. */
  #nextBatch(): Envelope[] {
    const { options, reader } = this.#parts;
    const { batch, batchBytes, waitMs } = options;
    const isFull = this.#waiting.length >= batch || !reader.isAtEnd;
    const isLate =
      waitMs === 0 || this.#isDraining || this.#failuresInRow > 0 || performance.now() >= this.#since + waitMs;
    if (!isFull && !isLate) return [];
    const most = Math.min(this.#size, batch);
    let bytes = 0;
    let count = 0;
    for (const { length } of this.#waiting) {
      bytes += length;
      if (count >= most || (count > 0 && bytes > batchBytes)) break;
      count++;
    }
    return this.#waiting.splice(0, count);
  }

  async #send(batch: readonly Envelope[]): Promise<void> {
    this.#underWay.add(batch);
    const { name, options } = this.#parts;
    let results: readonly Result[];
    try {
      this.#channel ??= this.#parts.open();
      const { outcome, isStuck } = await attempt(await this.#channel, batch, options.timeoutMs, this.#stop.signal);
      if (isStuck) this.#giveUpChannel();
      results = resultsOf(outcome, batch.length);
      if (results.length !== batch.length)
        throw new Error(`${name} gave ${results.length} results for ${batch.length} alerts`);
    } catch (error) {
      this.#channel = undefined;
      results = batch.map(() => ({ kind: 'retry', reason: reasonOf(error) }));
    }
    const again: Envelope[] = [];
    const dead: DeadLetter[] = [];
    let failure: Extract<Result, { kind: 'retry' }> | undefined;
    for (const [index, alert] of batch.entries()) {
      const result = results[index];
      if (result?.kind === 'retry' && !this.#isWornOut(alert)) {
        again.push(alert);
        failure ??= result;
      } else if (result === undefined || result.kind === 'delivered') this.#counts.delivered++;
      else dead.push({ alert, reason: result.reason });
    }
    if (dead.length > 0) await this.#bury(dead);
    if (failure === undefined) this.#onSuccess();
    else if (!this.#stop.signal.aborted) this.#onFailure(failure);
    this.#underWay.delete(batch);
    this.#waiting = inOrder(again, this.#waiting);
    if (batch.length > again.length) this.moved();
    this.#wake();
  }

  #isWornOut({ sequence }: Envelope): boolean {
    const { maxAttempts } = this.#parts.options;
    if (maxAttempts === 0) return false;
    const attempts = (this.#attempts.get(sequence) ?? 0) + 1;
    if (attempts < maxAttempts) this.#attempts.set(sequence, attempts);
    else this.#attempts.delete(sequence);
    return attempts >= maxAttempts;
  }

  async #bury(dead: readonly DeadLetter[]): Promise<void> {
    this.#counts.refused += dead.length;
    const { reason } = dead[0] ?? { reason: '' };
    this.#lastReason = reason;
    this.#tell('error', `${dead.length} ${dead.length === 1 ? 'alert was' : 'alerts were'} not taken: ${reason}`);
    try {
      await this.#parts.deadLetters.add(dead, this.#parts.services.now());
    } catch (error) {
      this.#tell('error', `the dead letters cannot be written: ${reasonOf(error)}`);
    }
  }

  #onSuccess(): void {
    if (this.#failuresInRow > 0) {
      this.#tell('notice', `it delivers again; ${this.status.waiting} alerts wait`);
      this.#failuresInRow = 0;
    }
    this.#size = Math.min(this.#parts.options.batch, this.#size * 2);
  }

  #onFailure({ reason, afterMs = 0 }: Extract<Result, { kind: 'retry' }>): void {
    this.#counts.failures++;
    this.#failuresInRow++;
    this.#lastReason = reason;
    // Smaller batches find the alert that the receiver cannot bear
    this.#size = this.#failuresInRow < DOWN_AFTER ? Math.max(1, Math.trunc(this.#size / 2)) : 1;
    const pause = Math.max(afterMs, backoffMs(this.#failuresInRow, this.#parts.options.backoff, Math.random()));
    this.#notBefore = performance.now() + pause;
    if (this.#failuresInRow === 1) this.#tell('warning', `it is tried again: ${reason}`);
    if (this.#failuresInRow === DOWN_AFTER) this.#tell('error', `it is down, alerts wait for it: ${reason}`);
  }

  /** A new one is opened for the next batch. */
  #giveUpChannel(): void {
    const stuck = this.#channel;
    this.#channel = undefined;
    void stuck?.then((channel) => channel.close()).catch(() => undefined);
  }

  /** The position has moved, or what belongs to it has. */
  moved(): void {
    this.#save();
    this.#parts.onProgress();
  }

  #save(): void {
    const { position } = this;
    try {
      this.#parts.reader.kept = this.#parts.cursor.save(position);
      this.#isUnsaved = false;
    } catch (error) {
      this.#parts.reader.kept = position;
      if (!this.#isUnsaved) this.#tell('error', `its position cannot be saved: ${reasonOf(error)}`);
      this.#isUnsaved = true;
    }
  }

  #tell(level: 'error' | 'warning' | 'notice', what: unknown): void {
    this.#parts.services.log(level, `channel ${this.#parts.name}: ${typeof what === 'string' ? what : reasonOf(what)}`);
  }
}

const CLOSE_MS = 2000;

/** Both are in order; so is the result. */
function inOrder(again: Envelope[], waiting: Envelope[]): Envelope[] {
  const [first] = waiting;
  const last = again.at(-1);
  if (last === undefined) return waiting;
  if (first === undefined || last.sequence < first.sequence) return [...again, ...waiting];
  return [...again, ...waiting].toSorted((a, b) => a.sequence - b.sequence);
}
