/** Whatever a runtime does, what is kept of it has an end. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http2';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { FakeDocker, id, identity, runtimesOf } from './fake-docker.test.ts';
import type { Listener } from './fake-docker.test.ts';
import { criMethods } from './grpc/cri-messages.ts';
import { GrpcSocket } from './grpc/client.ts';
import type { Runtimes } from './runtimes.ts';
import { Pace } from './timing.ts';

const LARGEST_ANSWER = 16 << 20;
/** What sockets and streams hold by themselves. */
const ON_THE_WAY = 4 << 20;
const MOST_CONNECTIONS = 8 + 1;
const MOST_WANTED = 4096;
/** How long a runtime may misbehave, ms. */
const WHILE = 1000;

type Held = Runtimes['held'];

/** The largest of each while `until` does not hold. */
async function mostHeld(runtimes: Runtimes, until: () => boolean): Promise<Held> {
  const most: Record<string, number> = {};
  for (; !until(); await delay(2)) {
    for (const [name, size] of Object.entries(runtimes.held)) most[name] = Math.max(most[name] ?? 0, size);
  }
  return most as Held;
}

for (const manner of ['hangs', 'garbage', 'endless'] as const) {
  test(`a socket that ${manner}: so many bytes, connections and questions, and no more`, async () => {
    const docker = new FakeDocker();
    await docker.listen();
    const { runtimes, news } = runtimesOf(docker);
    await runtimes.start();
    await news.until(() => runtimes.states()[0]?.phase === 'up');
    await delay(50);
    docker.manner = manner;
    const wanted = Array.from({ length: 6000 }, (_, n) => {
      const fullId = n.toString(16).padStart(64, '0');
      return { id: fullId.slice(0, 12), fullId, type: 'docker' };
    });
    runtimes.want(wanted);
    assert.equal(runtimes.held.wanted, MOST_WANTED);
    await news.until(() => news.unknown.length >= wanted.length - MOST_WANTED);
    const end = performance.now() + WHILE;
    const most = await mostHeld(runtimes, () => performance.now() > end);
    assert.ok(most.wanted <= MOST_WANTED && most.known + most.untold === 0, JSON.stringify(most));
    // The server hears of the end of one after the beginning of the next
    assert.ok(docker.mostConnections <= 2 * MOST_CONNECTIONS, `${docker.mostConnections} connections`);
    runtimes.close();
    await delay(50);
    assert.ok(docker.mostTaken <= LARGEST_ANSWER + ON_THE_WAY, `${docker.mostTaken} bytes of one answer`);
  });
}

const FLOODS: Readonly<Record<string, (n: number) => string>> = {
  'ever new containers': (n) => eventOf(n.toString(16).padStart(64, '0'), n),
  'what happens to one container': (n) => eventOf(id('a'), n),
  'ever new containers, all at the same time': (n) => eventOf(n.toString(16).padStart(64, '0'), 0),
  'containers with as many labels as fit': (n) =>
    eventOf(n.toString(16).padStart(64, '0'), n, { label: 'y'.repeat(900_000) }),
};

function eventOf(ID: string, later: number, labels: object = {}): string {
  const Attributes = { name: 'n', image: 'app:1', ...labels };
  return JSON.stringify({
    Type: 'container',
    Action: 'start',
    Actor: { ID, Attributes },
    timeNano: (Date.now() + 60_000) * 1e6 + later * 1000,
  });
}

function eventsOf({ all }: Listener): number {
  return all.reduce((sum, { events }) => sum + events.length, 0);
}

for (const [what, flood] of Object.entries(FLOODS)) {
  test(`events without end, of ${what}: the runtime is left, and little of it is kept`, async () => {
    const docker = new FakeDocker();
    docker.manner = 'floods';
    docker.flood = flood;
    await docker.listen();
    const { runtimes, news } = runtimesOf(docker);
    await runtimes.start();
    const started = performance.now();
    const isOver = () => runtimes.states()[0]?.phase === 'down' || performance.now() - started > WHILE;
    const most = await mostHeld(runtimes, isOver);
    assert.ok(most.known <= 1024 && most.tellers <= 1024, JSON.stringify(most));
    assert.ok(most.meetings <= 1024 && most.awaited <= 1024 && most.untold <= 4096, JSON.stringify(most));
    const seconds = Math.ceil((performance.now() - started) / 1000) + 1;
    assert.ok(eventsOf(news) <= seconds * 5000, `${eventsOf(news)} events in ${seconds} s`);
    const longest = Math.max(
      ...news.all.flatMap(({ events }) => events.map((event) => JSON.stringify(event.metadata ?? '').length)),
    );
    assert.ok(longest < 100_000, `${longest} characters of one event`);
    docker.manner = 'good';
    docker.containers.set(id('b'), 'after');
    runtimes.want([identity('b')]);
    await news.until(() => news.names.includes('after'));
  });
}

test('a call by gRPC that is answered without end is given up at the second answer', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'lanner-grpc-'));
  const path = join(directory, 'endless.sock');
  let sent = 0;
  const server = createServer().on('stream', (stream) => {
    stream.on('error', () => undefined);
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
    const answers = Buffer.alloc(5 * 1000);
    const pour = (): void => {
      while (!stream.destroyed && stream.write(answers)) sent += answers.length;
      stream.once('drain', pour);
    };
    pour();
  });
  await new Promise<void>((resolve) => void server.listen(path, resolve));
  const socket = new GrpcSocket(path);
  try {
    await assert.rejects(socket.call(criMethods('v1').version, {}), /answered more than once/);
    assert.ok(sent < ON_THE_WAY, `${sent} bytes`);
  } finally {
    socket.close();
    server.close();
    rmSync(directory, { recursive: true });
  }
});

test('a pace: so many in each second', () => {
  let now = 0;
  const pace = new Pace(2, () => now);
  assert.deepEqual([pace.take(), pace.take(), pace.take()], [true, true, false]);
  now = 999;
  assert.equal(pace.take(), false);
  now = 1000;
  assert.equal(pace.take(), true);
});
