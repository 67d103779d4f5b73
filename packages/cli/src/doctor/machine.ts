/** What the checks may ask about the machine: everything that differs from one to the next, in one place. */
import { accessSync, constants, readFileSync, readlinkSync } from 'node:fs';
import { release } from 'node:os';
import { fileURLToPath } from 'node:url';

/** Tries the bpf system call. */
export interface BpfTrial {
  /** Makes a small ring buffer map and gives it back. The error of the system as text; undefined if it worked. */
  createRingBuffer(): string | undefined;
}

export interface Machine {
  /** As `uname -r` says it. */
  readonly kernelRelease: string;
  /** The text of a file; undefined if it cannot be read. */
  readText(path: string): string | undefined;
  /** The target of a link; undefined if there is none. */
  readLink(path: string): string | undefined;
  isReadable(path: string): boolean;
  /** The programs that are built from C: what each is, and where it should be. */
  readonly built: readonly { readonly what: string; readonly path: string }[];
  /** Undefined if there is no native binding to try it with. */
  readonly bpf: BpfTrial | undefined;
}

export function thisMachine(bpf: BpfTrial | undefined): Machine {
  const checkout = (path: string): string => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
  return {
    kernelRelease: release(),
    readText: (path) => attempt(() => readFileSync(path, 'utf8')),
    readLink: (path) => attempt(() => readlinkSync(path)),
    isReadable: (path) => attempt(() => accessSync(path, constants.R_OK) ?? true) ?? false,
    built: [
      { what: 'probe', path: checkout('probe/build/lanner.bpf.o') },
      { what: 'native binding', path: checkout('packages/capture/native/build/lanner.node') },
    ],
    bpf,
  };
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
