/** A small gRPC server over HTTP/2 of the platform: over a unix socket, or over TCP for clients with a certificate. */
import { chmod, readFile } from 'node:fs/promises';
import {
  createSecureServer,
  createServer,
  type Http2SecureServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { prepareAddress, type Address } from './address.ts';
import { Call, refuse, STATUS } from './call.ts';

export interface KeyFiles {
  readonly key: string;
  readonly cert: string;
  /** Of the authorities of clients. */
  readonly ca: string;
}

export interface ServerOptions {
  readonly address: Address;
  /** For an address of TCP. */
  readonly files: KeyFiles | undefined;
  /** By `/package.service/method`. */
  readonly methods: ReadonlyMap<string, (call: Call) => void>;
}

const LIMITS = {
  maxSessionMemory: 32,
  maxOutstandingPings: 1000,
  settings: { maxConcurrentStreams: 100, maxHeaderListSize: 16_384 },
};
const MAX_CONNECTIONS = 64;
/** A client that does not answer for so long is gone. */
const ALIVE_MS = 30_000;
const SOCKET_MODE = 0o660;

export class GrpcServer {
  readonly #server: Http2Server | Http2SecureServer;
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #options: ServerOptions;

  private constructor(options: ServerOptions, server: Http2Server | Http2SecureServer) {
    this.#options = options;
    this.#server = server;
    server.maxConnections = MAX_CONNECTIONS;
    server.on('session', (session) => this.#watch(session));
    server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => this.#answer(stream, headers));
    server.on('sessionError', () => undefined);
  }

  /** Listens. Rejects with what is wrong with the address or the files. */
  static async open(options: ServerOptions): Promise<GrpcServer> {
    const { address, files } = options;
    const server =
      files === undefined
        ? createServer(LIMITS)
        : createSecureServer({
            ...LIMITS,
            ...(await keysOf(files)),
            requestCert: true,
            rejectUnauthorized: true,
            minVersion: 'TLSv1.2',
            handshakeTimeout: 10_000,
          });
    const opened = new GrpcServer(options, server);
    const place = await prepareAddress(address);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once('error', reject);
    server.listen(place, resolve);
    await promise;
    server.off('error', reject);
    if ('path' in address) await chmod(address.path, SOCKET_MODE);
    return opened;
  }

  /** Reads the certificates anew, for connections that are made from then on. */
  async renew(): Promise<void> {
    const { files } = this.#options;
    if (files !== undefined && 'setSecureContext' in this.#server) {
      this.#server.setSecureContext(await keysOf(files));
    }
  }

  #watch(session: ServerHttp2Session): void {
    this.#sessions.add(session);
    let isAlive = true;
    const timer = setInterval(() => {
      if (!isAlive) return session.destroy();
      isAlive = false;
      session.ping(() => (isAlive = true));
    }, ALIVE_MS).unref();
    session.on('error', () => undefined);
    session.on('close', () => {
      clearInterval(timer);
      this.#sessions.delete(session);
    });
  }

  #answer(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    if (headers[':method'] !== 'POST' || !/^application\/grpc(?:[+;]|$)/.test(headers['content-type'] ?? '')) {
      stream.on('error', () => undefined);
      return stream.respond({ ':status': 415 }, { endStream: true });
    }
    const path = headers[':path'] ?? '';
    const method = this.#options.methods.get(path);
    if (method === undefined) return refuse(stream, STATUS.UNIMPLEMENTED, `there is no method ${path.slice(0, 200)}`);
    method(new Call(stream, headers));
  }

  async close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    // What was ended a moment ago is written before the connection goes
    for (const session of this.#sessions) session.close();
    const late = setTimeout(() => this.#sessions.forEach((session) => session.destroy()), 500);
    await promise;
    clearTimeout(late);
  }
}

async function keysOf({ key, cert, ca }: KeyFiles): Promise<{ key: string; cert: string; ca: string }> {
  const [keyText, certText, caText] = await Promise.all([key, cert, ca].map((path) => readFile(path, 'utf8')));
  return { key: keyText ?? '', cert: certText ?? '', ca: caText ?? '' };
}
