/** The addresses at which the server can listen, as Falco writes them. */
import { lstat, mkdir, unlink } from 'node:fs/promises';
import { connect, type ListenOptions } from 'node:net';
import { dirname } from 'node:path';

const UNIX = /^unix:(?:\/\/)?(\/.+)$/;
const TCP = /^(?:\[([\da-fA-F:.]+)\]|([^:[\]/]+)):(\d{1,5})$/;
/** Of a socket: the kernel takes no longer ones. Bytes. */
const LONGEST_PATH = 107;

export type Address = { readonly path: string } | { readonly host: string; readonly port: number };

/** `undefined` if the text is no address. */
export function readAddress(text: string): Address | undefined {
  const path = UNIX.exec(text)?.[1];
  if (path !== undefined) return Buffer.byteLength(path) > LONGEST_PATH ? undefined : { path };
  const [, v6, name, digits] = TCP.exec(text) ?? [];
  const host = v6 ?? name;
  const port = Number(digits);
  return host === undefined || port > 65_535 ? undefined : { host, port };
}

export function addressProblem(text: string): string | undefined {
  if (readAddress(text) !== undefined) return undefined;
  return `unix:// with the absolute path of a socket (at most ${LONGEST_PATH} bytes) is expected, or host:port`;
}

/** Makes room at the address: the directory of a socket, and no socket there that a program has left behind. */
export async function prepareAddress(address: Address): Promise<ListenOptions> {
  if (!('path' in address)) return { host: address.host, port: address.port };
  const { path } = address;
  await mkdir(dirname(path), { recursive: true, mode: 0o755 });
  const there = await lstat(path).catch(() => undefined);
  if (there !== undefined) {
    if (!there.isSocket()) throw new Error(`${path} is there already, and is no socket`);
    if (await isAnswered(path)) throw new Error(`another program listens at ${path}`);
    await unlink(path);
  }
  return { path };
}

function isAnswered(path: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(path);
  socket.once('connect', () => resolve(true));
  socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code !== 'ECONNREFUSED' && code !== 'ENOENT'));
  return promise.finally(() => socket.destroy());
}
