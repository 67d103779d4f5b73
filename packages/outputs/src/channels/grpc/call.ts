/** One call of a client: a stream of HTTP/2 that carries messages and ends with a status. */
import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';

export const STATUS = {
  OK: 0,
  DEADLINE_EXCEEDED: 4,
  RESOURCE_EXHAUSTED: 8,
  UNIMPLEMENTED: 12,
  UNAVAILABLE: 14,
} as const;
export type Status = (typeof STATUS)[keyof typeof STATUS];

const TIMEOUT = /^(\d{1,8})([HMSmun])$/;
const UNIT_MS: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 1e-3, n: 1e-6 };
/** The longest that a timer can wait. */
const LONGEST_MS = 2 ** 31 - 1;

export class Call {
  readonly #stream: ServerHttp2Stream;
  /** Of messages that the client has yet to confirm. */
  readonly #open = new Set<(taken: boolean) => void>();
  readonly #deadline: NodeJS.Timeout | undefined;
  #status: Status = STATUS.OK;
  #reason = '';
  #hasEnded = false;

  constructor(stream: ServerHttp2Stream, headers: IncomingHttpHeaders) {
    this.#stream = stream;
    // What is wrong with it ends it, which 'close' tells
    stream.on('error', () => undefined);
    stream.on('wantTrailers', () => stream.sendTrailers(trailers(this.#status, this.#reason)));
    stream.on('close', () => {
      clearTimeout(this.#deadline);
      for (const settle of this.#open) settle(false);
    });
    const ms = timeoutOf(headers['grpc-timeout']);
    if (ms !== undefined) {
      const late = (): void => this.end(STATUS.DEADLINE_EXCEEDED, 'the time that the client has given is over');
      this.#deadline = setTimeout(late, Math.min(ms, LONGEST_MS));
    }
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  }

  get isClosed(): boolean {
    return this.#hasEnded || this.#stream.closed || this.#stream.destroyed;
  }

  /** Bytes that wait for the client to take them. */
  get queued(): number {
    return this.#stream.writableLength;
  }

  /** Calls back when the first request is there. Requests have no fields: that one has come is all there is to know. */
  onRequest(listener: () => void): void {
    this.#stream.once('data', listener);
    this.#stream.resume();
  }

  onClose(listener: () => void): void {
    if (this.isClosed) listener();
    else this.#stream.once('close', listener);
  }

  /**
   * Sends framed messages. Resolves with whether the client has them: its answer to a PING that is sent after them says
   * so. Data is held back until the client reads.
   */
  send(bytes: Buffer): Promise<boolean> {
    if (this.isClosed) return Promise.resolve(false);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#open.add(resolve);
    this.#stream.write(bytes, (error) => {
      if (error) resolve(false);
      else this.#confirm(resolve);
    });
    return promise.finally(() => this.#open.delete(resolve));
  }

  #confirm(settle: (taken: boolean) => void): void {
    const { session } = this.#stream;
    if (session === undefined || session.destroyed) return settle(false);
    const isSent = session.ping((error) => settle(error === null));
    // More are under way than can be: it reads
    if (!isSent) settle(true);
  }

  end(status: Status, reason = ''): void {
    if (this.isClosed) return;
    // A status stands behind the data; a client that does not take the data would not see it
    if (this.queued > 0 && status !== STATUS.OK) return this.cut();
    this.#status = status;
    this.#reason = reason;
    this.#hasEnded = true;
    this.#stream.end();
  }

  /** Ends it whatever waits; clients see RESOURCE_EXHAUSTED. */
  cut(): void {
    this.#stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
  }
}

function trailers(status: Status, reason: string): Record<string, string> {
  return { 'grpc-status': String(status), ...(reason === '' ? {} : { 'grpc-message': encodeURIComponent(reason) }) };
}

/** Answers a call that is not taken: with the status alone. */
export function refuse(stream: ServerHttp2Stream, status: Status, reason: string): void {
  stream.on('error', () => undefined);
  stream.respond(
    { ':status': 200, 'content-type': 'application/grpc', ...trailers(status, reason) },
    { endStream: true },
  );
}

/** Milliseconds. */
function timeoutOf(header: string | string[] | undefined): number | undefined {
  const [, digits, unit = ''] = TIMEOUT.exec(typeof header === 'string' ? header : '') ?? [];
  return digits === undefined ? undefined : Number(digits) * (UNIT_MS[unit] ?? 0);
}
