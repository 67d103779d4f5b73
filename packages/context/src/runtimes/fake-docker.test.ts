/** A Docker of the tests' own that can be made to misbehave, and what listens to it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { ContainerIdentity } from '../container-id.ts';
import { Runtimes } from './runtimes.ts';
import type { News } from './runtimes.ts';

const directory = mkdtempSync(join(tmpdir(), 'lanner-runtimes-'));
after(() => rmSync(directory, { recursive: true }));

/** `floods`: well, but for events without end. */
type Manner = 'good' | 'hangs' | 'garbage' | 'endless' | 'closes' | 'floods';

/** Knows the containers of which it is told. */
export class FakeDocker {
  readonly path: string = join(directory, `${process.hrtime.bigint()}.sock`);
  manner: Manner = 'good';
  readonly containers = new Map<string, string>();
  readonly #streams = new Set<ServerResponse>();
  /** Lines of the flood, of the numbers from 0 on. */
  flood: (n: number) => string = () => '{}';
  /** Connections that were open at the same time, at most. */
  mostConnections = 0;
  /** Bytes that were taken of one answer, at most. */
  mostTaken = 0;
  #flooded = 0;
  #connections = 0;
  #server: Server | undefined;

  async listen(): Promise<void> {
    this.#server = createServer(({ url = '' }, response) => this.#answer(url, response));
    this.#server.on('connection', (socket) => {
      this.mostConnections = Math.max(this.mostConnections, ++this.#connections);
      const before = socket.bytesWritten;
      socket.on('close', () => {
        this.#connections--;
        this.mostTaken = Math.max(this.mostTaken, socket.bytesWritten - before - socket.writableLength);
      });
    });
    await new Promise<void>((resolve) => this.#server?.listen(this.path, resolve));
  }

  close(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
    this.#streams.clear();
  }

  tell(action: string, id: string, name: string): void {
    const event = {
      Type: 'container',
      Action: action,
      Actor: { ID: id, Attributes: { name, image: 'app:1', tier: 'web' } },
      timeNano: Date.now() * 1e6,
    };
    for (const stream of this.#streams) stream.write(`${JSON.stringify(event)}\n`);
  }

  #answer(url: string, response: ServerResponse): void {
    switch (this.manner) {
      case 'hangs':
        return;
      case 'garbage':
        response.setHeader('Content-Type', 'application/json');
        response.setHeader('Server', 'Docker/1 (linux)');
        response.end('{"Id": [[[');
        return;
      case 'endless': {
        response.setHeader('Content-Type', 'application/json');
        pour(response, () => 'x'.repeat(1 << 16));
        return;
      }
      case 'closes':
        response.destroy();
        return;
      case 'floods':
      case 'good':
        this.#answerWell(url, response);
    }
  }

  #answerWell(url: string, response: ServerResponse): void {
    const [, id = ''] = /^\/containers\/([0-9a-f]{64})\/json$/.exec(url) ?? [];
    const name = this.containers.get(id);
    response.setHeader('Server', 'Docker/1 (linux)');
    response.setHeader('Content-Type', 'application/json');
    if (url === '/_ping') {
      response.setHeader('Content-Type', 'text/plain');
      response.end('OK');
    } else if (url.startsWith('/events?')) {
      response.flushHeaders();
      this.#streams.add(response);
      if (this.manner === 'floods') pour(response, () => `${this.flood(this.#flooded++)}\n`);
    } else if (url === '/containers/json') {
      response.end(JSON.stringify([...this.containers.keys()].map((Id) => ({ Id }))));
    } else if (name !== undefined) {
      response.end(JSON.stringify({ Id: id, Name: `/${name}`, Config: { Image: 'app:1', Labels: { tier: 'web' } } }));
    } else {
      response.statusCode = 404;
      response.end('{"message":"No such container"}');
    }
  }
}

/** As fast as it is taken. */
function pour(response: ServerResponse, part: () => string): void {
  while (!response.destroyed && response.write(part()));
  response.once('drain', () => pour(response, part));
}

const open: { close(): void }[] = [];
afterEach(() => open.splice(0).forEach((one) => one.close()));

/** Collects the news, and lets one wait for some. */
export class Listener {
  readonly all: News[] = [];

  get names(): (string | undefined)[] {
    return this.all.flatMap(({ found }) => found.map(({ name }) => name));
  }

  get unknown(): string[] {
    return this.all.flatMap(({ unknown }) => unknown);
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await delay(5);
  }
}

export function runtimesOf(docker: FakeDocker): { runtimes: Runtimes; news: Listener } {
  const news = new Listener();
  const options = { configured: [{ kind: 'docker', path: docker.path }], roots: [directory] } as const;
  const runtimes = new Runtimes(options, (one) => void news.all.push(one));
  open.push(runtimes, docker);
  return { runtimes, news };
}

export const id = (digit: string): string => digit.repeat(64);
export const identity = (digit: string): ContainerIdentity => ({
  id: digit.repeat(12),
  fullId: id(digit),
  type: 'docker',
});
