/** CRI-O is in no Debian suite: a strict server of its interface answers in its place, with data of the shape of its own. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { CNI, CONTAINER, DIGEST, IMAGE_ID, LABELS, POD_LABELS, SANDBOX, UID, crio } from './crio-answers.test.ts';
import type { CrioOptions } from './crio-answers.test.ts';
import { openGrpcRuntime } from './grpc-runtime.ts';
import { Runtimes } from './runtimes.ts';
import type { News } from './runtimes.ts';
import type { RuntimeClient, RuntimeEvent } from './types.ts';

const directory = mkdtempSync(join(tmpdir(), 'lanner-crio-'));
after(() => rmSync(directory, { recursive: true }));
let sockets = 0;

interface Opened extends AsyncDisposable {
  readonly path: string;
  readonly client: RuntimeClient;
}

async function open(options: Partial<CrioOptions> = {}, run?: () => boolean): Promise<Opened> {
  const path = join(directory, `crio-${sockets++}.sock`);
  const server = crio({ events: true, dropsInfra: false, ...options }, run);
  await server.listen(path);
  const client = await openGrpcRuntime(path);
  return {
    path,
    client,
    async [Symbol.asyncDispose]() {
      client.close();
      server.close();
    },
  };
}

test('it is known by its name, and not taken for containerd', async () => {
  await using opened = await open();
  const { client } = opened;
  assert.equal(client.description, 'cri-o 1.30.4');
  assert.deepEqual(await client.list(), [CONTAINER, SANDBOX]);
  await client.ping();
});

const POD = {
  sandboxId: SANDBOX,
  labels: POD_LABELS,
  name: 'api-5d9c',
  namespace: 'shop',
  uid: UID,
  ip: '10.85.0.7',
  cniJson: JSON.stringify(CNI),
};

test('a container has all that its status, its image and the sandbox of its pod tell', async () => {
  await using opened = await open();
  assert.deepEqual(await opened.client.inspect(CONTAINER), {
    fullId: CONTAINER,
    type: 'cri-o',
    name: 'api',
    image: 'quay.io/shop/api:2.1',
    repository: 'quay.io/shop/api',
    tag: '2.1',
    digest: DIGEST,
    imageId: IMAGE_ID,
    privileged: true,
    labels: LABELS,
    mounts: [
      {
        source: `/var/lib/kubelet/pods/${UID}/etc-hosts`,
        destination: '/etc/hosts',
        mode: '',
        writable: false,
        propagation: 'rslave',
      },
    ],
    pid: 4711,
    pod: POD,
    ip: '10.85.0.7',
    cniJson: JSON.stringify(CNI),
    hostPid: true,
    hostNetwork: false,
    hostIpc: false,
  });
});

for (const dropsInfra of [false, true]) {
  test(`the sandbox of a pod ${dropsInfra ? 'without' : 'with'} a process of its own is a container as well`, async () => {
    await using opened = await open({ dropsInfra });
    const sandbox = await opened.client.inspect(SANDBOX);
    assert.equal(sandbox?.sandbox, true);
    assert.deepEqual([sandbox.repository, sandbox.tag], ['registry.k8s.io/pause', '3.9']);
    assert.equal(sandbox.pid, dropsInfra ? undefined : 4700);
    assert.deepEqual(sandbox.pod, POD);
  });
}

test('what it does not know is unknown', async () => {
  await using opened = await open();
  assert.equal(await opened.client.inspect('a'.repeat(64)), undefined);
});

/** What it tells until the condition holds. */
async function told({ client }: Opened, until: (events: readonly RuntimeEvent[]) => boolean): Promise<RuntimeEvent[]> {
  const events: RuntimeEvent[] = [];
  let isOver = false;
  const over = () => void (isOver = true);
  const watching = client.watch(
    (event) => void events.push(event),
    () => undefined,
  );
  watching.then(over, over);
  while (!until(events)) {
    assert.ok(!isOver, 'it no longer tells');
    await delay(5);
  }
  return events;
}

test('its events are told', async () => {
  await using opened = await open();
  const events = await told(opened, ({ length }) => length > 0);
  assert.deepEqual(events[0], { what: 'started', id: CONTAINER, time: 5n });
});

test('without events of its own, which is its default, it is asked for what runs', async () => {
  let runs = false;
  await using opened = await open({ events: false }, () => runs);
  setTimeout(() => (runs = true), 100);
  const events = await told(opened, ({ length }) => {
    if (length === 1) runs = false;
    return length > 1;
  });
  assert.deepEqual(
    events.map(({ what, id }) => [what, id]),
    [
      ['started', CONTAINER],
      ['stopped', CONTAINER],
    ],
  );
});

/** All runtimes together, of which there is one, at this path. */
function follow(path: string): { readonly runtimes: Runtimes; readonly news: readonly News[] } {
  const news: News[] = [];
  const options = { configured: [{ kind: 'cri-o', path }], roots: [directory] } as const;
  return { runtimes: new Runtimes(options, (one) => void news.push(one)), news };
}

function isFound(news: readonly News[]): boolean {
  return news.some(({ found }) => found.some(({ name }) => name === 'api'));
}

test('without events of its own it stays connected', async () => {
  await using opened = await open({ events: false });
  const { runtimes, news } = follow(opened.path);
  try {
    await runtimes.start();
    while (!isFound(news)) await delay(5);
    const phases = new Set<string>();
    // Longer than it takes to be answered that there are none
    for (let look = 0; look < 50; look++, await delay(10)) phases.add(runtimes.states()[0]?.phase ?? 'gone');
    assert.deepEqual([...phases], ['up']);
  } finally {
    runtimes.close();
  }
});

const MANNERS: Readonly<Record<string, (socket: Socket) => void>> = {
  hangs: () => undefined,
  'answers garbage': (socket) => void socket.write('HTTP/1.1 200 OK\r\n\r\n'.repeat(100)),
  'closes at once': (socket) => socket.destroy(),
};
for (const [manner, answer] of Object.entries(MANNERS)) {
  test(`a socket of CRI that ${manner}: the container is unknown for now, and found when CRI-O is back`, async () => {
    const path = join(directory, `crio-${sockets++}.sock`);
    const open = new Set<Socket>();
    const bad = createServer((socket) => {
      open.add(socket.on('error', () => undefined));
      answer(socket);
    });
    await new Promise<void>((resolve) => void bad.listen(path, resolve));
    const { runtimes, news } = follow(path);
    const good = crio({ events: true, dropsInfra: false });
    try {
      await runtimes.start();
      runtimes.want([{ id: CONTAINER.slice(0, 12), fullId: CONTAINER, type: 'cri-o' }]);
      while (!news.some(({ unknown }) => unknown.includes(CONTAINER))) await delay(5);
      assert.equal(isFound(news), false);
      assert.notEqual(runtimes.states()[0]?.phase, 'up');
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => bad.close(resolve));
      await good.listen(path);
      while (!isFound(news)) await delay(5);
      assert.equal(runtimes.states()[0]?.phase, 'up');
    } finally {
      runtimes.close();
      good.close();
    }
  });
}
