/** A receiver of alerts that is down half of the time, and answers a quarter of the rest with errors. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Up for so long, then down for so long, at random around it. */
const PHASE_MS = 400;
const ERROR_SHARE = 0.25;

export class UnreliableReceiver {
  readonly seen: Set<number> = new Set();
  twice = 0;
  /** Alerts whose first arrival was after that of a later one. */
  disorder = 0;
  requests = 0;
  errors = 0;
  #port = 0;
  #isUp = false;
  #server: Server = createServer();
  #timer?: NodeJS.Timeout;
  #last = -1;
  #up = 0;
  #down = 0;
  #since = performance.now();

  get url(): string {
    return `http://127.0.0.1:${this.#port}/`;
  }

  get downShare(): number {
    return this.#down / (this.#up + this.#down);
  }

  async start(): Promise<void> {
    await this.#goUp();
    this.#plan();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#goDown();
  }

  #plan(): void {
    this.#timer = setTimeout(() => void this.#change(), PHASE_MS * (0.5 + Math.random()));
  }

  async #change(): Promise<void> {
    const now = performance.now();
    if (!this.#isUp) {
      this.#down += now - this.#since;
      await this.#goUp();
    } else {
      this.#up += now - this.#since;
      await this.#goDown();
    }
    this.#since = now;
    this.#plan();
  }

  async #goUp(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response).catch(() => undefined));
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    this.#isUp = true;
  }

  async #goDown(): Promise<void> {
    if (!this.#isUp) return;
    this.#isUp = false;
    const server = this.#server;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    this.requests++;
    if (Math.random() < ERROR_SHARE) {
      this.errors++;
      const status = [500, 503, 429][this.errors % 3] ?? 500;
      response.writeHead(status).end('not now');
      return;
    }
    for (const line of body.trim().split('\n')) this.#take(Number(/"n":(\d+)/.exec(line)?.[1]));
    response.writeHead(200).end();
  }

  #take(number: number): void {
    if (this.seen.has(number)) this.twice++;
    else {
      this.seen.add(number);
      if (number < this.#last) this.disorder++;
      this.#last = number;
    }
  }
}
