/** A server of gRPC for tests, strict: only what is exactly right is answered. It has no test of its own. */
import { createServer } from 'node:http2';
import type { Http2Server, IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { Message } from '../protobuf/index.ts';

const OK = 0;
const INVALID = 3;
export const NOT_FOUND = 5;
export const UNIMPLEMENTED = 12;

/** The messages of an answer, or a status other than OK without any. */
type Answer = readonly Uint8Array[] | number;
interface Served {
  readonly request: Message<object>;
  answer(request: object): Answer;
}

interface Method<Q, A> {
  readonly path: string;
  readonly request: Message<Q>;
  readonly response: Message<A>;
}

export class StrictServer {
  readonly #methods = new Map<string, Served>();
  readonly #server: Http2Server = createServer();

  constructor() {
    this.#server.on('stream', (stream, headers) => this.#serve(stream, headers));
  }

  /** @param answer the message, or a status other than OK */
  add<Q extends object, A>(method: Method<Q, A>, answer: (request: Q) => Partial<A> | number): void {
    this.addStream(method, (request) => {
      const found = answer(request);
      return typeof found === 'number' ? found : [found];
    });
  }

  /** @param answer the messages, after which the stream ends as it should; or a status other than OK */
  addStream<Q extends object, A>(method: Method<Q, A>, answer: (request: Q) => readonly Partial<A>[] | number): void {
    this.#methods.set(method.path, {
      request: method.request,
      answer: (given) => {
        const found = answer(given as Q);
        return typeof found === 'number' ? found : found.map((one) => method.response.encode(one));
      },
    });
  }

  listen(at: string): Promise<void> {
    return new Promise((resolve) => void this.#server.listen(at, resolve));
  }

  close(): void {
    this.#server.close();
  }

  #serve(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    const parts: Buffer[] = [];
    stream.on('data', (part: Buffer) => void parts.push(part));
    stream.on('end', () => this.#answer(stream, headers, Buffer.concat(parts)));
    stream.on('error', () => undefined);
  }

  #answer(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, body: Buffer): void {
    const served = this.#methods.get(String(headers[':path']));
    const proper =
      headers[':method'] === 'POST' &&
      headers['content-type'] === 'application/grpc' &&
      headers['te'] === 'trailers' &&
      String(headers[':authority']).startsWith('localhost') &&
      body[0] === 0 &&
      body.readUInt32BE(1) === body.length - 5;
    if (!proper || served === undefined) return fail(stream, proper ? UNIMPLEMENTED : INVALID);
    const bytes = body.subarray(5);
    const request = served.request.decode(bytes);
    // Nothing that the definition does not have.
    if (!bytes.equals(served.request.encode(request))) return fail(stream, INVALID);
    const answer = served.answer(request);
    if (typeof answer === 'number') return fail(stream, answer);
    const frames = answer.map((message) => {
      const prefix = Buffer.alloc(5);
      prefix.writeUInt32BE(message.length, 1);
      return Buffer.concat([prefix, message]);
    });
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': OK }));
    stream.end(Buffer.concat(frames));
  }
}

function fail(stream: ServerHttp2Stream, status: number): void {
  stream.respond(
    { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': status, 'grpc-message': 'no%20such%20thing' },
    { endStream: true },
  );
}
