/** A server that keeps what it is sent and answers as it is told. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface Received {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** As it was before it was compressed. */
  readonly body: string;
  /** The body as it came. */
  readonly bytes: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Receiver {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly received: Received[];
  answer: (request: Received) => Answer;
  /** Told of the `host:port` that somebody who takes it for a proxy wants to reach; it is refused. */
  onConnect: (target: string) => void;
  close(): Promise<void>;
}

export async function startReceiver(answer: (request: Received) => Answer): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const one: Received = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        bytes,
        body: (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8'),
      };
      received.push(one);
      const { status, headers = {}, body = '' } = receiver.answer(one);
      response.writeHead(status, headers).end(body);
    });
  });
  server.on('connect', ({ url = '' }, socket) => {
    receiver.onConnect(url);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  // However slow the machine is, it does not hang up between two requests
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer,
    onConnect: () => undefined,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}
