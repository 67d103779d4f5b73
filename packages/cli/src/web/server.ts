/** A small web server for paths that are only read: bounded in time, in size and in clients. */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import { isIPv6, type AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';
import { Certificates, type CertificateFiles } from './certificates.ts';

export interface Answer {
  /** Default: 200. */
  readonly status?: number;
  /** Default: JSON. */
  readonly type?: string;
  readonly body: string;
}

export interface Page {
  /** @param accept the header of that name */
  answer(accept: string | undefined): Answer | Promise<Answer>;
  /** Whether it is answered to clients without the certificate that is asked for. */
  readonly isOpen?: boolean;
}

export interface WebServerOptions {
  readonly address: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly certificates?: CertificateFiles;
  readonly pages: ReadonlyMap<string, Page>;
  log(level: 'warning' | 'info', message: string): void;
}

const JSON_TYPE = 'application/json';
/** A scraper, a browser and a few probes. */
const MAX_CONNECTIONS = 64;
const MAX_HEADER_BYTES = 8192;
const REQUEST_MS = 10_000;
const KEEP_ALIVE_MS = 65_000;
const AGAIN_MS = 5000;
const CERTIFICATES_INTERVAL_MS = 30_000;

export class WebServer {
  readonly #options: WebServerOptions;
  readonly #server: Server | SecureServer;
  readonly #timers = new Set<NodeJS.Timeout>();
  #told = false;

  private constructor(options: WebServerOptions, server: Server | SecureServer) {
    this.#options = options;
    this.#server = server;
  }

  /**
   * Listens. A port that is taken is told and tried again until it is free, as whoever had it before may be about to
   * end. Rejects with the error of the system if it cannot listen at all, or if a certificate cannot be used.
   */
  static async open(options: WebServerOptions): Promise<WebServer> {
    const limits = {
      maxHeaderSize: MAX_HEADER_BYTES,
      requestTimeout: REQUEST_MS,
      headersTimeout: REQUEST_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
    };
    const listener = listenerOf(options);
    const { certificates: files } = options;
    if (files === undefined) {
      const web = new WebServer(options, createServer(limits, listener));
      await web.#start();
      return web;
    }
    const certificates = await Certificates.read(files);
    const server = createSecureServer({ ...limits, ...certificates.context }, listener);
    const web = new WebServer(options, server);
    web.#follow(certificates, server);
    await web.#start();
    return web;
  }

  /** Where it listens; undefined while it cannot. */
  get url(): string | undefined {
    const place = this.#server.address() as AddressInfo | null;
    if (place === null) return undefined;
    const host = isIPv6(place.address) ? `[${place.address}]` : place.address;
    return `${this.#options.certificates === undefined ? 'http' : 'https'}://${host}:${place.port}`;
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#server.closeAllConnections();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    return promise;
  }

  async #start(): Promise<void> {
    const server = this.#server;
    server.maxConnections = MAX_CONNECTIONS;
    server.on('clientError', (_error, socket) => socket.destroy());
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once('listening', resolve);
    server.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error);
      this.#tryAgain();
      resolve();
    });
    this.#listen();
    await promise;
  }

  #listen(): void {
    const { address, port } = this.#options;
    this.#server.listen(port, address);
    // It is no reason for the program to go on
    this.#server.unref();
  }

  #tryAgain(): void {
    const { address, port, log } = this.#options;
    if (!this.#told) {
      this.#told = true;
      log(
        'warning',
        `another program listens at ${address}, port ${port}; it is tried again every ${AGAIN_MS / 1000} s`,
      );
      this.#server.once('listening', () => log('info', `listening at ${this.url}`));
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#listen();
    }, AGAIN_MS).unref();
    this.#timers.add(timer);
  }

  /** Certificates are renewed while the program runs. */
  #follow(certificates: Certificates, server: SecureServer): void {
    const { log } = this.#options;
    const timer = setInterval(() => {
      certificates.renewed().then(
        (context) => context !== undefined && server.setSecureContext(context),
        (error: unknown) => log('warning', `the certificates stay as they are: ${String(error)}`),
      );
    }, CERTIFICATES_INTERVAL_MS).unref();
    this.#timers.add(timer);
  }
}

function listenerOf({ pages, certificates, log }: WebServerOptions): RequestListener {
  const asks = certificates?.clientAuthority !== undefined;
  return (request, response) => {
    const [path = ''] = (request.url ?? '').split('?', 1);
    const page = pages.get(path);
    if (page === undefined) {
      return send(response, {
        status: 404,
        body: `${JSON.stringify({ error: 'not found', paths: [...pages.keys()] })}\n`,
      });
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      return send(response, { status: 405, body: '{"error":"only GET and HEAD are answered"}\n' });
    }
    if (asks && page.isOpen !== true && !isKnown(request)) {
      return send(response, { status: 403, body: '{"error":"a certificate of the client is needed"}\n' });
    }
    void answer(page, request.headers.accept, response, log);
  };
}

function isKnown({ socket }: IncomingMessage): boolean {
  return socket instanceof TLSSocket && socket.authorized;
}

async function answer(
  page: Page,
  accept: string | undefined,
  response: ServerResponse,
  log: WebServerOptions['log'],
): Promise<void> {
  try {
    send(response, await page.answer(accept));
  } catch (error) {
    log('warning', `a page could not be made: ${error instanceof Error ? error.message : String(error)}`);
    send(response, { status: 500, body: '{"error":"the page could not be made"}\n' });
  }
}

function send(response: ServerResponse, { status = 200, type = JSON_TYPE, body }: Answer): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  // Node.js sends no body in answer to HEAD
  response.end(body);
}
