/** Alerts that a receiver will never take, with the reason: one line of JSON each, in a bounded file for each channel. */
import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DeliveredAlert } from '../contract/channel.ts';

export interface DeadLetter {
  readonly alert: DeliveredAlert;
  readonly reason: string;
}

const FILE_MODE = 0o600;

export class DeadLetters {
  readonly #path: string | undefined;
  readonly #maxBytes: number;

  /** A file that has become so large is renamed to `PATH.1`; the one that had this name is gone. */
  constructor(path: string | undefined, maxBytes: number) {
    this.#path = path;
    this.#maxBytes = maxBytes;
  }

  /** Rejects with the error of the system. */
  async add(letters: readonly DeadLetter[], now: number): Promise<void> {
    const path = this.#path;
    if (path === undefined) return;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const size = await stat(path).then(
      (found) => found.size,
      () => 0,
    );
    if (size > this.#maxBytes) await rename(path, `${path}.1`);
    const at = new Date(now).toISOString();
    const lines = letters.map(({ alert, reason }) => {
      const head = JSON.stringify({ at, reason: reason.toWellFormed(), id: alert.id });
      return `${head.slice(0, -1)},"alert":${alert.json}}\n`;
    });
    await appendFile(path, lines.join(''), { mode: FILE_MODE });
  }
}
