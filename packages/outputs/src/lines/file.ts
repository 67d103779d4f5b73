/** Lines appended to a file. */
import { open, stat, type FileHandle } from 'node:fs/promises';
import type { LineSink } from './line-sink.ts';
import { LineWriter } from './line-writer.ts';

/** Alerts name commands and paths of everybody: a file that does not exist yet is readable by its owner only. */
const MODE = 0o600;

export interface FileOptions {
  /** Stay with the file that was opened, wherever it is moved to, until `reopen`. */
  readonly keepOpen?: boolean;
}

/**
 * Opens the file for appending; rejects with the error of the system if that is not possible. A file that is moved away
 * or removed later (log rotation) is made anew with the next lines, without a signal, unless it is to be kept open.
 */
export async function openFile(path: string, options: FileOptions = {}): Promise<LineSink> {
  let file: FileHandle | undefined = await open(path, 'a', MODE);
  let stale = false;

  async function current(): Promise<number> {
    if (file !== undefined && (stale || (options.keepOpen !== true && !(await isStillAt(path, file))))) {
      stale = false;
      const old = file;
      file = undefined;
      await old.close();
    }
    file ??= await open(path, 'a', MODE);
    return file.fd;
  }

  const writer = new LineWriter(current);
  return {
    name: `file ${path}`,
    write: (lines) => writer.write(lines),
    reopen() {
      stale = true;
    },
    async close() {
      await writer.idle();
      const last = file;
      file = undefined;
      await last?.close();
    },
  };
}

async function isStillAt(path: string, file: FileHandle): Promise<boolean> {
  try {
    const [there, ours] = await Promise.all([stat(path), file.stat()]);
    return there.ino === ours.ino && there.dev === ours.dev;
  } catch {
    return false;
  }
}
