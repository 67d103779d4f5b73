/**
 * Writes lines to a descriptor in order, off the main thread's way: while one write is under way, what arrives in the
 * meantime becomes the next.
 */
import { write as writeCallback } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const writeOnce = promisify(writeCallback);

/** A pipe that another process has made non-blocking and that is full: how long to leave it alone, in milliseconds. */
const FULL_PIPE_PAUSE = 5;

const LINE_FEED = Buffer.from('\n');

interface Waiting {
  readonly lines: Uint8Array;
  readonly written: () => void;
  readonly failed: (error: unknown) => void;
}

export class LineWriter {
  readonly #descriptor: () => Promise<number>;
  #waiting: Waiting[] = [];
  #work: Promise<void> | undefined;
  /** The last write stopped within a line: the next begins a new one, so that only that line is spoilt. */
  #torn = false;

  /** `descriptor` is asked before every write, so that it can be another one after a file was rotated. */
  constructor(descriptor: () => Promise<number>) {
    this.#descriptor = descriptor;
  }

  /** Resolves when the lines have been written; rejects with the error of the system. */
  write(lines: string | Uint8Array): Promise<void> {
    if (lines.length === 0) return Promise.resolve();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({
      lines: typeof lines === 'string' ? Buffer.from(lines) : lines,
      written: resolve,
      failed: reject,
    });
    this.#work ??= this.#run();
    return promise;
  }

  /** Resolves when nothing is left to write. Never rejects. */
  async idle(): Promise<void> {
    while (this.#work !== undefined) await this.#work;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#writeAll(batch.map(({ lines }) => lines));
        for (const { written } of batch) written();
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    this.#work = undefined;
  }

  async #writeAll(lines: readonly Uint8Array[]): Promise<void> {
    const descriptor = await this.#descriptor();
    const all = this.#torn ? [LINE_FEED, ...lines] : lines;
    const bytes = all[1] === undefined && all[0] !== undefined ? all[0] : Buffer.concat(all);
    let done = 0;
    try {
      while (done < bytes.length) done += await writeSome(descriptor, bytes, done);
      this.#torn = false;
    } finally {
      if (done > 0) this.#torn = bytes[done - 1] !== 0x0a;
    }
  }
}

async function writeSome(descriptor: number, bytes: Uint8Array, from: number): Promise<number> {
  try {
    return (await writeOnce(descriptor, bytes, from, bytes.length - from, null)).bytesWritten;
  } catch (error) {
    if (!isErrno(error, 'EAGAIN')) throw error;
    await sleep(FULL_PIPE_PAUSE);
    return 0;
  }
}

export function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
