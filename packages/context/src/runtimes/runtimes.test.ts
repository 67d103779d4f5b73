/** All runtimes together, with a Docker of the test's own that can be made to misbehave. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Runtimes } from './runtimes.ts';
import type { News } from './runtimes.ts';

const directory = mkdtempSync(join(tmpdir(), 'lanner-runtimes-'));
after(() => rmSync(directory, { recursive: true }));

type Manner = 'good' | 'hangs' | 'garbage' | 'endless' | 'closes';

/** Knows the containers of which it is told. */
class FakeDocker {
  readonly path: string = join(directory, `${process.hrtime.bigint()}.sock`);
  manner: Manner = 'good';
  readonly containers = new Map<string, string>();
  readonly #streams = new Set<ServerResponse>();
  #server: Server | undefined;

  async listen(): Promise<void> {
    this.#server = createServer(({ url = '' }, response) => this.#answer(url, response));
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
        const pour = (): void => {
          while (!response.destroyed && response.write('x'.repeat(1 << 16)));
          response.once('drain', pour);
        };
        pour();
        return;
      }
      case 'closes':
        response.destroy();
        return;
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

const open: { close(): void }[] = [];
afterEach(() => open.splice(0).forEach((one) => one.close()));

/** Collects the news, and lets one wait for some. */
class Listener {
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

function runtimesOf(docker: FakeDocker): { runtimes: Runtimes; news: Listener } {
  const news = new Listener();
  const options = { configured: [{ kind: 'docker', path: docker.path }], roots: [directory] } as const;
  const runtimes = new Runtimes(options, (one) => void news.all.push(one));
  open.push(runtimes, docker);
  return { runtimes, news };
}

const id = (digit: string): string => digit.repeat(64);
const identity = (digit: string) => ({ id: digit.repeat(12), fullId: id(digit), type: 'docker' });

test('what runs is told at once, what is made when it is made, what is wanted when it is asked', async () => {
  const docker = new FakeDocker();
  docker.containers.set(id('a'), 'first');
  await docker.listen();
  const { runtimes, news } = runtimesOf(docker);
  await runtimes.start();
  await news.until(() => news.names.includes('first'));
  docker.containers.set(id('b'), 'second');
  docker.tell('create', id('b'), 'second');
  await news.until(() => news.names.includes('second'));
  docker.containers.set(id('c'), 'third');
  runtimes.want([identity('c'), identity('d')]);
  await news.until(() => news.names.includes('third') && news.unknown.includes(id('d')));
  assert.equal(news.all.flatMap(({ found }) => found).find(({ name }) => name === 'third')?.repository, 'app');
  assert.equal(runtimes.states()[0]?.description, 'Docker 1');
});

test('of a container that is gone before it can be asked about, the event tells the most important', async () => {
  const docker = new FakeDocker();
  await docker.listen();
  const { runtimes, news } = runtimesOf(docker);
  await runtimes.start();
  await news.until(() => runtimes.states()[0]?.phase === 'up');
  await delay(50);
  docker.tell('create', id('e'), 'brief');
  docker.tell('destroy', id('e'), 'brief');
  await news.until(() => news.names.includes('brief') && news.all.some(({ gone }) => gone.includes(id('e'))));
  const brief = news.all.flatMap(({ found }) => found)[0];
  assert.deepEqual([brief?.repository, brief?.tag, brief?.labels], ['app', '1', { tier: 'web' }]);
});

test('what happens to a container is told in order, and only when it is known what it is', async () => {
  const docker = new FakeDocker();
  await docker.listen();
  const { runtimes, news } = runtimesOf(docker);
  await runtimes.start();
  await news.until(() => runtimes.states()[0]?.phase === 'up');
  await delay(50);
  docker.containers.set(id('a'), 'whole');
  for (const action of ['create', 'start', 'exec_start: sh -c id', 'exec_die', 'die', 'destroy']) {
    docker.tell(action, id('a'), 'whole');
  }
  const events = () => news.all.flatMap((one) => one.events);
  await news.until(() => events().length >= 5);
  assert.deepEqual(
    events().map(({ what, command }) => [what, command]),
    [
      ['created', undefined],
      ['started', undefined],
      ['exec', 'sh -c id'],
      ['stopped', undefined],
      ['removed', undefined],
    ],
  );
  const known = news.all.findIndex(({ found }) => found.some(({ name }) => name === 'whole'));
  const created = news.all.findIndex((one) => one.events.some(({ what }) => what === 'created'));
  assert.ok(known >= 0 && known <= created, 'not before it is known');
});

test('without any runtime nothing is waited for', async () => {
  const docker = new FakeDocker();
  const { runtimes, news } = runtimesOf(docker);
  await runtimes.start();
  const before = performance.now();
  runtimes.want([identity('a')]);
  await news.until(() => news.unknown.includes(id('a')));
  assert.ok(performance.now() - before < 1500);
});

for (const manner of ['hangs', 'garbage', 'endless', 'closes'] as const) {
  test(`a socket that ${manner} holds up nothing, and is asked again when it is well`, async () => {
    const docker = new FakeDocker();
    docker.containers.set(id('a'), 'patient');
    docker.manner = manner;
    await docker.listen();
    const { runtimes, news } = runtimesOf(docker);
    await runtimes.start();
    let longest = 0;
    let before = performance.now();
    const beat = setInterval(() => {
      longest = Math.max(longest, performance.now() - before);
      before = performance.now();
    }, 10);
    runtimes.want([identity('a')]);
    await news.until(() => news.unknown.includes(id('a')));
    assert.notEqual(runtimes.states()[0]?.phase, 'up');
    docker.manner = 'good';
    await news.until(() => news.names.includes('patient'));
    clearInterval(beat);
    // A loaded machine is allowed much; what is not allowed is to wait for the socket.
    assert.ok(longest < 2500, `${longest} ms without a turn`);
  });
}

test('a runtime that dies and comes back is found again', async () => {
  const docker = new FakeDocker();
  docker.containers.set(id('a'), 'before');
  await docker.listen();
  const { runtimes, news } = runtimesOf(docker);
  await runtimes.start();
  await news.until(() => news.names.includes('before'));
  docker.close();
  await news.until(() => runtimes.states().every(({ phase }) => phase !== 'up'));
  docker.containers.set(id('b'), 'after');
  await docker.listen();
  await news.until(() => news.names.includes('after'));
});
