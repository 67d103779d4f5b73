/** Calls by gRPC over a unix socket, limited in time and size. */
import { connect, constants } from 'node:http2';
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2';
import { createConnection } from 'node:net';
import type { Message } from '../../protobuf/index.ts';

/** Of a status that is not OK. */
export class GrpcError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export const NOT_FOUND = 5;
export const UNIMPLEMENTED = 12;
const UNKNOWN = 2;

/** ms */
const ANSWER_WITHIN = 3000;
const LARGEST_MESSAGE = 4 << 20;
const PREFIX_BYTES = 5;

export interface Method<Q, A> {
  /** `/package.Service/Method` */
  readonly path: string;
  readonly request: Message<Q>;
  readonly response: Message<A>;
}

export type Headers = Readonly<Record<string, string>>;

export class GrpcSocket {
  readonly #session: ClientHttp2Session;
  readonly #within: number;

  /** @param answerWithin ms */
  constructor(path: string, answerWithin: number = ANSWER_WITHIN) {
    this.#within = answerWithin;
    this.#session = connect('http://localhost', {
      createConnection: () => createConnection(path),
      maxSessionMemory: 32,
    });
    // What fails tells each call that is under way.
    this.#session.on('error', () => undefined);
  }

  /** Rejects with a GrpcError if the other side says so, and with another one if it does not answer properly. */
  async call<Q, A>(method: Method<Q, A>, request: Partial<Q>, headers: Headers = {}): Promise<A> {
    const answers: A[] = [];
    const stream = this.#start(method, request, headers);
    const late = setTimeout(
      () => stream.destroy(new Error(`${method.path} takes longer than ${this.#within / 1000} s`)),
      this.#within,
    );
    try {
      await receive(stream, method, (answer) => {
        if (answers.length > 0) throw new GrpcError(UNKNOWN, `${method.path} is answered more than once`);
        answers.push(answer);
      });
    } finally {
      clearTimeout(late);
    }
    const [answer] = answers;
    if (answer === undefined) throw new Error(`${method.path} is answered with nothing`);
    return answer;
  }

  /** Resolves when the other side ends the stream. */
  async stream<Q, A>(method: Method<Q, A>, request: Partial<Q>, onAnswer: (answer: A) => void): Promise<void> {
    await receive(this.#start(method, request, {}), method, onAnswer);
  }

  close(): void {
    this.#session.destroy();
  }

  #start<Q, A>(method: Method<Q, A>, request: Partial<Q>, headers: Headers): ClientHttp2Stream {
    const stream = this.#session.request({
      [constants.HTTP2_HEADER_METHOD]: 'POST',
      [constants.HTTP2_HEADER_PATH]: method.path,
      [constants.HTTP2_HEADER_CONTENT_TYPE]: 'application/grpc',
      [constants.HTTP2_HEADER_TE]: 'trailers',
      ...headers,
    });
    const body = method.request.encode(request);
    const prefix = Buffer.alloc(PREFIX_BYTES);
    prefix.writeUInt32BE(body.length, 1);
    stream.end(Buffer.concat([prefix, body]));
    return stream;
  }
}

/** Reads the messages of a stream until it ends with the status OK. */
function receive<Q, A>(
  stream: ClientHttp2Stream,
  { path, response }: Method<Q, A>,
  onAnswer: (answer: A) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let status: IncomingHttpHeaders | undefined;
    const frames = new Frames((bytes) => onAnswer(response.decode(bytes)));
    const take = (headers: IncomingHttpHeaders) => {
      if (headers['grpc-status'] !== undefined) status = headers;
    };
    stream.on('response', (headers) => {
      take(headers);
      const http = headers[':status'];
      if (http !== 200) stream.destroy(new Error(`${path} is answered with the HTTP status ${http}`));
    });
    stream.on('trailers', take);
    stream.on('data', (part: Buffer) => {
      try {
        frames.push(part);
      } catch (error) {
        stream.destroy(error instanceof Error ? error : new Error(String(error)));
      }
    });
    stream.on('error', reject);
    stream.on('close', () => {
      const code = Number(status?.['grpc-status'] ?? NaN);
      if (code === 0) return resolve();
      if (Number.isNaN(code)) return reject(new Error(`${path}: the connection was closed`));
      reject(new GrpcError(code, decodeMessage(status?.['grpc-message']) || `${path} fails with ${code}`));
    });
  });
}

/** Puts messages together from the parts in which they come. */
class Frames {
  readonly #onMessage: (bytes: Uint8Array) => void;
  #parts: Buffer[] = [];
  #size = 0;
  /** Before so many bytes are there, there is nothing to be done. */
  #needed = PREFIX_BYTES;

  constructor(onMessage: (bytes: Uint8Array) => void) {
    this.#onMessage = onMessage;
  }

  push(part: Buffer): void {
    this.#parts.push(part);
    this.#size += part.length;
    if (this.#size < this.#needed) return;
    const bytes = Buffer.concat(this.#parts);
    let at = 0;
    for (; bytes.length - at >= this.#needed; this.#needed = PREFIX_BYTES) {
      const end = at + PREFIX_BYTES + lengthOf(bytes, at);
      if (end > bytes.length) {
        this.#needed = end - at;
        break;
      }
      this.#onMessage(bytes.subarray(at + PREFIX_BYTES, end));
      at = end;
    }
    this.#parts = [bytes.subarray(at)];
    this.#size = bytes.length - at;
  }
}

function lengthOf(bytes: Buffer, at: number): number {
  const length = bytes.readUInt32BE(at + 1);
  if (bytes[at] !== 0) throw new GrpcError(UNKNOWN, 'a message is compressed, which was not asked for');
  if (length > LARGEST_MESSAGE) throw new GrpcError(UNKNOWN, `a message is larger than ${LARGEST_MESSAGE} bytes`);
  return length;
}

function decodeMessage(text: string | string[] | undefined): string {
  if (typeof text !== 'string') return '';
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
