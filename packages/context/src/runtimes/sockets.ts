/** Finds the sockets of runtimes: those that are configured, and those where runtimes usually listen. */
import { readdir, stat } from 'node:fs/promises';
import { KINDS } from './kinds.ts';
import type { RuntimeKind, SocketPlace } from './types.ts';

export interface FoundSocket extends SocketPlace {
  /** A socket that belongs to root: what it says cannot be made up by a user. */
  readonly trusted: boolean;
}

export interface SocketOptions {
  /** Beyond the usual ones. */
  readonly configured: readonly SocketPlace[];
  /** Where the root directory of the host can be seen, for an engine that runs in a container; '' for the root itself. */
  readonly roots: readonly string[];
}

const MOST = 64;
const MOST_ENTRIES = 1024;

/** Every place at which a socket may be. */
export function placesOf({ configured, roots }: SocketOptions): readonly SocketPlace[] {
  const usual = (Object.keys(KINDS) as RuntimeKind[]).flatMap((kind) =>
    KINDS[kind].sockets.flatMap((path) => roots.map((root) => ({ kind, path: `${root}${path}` }))),
  );
  return [...configured, ...usual];
}

/** The sockets that are there now, each once, whatever its names. One after the other: a file system may hang. */
export async function findSockets(options: SocketOptions): Promise<readonly FoundSocket[]> {
  const found = new Map<string, FoundSocket>();
  for (const place of placesOf(options)) {
    for (const path of await expand(place.path)) {
      const facts = await stat(path, { bigint: true }).catch(() => undefined);
      if (facts?.isSocket() !== true || found.size >= MOST) continue;
      const key = `${facts.dev} ${facts.ino}`;
      if (!found.has(key)) found.set(key, { kind: place.kind, path, trusted: facts.uid === 0n });
    }
  }
  return [...found.values()];
}

async function expand(path: string): Promise<readonly string[]> {
  const star = path.indexOf('/*/');
  if (star < 0) return [path];
  const directory = path.slice(0, star);
  const entries = await readdir(directory).catch(() => []);
  return entries.slice(0, MOST_ENTRIES).map((entry) => `${directory}/${entry}${path.slice(star + 2)}`);
}
