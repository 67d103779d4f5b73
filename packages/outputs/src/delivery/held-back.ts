/**
 * What is held back from a channel, on disk: together with the position of the channel, so that after `kill -9` each alert
 * was either sent, or is counted in a window, or is read again. Summaries go into the log, where they are alerts like
 * others; a window is forgotten only when its summary is safe there.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Envelope } from '../log/envelope.ts';
import type { Holder, HoldState } from '../routing/holder.ts';
import type { AddressedAlert } from '../log/addressed.ts';
import type { Cursor } from './cursor.ts';
import type { LaneView } from './lane.ts';

/** How often is looked for windows that have closed. */
const TICK_MS = 100;
/** Writing is that far apart at least, and takes no more than one part in so many of the time. */
const SAVE_MS = 50;
const SAVE_SHARE = 20;
const FILE_MODE = 0o600;

export interface Saved extends LaneView {
  readonly position: number;
  readonly state: HoldState;
}

/** What a channel has left in a file; `undefined` if there is none. Throws if it cannot be read. */
export function readHeldBack(path: string): Saved | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  return JSON.parse(text) as Saved;
}

export interface HeldBackParts {
  readonly holder: Holder;
  /** Keeps the position when nothing is held back any more. */
  readonly cursor: Cursor;
  /** Without it all is in memory only. */
  readonly path: string | undefined;
  readonly saved: Saved | undefined;
  readonly now: () => number;
  /** Puts alerts into the log; resolves when they are safe there. */
  append(alerts: readonly AddressedAlert[]): Promise<void>;
  /** Whether the channel has read all that there is. */
  isAtEnd(): boolean;
  view(): LaneView;
  /** Has the position saved. */
  save(): void;
}

export class HeldBack {
  readonly #parts: HeldBackParts;
  /** Alerts below this number were judged by the process before; of them only these are to be sent. */
  readonly #judgedTo: number;
  readonly #unfinished: ReadonlySet<number>;
  #savedPosition: number | undefined;
  #notBefore = 0;
  #tick: NodeJS.Timeout | undefined;
  #later: NodeJS.Timeout | undefined;

  constructor(parts: HeldBackParts) {
    this.#parts = parts;
    this.#judgedTo = parts.saved?.next ?? 0;
    this.#unfinished = new Set(parts.saved?.unfinished);
    this.#savedPosition = parts.saved?.position;
    this.#arm();
  }

  /** Whether an alert is to be sent now. */
  wants(envelope: Envelope): boolean {
    const { sequence } = envelope;
    if (sequence < this.#judgedTo) return this.#unfinished.has(sequence);
    const isWanted = this.#parts.holder.takeFrom(envelope, this.#parts.now());
    this.#arm();
    return isWanted;
  }

  /** The position that is safe; the one that is given will be soon. */
  save(position: number): number {
    const { path } = this.#parts;
    if (path === undefined) return position;
    const wait = this.#notBefore - performance.now();
    if (wait > 0) {
      this.#later ??= setTimeout(() => {
        this.#later = undefined;
        this.#parts.save();
      }, wait);
      return this.#savedPosition ?? position;
    }
    this.#write(path, position);
    return position;
  }

  /** Tells all that is held back, if it ends with the process. Resolves with whether there was something. */
  async flush(): Promise<boolean> {
    return this.#parts.path === undefined && (await this.#tell(Infinity));
  }

  /** Saves what is not saved. Called when the lane has ended. */
  close(): void {
    clearInterval(this.#tick);
    clearTimeout(this.#later);
    this.#notBefore = 0;
    this.#parts.save();
    this.#parts.cursor.close();
  }

  #arm(): void {
    if (this.#tick !== undefined || !this.#parts.holder.isOpen) return;
    this.#tick = setInterval(() => {
      const { isAtEnd, now, holder } = this.#parts;
      void this.#tell(isAtEnd() ? now() : holder.time);
      if (this.#parts.holder.isOpen) return;
      clearInterval(this.#tick);
      this.#tick = undefined;
    }, TICK_MS).unref();
  }

  /** Puts the summaries that are due into the log. */
  async #tell(now: number): Promise<boolean> {
    const { holder } = this.#parts;
    const summaries = holder.close(now);
    if (summaries.length === 0) return false;
    await this.#parts.append(summaries.map(({ alert }) => alert));
    for (const { window } of summaries) holder.sent(window);
    this.#notBefore = 0;
    this.#parts.save();
    return true;
  }

  #write(path: string, position: number): void {
    const started = performance.now();
    const { holder, cursor, view } = this.#parts;
    if (holder.isIdle) {
      cursor.save(position);
      rmSync(path, { force: true });
    } else {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      const saved: Saved = { position, ...view(), state: holder.state };
      writeFileSync(`${path}.new`, JSON.stringify(saved), { mode: FILE_MODE });
      renameSync(`${path}.new`, path);
    }
    this.#savedPosition = position;
    this.#notBefore = performance.now() + Math.max(SAVE_MS, (performance.now() - started) * SAVE_SHARE);
  }
}
