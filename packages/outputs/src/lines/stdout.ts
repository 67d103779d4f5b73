/** Lines on standard output. */
import type { LineSink } from './line-sink.ts';
import { LineWriter, isErrno } from './line-writer.ts';

export interface StdoutOptions {
  /** Called once, when the reader of the pipe has gone: nothing more can be delivered, which is no error. */
  readonly onReaderGone?: () => void;
  /** The descriptor to write to. Default: 1. */
  readonly descriptor?: number;
}

/**
 * Writes to the descriptor itself, not to `process.stdout`, whose pipes would block the thread when the reader is slow.
 * After the reader has gone lines are dropped without an error. Await `close()` before the process exits.
 */
export function openStdout(options: StdoutOptions = {}): LineSink {
  const { onReaderGone, descriptor = 1 } = options;
  const writer = new LineWriter(() => Promise.resolve(descriptor));
  let readerGone = false;
  return {
    name: 'stdout',
    async write(lines) {
      if (readerGone) return;
      try {
        await writer.write(lines);
      } catch (error) {
        if (!isErrno(error, 'EPIPE')) throw error;
        if (!readerGone) onReaderGone?.();
        readerGone = true;
      }
    },
    close: () => writer.idle(),
  };
}
