/** The ways to a receiver that says nothing: datagrams, and bytes in a stream. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { lookup } from 'node:dns/promises';
import { connect as connectPlain, type Socket } from 'node:net';
import { duplexPair, type Duplex } from 'node:stream';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { tlsTo, type TlsSettings } from '../http/index.ts';
import { delivered, type DeliveredAlert } from '../contract/index.ts';
import type { Connection } from './over-connection.ts';
import type { Way } from './proxy.ts';
import { DatagramSocket, FULL_PAUSE_MS, isFull } from './syslog/datagram.ts';

export interface Target {
  readonly host: string;
  readonly port: number;
  readonly protocol: 'udp' | 'tcp' | 'tls';
}

/** Sends what belongs together; resolves as soon as there is nothing more to learn about it. */
export interface Transport {
  send(parts: readonly string[], signal: AbortSignal): Promise<void>;
  isOpen(): boolean;
  close(): void;
}

/** A connection over which each batch is sent as parts; `answer` is what people are told of it. */
export function connectionOver(
  transport: Transport,
  partsOf: (batch: readonly DeliveredAlert[]) => readonly string[],
  answer: string,
): Connection {
  return {
    async deliver(batch, signal) {
      await transport.send(partsOf(batch), signal);
      return delivered(answer);
    },
    isOpen: () => transport.isOpen(),
    close: () => transport.close(),
  };
}

/** A datagram for each part. */
export async function openDatagrams({ host, port }: Target): Promise<Transport> {
  const { family } = await lookup(host);
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  let failed: Error | undefined;
  // Of a connected socket the kernel tells that nobody listens
  socket.on('error', (error) => (failed = error));
  socket.connect(port, host);
  await once(socket, 'connect');
  return {
    async send(parts) {
      for (const part of parts) {
        await new Promise<void>((resolve, reject) =>
          socket.send(part, (error) => (error === null ? resolve() : reject(error))),
        );
      }
      await turn();
      if (failed !== undefined) throw failed;
    },
    isOpen: () => failed === undefined,
    close: () => void socket.close(),
  };
}

/** A datagram for each part, to a socket of this machine. */
export function openLocalDatagrams(path: string): Transport {
  const socket = new DatagramSocket(path);
  return {
    async send(parts, signal) {
      for (const bytes of parts.map((part) => Buffer.from(part))) {
        while (!hasTaken(socket, bytes)) {
          await sleep(FULL_PAUSE_MS);
          signal.throwIfAborted();
        }
      }
    },
    isOpen: () => true,
    close: () => socket.close(),
  };
}

/** Whether there was room for it. */
function hasTaken(socket: DatagramSocket, bytes: Buffer): boolean {
  try {
    socket.send(bytes);
    return true;
  } catch (error) {
    if (isFull(error)) return false;
    throw error;
  }
}

/**
 * Each batch has a connection of its own. A server that ends it after us has read everything; one that ends it before it has
 * read everything resets it. Both can be told apart only below TLS, whose own end is the same either way, and only if we
 * do not end it before a server that wants nothing from us can have said so.
 */
export function openConfirmed(target: Target, tls: TlsSettings): Transport {
  return {
    send: async (parts, signal) => sendConfirmed(target, tls, parts.join(''), signal),
    isOpen: () => true,
    close: () => undefined,
  };
}

/** The least time for a server to close a connection that it does not want, in milliseconds. */
const GRACE_MS = 20;

async function sendConfirmed(target: Target, tls: TlsSettings, data: string, signal: AbortSignal): Promise<void> {
  const start = performance.now();
  const below = connectPlain(target);
  const streams: Duplex[] = [below];
  try {
    const ended = once(below, 'end', { signal });
    ended.catch(() => undefined);
    await once(below, 'connect', { signal });
    const roundTrip = performance.now() - start;
    let stream: Duplex = below;
    if (target.protocol === 'tls') {
      const [outer, inner] = duplexPair();
      below.pipe(outer).pipe(below);
      stream = connectTls({ socket: inner, host: target.host, ...tlsTo(target.host, tls) });
      streams.push(stream, outer, inner);
      await once(stream, 'secureConnect', { signal });
    }
    const failed = once(stream, 'close', { signal });
    failed.catch(() => undefined);
    // The server writes nothing; without reading, its end is not seen
    stream.resume();
    stream.write(data);
    const early = await Promise.race([ended, failed, sleep(Math.max(GRACE_MS, 2 * roundTrip))]);
    if (early !== undefined)
      throw new Error('the server has ended the connection before it could have read everything');
    stream.end();
    await ended;
  } finally {
    for (const one of streams) one.on('error', () => undefined).destroy();
  }
}

/** One connection for all. What was on its way when the receiver died is lost. */
export async function openKept(target: Target, tls: TlsSettings, way: Way): Promise<Transport> {
  const socket = await connected(target, tls, way);
  let isOpen = true;
  socket.resume();
  socket.on('error', () => undefined);
  socket.on('close', () => (isOpen = false));
  return {
    async send(parts) {
      await new Promise<void>((resolve, reject) => {
        socket.write(parts.join(''), (error) => (error === null || error === undefined ? resolve() : reject(error)));
      });
    },
    isOpen: () => isOpen && socket.writable,
    close: () => void socket.destroy(),
  };
}

async function connected({ host, port, protocol }: Target, tls: TlsSettings, { proxied }: Way): Promise<Socket> {
  const isTls = protocol === 'tls';
  if (proxied !== undefined) return proxied(host, port, isTls ? tls : undefined);
  const socket = isTls ? connectTls({ host, port, ...tlsTo(host, tls) }) : connectPlain({ host, port });
  const closed = new AbortController();
  socket.once('close', () => closed.abort());
  try {
    await once(socket, isTls ? 'secureConnect' : 'connect', { signal: closed.signal });
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}
