/** Where a running engine tells its status: HTTP on a unix socket that only root can open. */
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { json } from 'node:stream/consumers';
import type { Status } from './status.ts';

export const SOCKET_DIRECTORY = '/run/lanner';
const PATH = '/status';
const PRIVATE = 0o177;
const PATIENCE_MS = 10_000;

/** The socket of a process, where no other is configured. */
export function socketOf(pid: number): string {
  return join(SOCKET_DIRECTORY, `${pid}.sock`);
}

export interface StatusSocket {
  close(): void;
}

/** Answers `GET /status`. Rejects with the error of the system if it cannot listen. */
export async function serveStatus(path: string, status: () => Status): Promise<StatusSocket> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (await isStale(path)) rmSync(path);
  const server = createServer({ requestTimeout: PATIENCE_MS, headersTimeout: PATIENCE_MS }, (message, response) => {
    const isKnown = message.method === 'GET' && message.url === PATH;
    response.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify(isKnown ? status() : { error: `there is only GET ${PATH}` }));
  });
  server.maxConnections = 16;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('listening', resolve);
  server.once('error', reject);
  // The socket is made within the call: it is never open to others.
  const before = process.umask(PRIVATE);
  try {
    server.listen(path);
  } finally {
    process.umask(before);
  }
  server.unref();
  await promise;
  return {
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A socket at which nobody answers any more. */
async function isStale(path: string): Promise<boolean> {
  if (statSync(path, { throwIfNoEntry: false })?.isSocket() !== true) return false;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(path);
  socket.once('connect', () => resolve(false));
  socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'ECONNREFUSED'));
  const stale = await promise;
  socket.destroy();
  return stale;
}

/** Rejects with the error of the system if nobody answers. */
export async function fetchStatus(path: string): Promise<Status> {
  const { promise, resolve, reject } = Promise.withResolvers<Status>();
  const call = request({ socketPath: path, path: PATH, timeout: PATIENCE_MS }, (response) => {
    json(response).then((value) => resolve(value as Status), reject);
  });
  call.once('timeout', () => call.destroy(new Error('no answer')));
  call.once('error', reject);
  call.end();
  return promise;
}

/** The sockets of engines that run. */
export async function runningSockets(): Promise<readonly string[]> {
  if (statSync(SOCKET_DIRECTORY, { throwIfNoEntry: false }) === undefined) return [];
  const paths = readdirSync(SOCKET_DIRECTORY)
    .filter((name) => name.endsWith('.sock'))
    .map((name) => join(SOCKET_DIRECTORY, name));
  const stale = await Promise.all(paths.map(isStale));
  return paths.filter((_, at) => stale[at] === false);
}
