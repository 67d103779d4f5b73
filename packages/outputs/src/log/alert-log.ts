/**
 * The log of alerts: they go in at one end, and every channel reads at its own position. The newest are in memory as
 * well, so that a channel that keeps up reads nothing from the disk; what is older is only on the disk. Without a
 * directory memory is all there is. Beyond its bounds the oldest are lost, and each reader learns how many.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { alertToJson, alertToText, type Alert } from '@lanner/engine/runtime';
import { addresseeOf } from './addressed.ts';
import { packBytes, Packer, type Block } from './block.ts';
import { encodeAlert } from './codec.ts';
import { Envelope, type LineFormat, type Source } from './envelope.ts';
import { LogReader } from './log-reader.ts';
import { HEADER, sealed } from './record.ts';
import { Segments, type SegmentLimits } from './segments.ts';
import { Tail } from './tail.ts';

export interface LogOptions {
  readonly format: LineFormat;
  /** How many bytes of alerts are kept in memory at most. */
  readonly memoryBytes: number;
  /** How many alerts at most; 0: as many as fit. */
  readonly memoryAlerts: number;
  readonly disk?: SegmentLimits & { readonly directory: string };
  /** In which forms alerts are kept in memory; others are made when they are asked for. Default: themselves. */
  readonly keep?: { readonly alerts: boolean; readonly lines: boolean };
  readonly onProblem: (message: string) => void;
}

/** A block is not made larger, nor is more written at once, but one alert at least. */
const BLOCK_BYTES = 256 * 1024;
const WRITE_BYTES = 8 * 1024 * 1024;
/** So many bytes of alerts may wait for the disk. */
const MAX_PENDING = 32 * 1024 * 1024;
/** Beyond so many alerts and lines are not kept: they are made again of what is in the log. */
const PENDING_ALERTS = 4 * 1024 * 1024;
const PENDING_LINES = 16 * 1024 * 1024;
const SYNC_INTERVAL_MS = 1000;
const TRIM_INTERVAL_MS = 1000;

const KEEP = { alerts: true, lines: false };

export class AlertLog {
  readonly #options: LogOptions;
  readonly #segments: Segments | undefined;
  readonly #identity: string;
  readonly #tail: Tail;
  readonly #readers = new Set<LogReader>();
  readonly #storedPacker = new Packer(HEADER);
  readonly #linePacker = new Packer(0);
  #pending: Block[] = [];
  #pendingBytes = 0;
  #writing: Promise<void> | undefined;
  #wake: () => void = () => undefined;
  #isFailing = false;
  #timers: NodeJS.Timeout[] = [];
  /** Alerts that went no further because the log could not take them in time. */
  overflow = 0;

  private constructor(options: LogOptions, segments: Segments | undefined, identity: string) {
    this.#options = options;
    this.#segments = segments;
    this.#identity = identity;
    this.#tail = new Tail(segments?.next ?? 1, options.memoryBytes, options.memoryAlerts);
  }

  static async open(options: LogOptions): Promise<AlertLog> {
    const { disk, onProblem } = options;
    if (disk === undefined) return new AlertLog(options, undefined, randomBytes(4).toString('hex'));
    const segments = await Segments.open(disk.directory, disk);
    if (segments.repaired > 0) {
      onProblem(`the log of alerts ended in ${segments.repaired} bytes that are no alert; they were cut off`);
    }
    const log = new AlertLog(options, segments, await identityOf(disk.directory));
    log.#timers = [
      setInterval(() => void log.#sync(), SYNC_INTERVAL_MS).unref(),
      setInterval(() => void log.#trim(), TRIM_INTERVAL_MS).unref(),
    ];
    return log;
  }

  /** The number that the next alert gets. */
  get next(): number {
    return this.#tail.next;
  }

  get diskBytes(): number {
    return this.#segments?.bytes ?? 0;
  }

  get memoryBytes(): number {
    return this.#tail.bytes + this.#pendingBytes;
  }

  /** Whether alerts are in memory only although they should be on disk. */
  get isFailing(): boolean {
    return this.#isFailing;
  }

  /** Called whenever there is something new to read. */
  onNews(wake: () => void): void {
    this.#wake = wake;
  }

  /** Puts alerts behind all others. Never waits and never fails: see `stored`. */
  append(alerts: readonly Alert[]): void {
    if (this.#segments === undefined) {
      for (const alert of alerts) {
        this.#tail.push((sequence) => this.#envelope(sequence, { alert, size: sizeOf(alert) }));
      }
      this.#wake();
      return;
    }
    for (let at = 0; at < alerts.length;) at = this.#prepare(alerts, at);
    this.#writing ??= this.#write(this.#segments);
  }

  /** Resolves when all alerts given so far are in the log, where they survive the end of this process. */
  async stored(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  /** A reader that begins with the alert of this number. While it is open, nothing that it has to read is removed before its time. */
  reader(from: number): LogReader {
    const reader = new LogReader(this.#tail, this.#segments, from, (sequence, texts) => {
      // The bytes of a read are used again by the next
      const block = { stored: packBytes(texts), lines: undefined, alerts: undefined };
      return texts.map((_, index) => this.#envelope(sequence + index, { block, index }));
    });
    this.#readers.add(reader);
    return reader;
  }

  /** Forgets what all readers have behind them. */
  release(): void {
    this.#tail.release(this.#read());
  }

  async close(): Promise<void> {
    await this.stored();
    this.#timers.forEach((timer) => clearInterval(timer));
    for (const reader of this.#readers) await reader.close();
    await this.#segments?.trim(this.#read(), Date.now());
    await this.#segments?.close();
  }

  #envelope(sequence: number, source: Source): Envelope {
    return new Envelope(`${this.#identity}-${sequence}`, sequence, source, this.#options.format);
  }

  /** Makes a block of the alerts from one on. @returns the one that follows */
  #prepare(alerts: readonly Alert[], from: number): number {
    const { format, keep = KEEP } = this.#options;
    const stored = this.#storedPacker;
    const lines = this.#linePacker;
    const toLine = format.asJson ? alertToJson : alertToText;
    const most = this.#mostBytes(BLOCK_BYTES);
    const taken: Alert[] = [];
    let hasLines = keep.lines && this.#pendingBytes <= PENDING_LINES;
    let at = from;
    for (; at < alerts.length && stored.length < most; at++) {
      const alert = alerts[at];
      if (alert === undefined) continue;
      if (this.#pendingBytes + stored.length > MAX_PENDING) {
        this.#overflow();
        continue;
      }
      stored.add(encodeAlert(alert));
      // The line of one that is for a single channel would hide that
      hasLines &&= addresseeOf(alert) === undefined;
      if (hasLines) lines.add(`${toLine(alert, format)}\n`);
      taken.push(alert);
    }
    const made = lines.finish();
    const block: Block = {
      stored: sealed(stored.finish()),
      lines: hasLines ? made : undefined,
      alerts: keep.alerts && this.#pendingBytes <= PENDING_ALERTS ? taken : undefined,
    };
    if (taken.length > 0) this.#pending.push(block);
    this.#pendingBytes += bytesOf(block);
    return at;
  }

  /** A segment is not overfilled at once. */
  #mostBytes(bytes: number): number {
    return Math.min(bytes, this.#options.disk?.segmentBytes ?? bytes);
  }

  /** The number of the first alert that somebody has still to read. */
  #read(): number {
    return Math.min(this.next, ...Array.from(this.#readers, ({ kept }) => kept));
  }

  async #write(segments: Segments): Promise<void> {
    while (this.#pending.length > 0) {
      const batch = this.#pending.splice(0, this.#batchSize());
      await this.#writeBatch(segments, batch);
      for (const block of batch) {
        this.#pendingBytes -= bytesOf(block);
        for (const index of block.stored.ends.keys())
          this.#tail.push((sequence) => this.#envelope(sequence, { block, index }));
      }
      this.#wake();
    }
    this.#writing = undefined;
  }

  #overflow(): void {
    if (this.overflow++ === 0) this.#options.onProblem('the disk of the log of alerts is too slow: alerts are lost');
  }

  /** How many blocks are written next. */
  #batchSize(): number {
    const most = this.#mostBytes(WRITE_BYTES);
    let length = 0;
    const end = this.#pending.findIndex(({ stored }) => (length += stored.bytes.length) > most);
    return end < 0 ? this.#pending.length : Math.max(1, end);
  }

  async #writeBatch(segments: Segments, batch: readonly Block[]): Promise<void> {
    for (;;) {
      try {
        await segments.append(
          batch.map(({ stored }) => stored),
          Date.now(),
        );
        if (this.#isFailing) this.#options.onProblem('the log of alerts can be written again');
        this.#isFailing = false;
        return;
      } catch (error) {
        const isFull =
          error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
        if (isFull && (await segments.dropOldest())) continue;
        await segments.skip(batch.reduce((sum, { stored }) => sum + stored.ends.length, 0));
        if (!this.#isFailing) {
          const reason = error instanceof Error ? error.message : String(error);
          this.#options.onProblem(
            `the log of alerts cannot be written, alerts are kept in memory only until it can: ${reason}`,
          );
        }
        this.#isFailing = true;
        return;
      }
    }
  }

  async #sync(): Promise<void> {
    try {
      await this.#segments?.sync();
    } catch (error) {
      this.#options.onProblem(`the log of alerts: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async #trim(): Promise<void> {
    await this.#segments?.trim(this.#read(), Date.now()).catch(() => undefined);
  }
}

/** Alerts of one log have an identity of their own: another log gives the same numbers. */
async function identityOf(directory: string): Promise<string> {
  const path = join(directory, 'identity');
  await mkdir(directory, { recursive: true });
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch {
    const identity = randomBytes(4).toString('hex');
    await writeFile(path, `${identity}\n`, { mode: 0o600 });
    return identity;
  }
}

function bytesOf({ stored, lines }: Block): number {
  return stored.bytes.length + (lines?.bytes.length ?? 0);
}

/** About as many bytes as an alert has in memory, and its forms. */
function sizeOf({ message, fields }: Alert): number {
  const OTHERS = 1000;
  const FIELD = 100;
  return fields.reduce(
    (sum, [, value]) => sum + FIELD + (typeof value === 'string' ? 3 * value.length : 0),
    OTHERS + 3 * message.length,
  );
}
