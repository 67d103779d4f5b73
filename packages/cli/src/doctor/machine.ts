/** What the checks may ask about the machine: everything that differs from one to the next, in one place. */
import { accessSync, constants, readFileSync, readlinkSync } from 'node:fs';
import { release } from 'node:os';
import { basename } from 'node:path';
import { ADDON, LiveSource, PROBE_OBJECTS } from '@lanner/capture';
import { EVENTS } from '@lanner/schema';

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
  /** Loads and attaches the probe, watching nothing, and takes it back. The reason why not; undefined if it worked. */
  tryProbe(): string | undefined;
}

export function thisMachine(): Machine {
  return {
    kernelRelease: release(),
    readText: (path) => attempt(() => readFileSync(path, 'utf8')),
    readLink: (path) => attempt(() => readlinkSync(path)),
    isReadable: (path) => attempt(() => accessSync(path, constants.R_OK) ?? true) ?? false,
    built: [...PROBE_OBJECTS.map((path) => ({ what: basename(path), path })), { what: 'native binding', path: ADDON }],
    tryProbe,
  };
}

/** With every program it has, so that the kernel's verifier sees them all. */
function tryProbe(): string | undefined {
  try {
    const wanted = new Set(EVENTS.map(({ name }) => name));
    new LiveSource({ scope: { kind: 'pids', pids: [], known: [] }, wanted }).close();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
