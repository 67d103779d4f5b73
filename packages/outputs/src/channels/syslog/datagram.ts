/** Datagrams to a socket with a path, through an addon, since Node.js has no function for them. */
import { closeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { getSystemErrorName } from 'node:util';
import { isErrno } from '../../lines/line-writer.ts';

interface Native {
  connect(path: string): number;
  send(descriptor: number, bytes: Buffer): void;
}

/** A daemon that does not keep up is left alone for so long, in milliseconds. */
export const FULL_PAUSE_MS = 5;

/** Whether `send` has failed because the daemon does not keep up. */
export function isFull(error: unknown): boolean {
  return isErrno(error, 'EAGAIN') || isErrno(error, 'ENOBUFS');
}

const ADDON = fileURLToPath(new URL('../../../native/build/datagram.node', import.meta.url));

export class DatagramSocket {
  readonly #native: Native;
  readonly #descriptor: number;

  /** Throws an error with a `code` such as `ENOENT`, and one without if the addon has not been built. */
  constructor(path: string) {
    this.#native = createRequire(import.meta.url)(ADDON) as Native;
    this.#descriptor = named(() => this.#native.connect(path), path);
  }

  /** Throws an error with a `code`: `EAGAIN` if the receiver's queue is full, `EMSGSIZE` if the datagram is too long. */
  send(bytes: Buffer): void {
    named(() => this.#native.send(this.#descriptor, bytes), 'send');
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

function named<T>(call: () => T, what: string): T {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof Error) || !('errno' in error) || typeof error.errno !== 'number') throw error;
    const code = getSystemErrorName(error.errno);
    throw Object.assign(new Error(`${code}: ${error.message}, ${what}`, { cause: error }), { code });
  }
}
