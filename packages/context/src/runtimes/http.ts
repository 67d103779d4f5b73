/** HTTP with JSON over a unix socket, limited in time and size. */
import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { present } from './json.ts';

const CONNECTIONS = 8;
const IDLE_CONNECTIONS = 2;
/** ms */
const ANSWER_WITHIN = 3000;
const LARGEST_ANSWER = 16 << 20;
const LONGEST_LINE = 1 << 20;

export interface Answer {
  readonly status: number;
  /** The header `Server`. */
  readonly server: string;
  /** Undefined if it is no JSON. */
  readonly body: unknown;
}

export class JsonSocket {
  readonly #path: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS, maxFreeSockets: IDLE_CONNECTIONS });
  readonly #closed = new AbortController();

  constructor(path: string) {
    this.#path = path;
  }

  /** Rejects if there is no answer in time, or one that says that it is JSON and is not. */
  async get(path: string): Promise<Answer> {
    const signal = AbortSignal.any([this.#closed.signal, AbortSignal.timeout(ANSWER_WITHIN)]);
    const response = await this.#open(path, this.#agent, signal);
    const text = await wholeText(response);
    const isJson = /json/.test(response.headers['content-type'] ?? '');
    const { statusCode: status = 0, headers } = response;
    return {
      status,
      server: String(headers.server ?? ''),
      body: isJson && text.trim() !== '' ? JSON.parse(text) : undefined,
    };
  }

  /** One value a line; resolves when the other side ends the stream. */
  async lines(path: string, onValue: (value: unknown) => void): Promise<void> {
    const response = await this.#open(path, undefined, this.#closed.signal);
    if (response.statusCode !== 200) {
      response.destroy();
      throw new Error(`${path} answers with status ${response.statusCode}`);
    }
    let rest = '';
    for await (const part of response.setEncoding('utf8')) {
      const lines = (rest + String(part)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') onValue(JSON.parse(line));
      if (rest.length > LONGEST_LINE) throw new Error(`${path} answers with a line that does not end`);
    }
  }

  close(): void {
    this.#closed.abort();
    this.#agent.destroy();
  }

  #open(path: string, agent: Agent | undefined, signal: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const options = { socketPath: this.#path, path, agent: agent ?? false, signal, headers: { Host: 'localhost' } };
      request(present(options), resolve).on('error', reject).end();
    });
  }
}

async function wholeText(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > LARGEST_ANSWER) throw new Error(`the answer is larger than ${LARGEST_ANSWER} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
