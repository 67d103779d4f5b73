/** CRI-O is in no Debian suite: a strict server answers in its place as it did when it was recorded. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { annotationsOf, crio, detailsOf, recorded } from './crio-answers.test.ts';
import type { PodName } from './crio-answers.test.ts';
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

async function open(name: PodName = 'pod', run?: () => boolean): Promise<Opened> {
  const path = join(directory, `crio-${sockets++}.sock`);
  const server = crio(name, run);
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

const { container: CONTAINER, sandbox: SANDBOX } = recorded('pod');

test('it is known by its name, and not taken for containerd', async () => {
  await using opened = await open();
  const { client } = opened;
  assert.equal(client.description, 'cri-o 1.36.3');
  // A second container of the pod has ended.
  assert.deepEqual(await client.list(), [CONTAINER, SANDBOX]);
  await client.ping();
});

const LABELS = {
  'io.kubernetes.pod.name': 'web-0',
  'io.kubernetes.pod.namespace': 'prod',
  'io.kubernetes.pod.uid': '9f0d5e4e-9f0f-4a43-bb0b-8c22f53f40a1',
};
const POD = {
  labels: { ...LABELS, app: 'web', 'io.kubernetes.container.name': 'POD' },
  name: 'web-0',
  namespace: 'prod',
  uid: LABELS['io.kubernetes.pod.uid'],
};
const ADDRESS = '10.85.0.2';

for (const name of ['pod', 'sharing', 'node'] as const) {
  test(`a container has all that its status, its image and the sandbox of its pod tell: ${name}`, async () => {
    await using opened = await open(name);
    const { container, sandbox, image, containerStatus, sandboxStatus } = recorded(name);
    const ofNode = name === 'node';
    const cniJson = annotationsOf(sandboxStatus)['io.kubernetes.cri-o.CNIResult'];
    assert.equal(cniJson?.includes(`"address":"${ADDRESS}/16"`) ?? false, !ofNode);
    const network = ofNode ? {} : { ip: ADDRESS, cniJson };
    assert.deepEqual(await opened.client.inspect(container), {
      fullId: container,
      type: 'cri-o',
      name: 'lasting',
      image: 'docker.io/library/identity:1',
      repository: 'docker.io/library/identity',
      tag: '1',
      digest: image.split('@')[1],
      imageId: annotationsOf(containerStatus)['io.kubernetes.cri-o.ImageRef'],
      privileged: ofNode,
      labels: { ...LABELS, 'io.kubernetes.container.name': 'lasting' },
      mounts: [{ source: '/srv', destination: '/shared', mode: '', writable: false, propagation: 'rslave' }],
      pid: detailsOf(containerStatus)['pid'],
      pod: { ...POD, ...network, sandboxId: sandbox },
      ...network,
      hostPid: ofNode,
      hostNetwork: ofNode,
      hostIpc: false,
    });
  });

  test(`the sandbox of a pod is a container as well, ${name === 'sharing' ? 'with' : 'without'} a process of its own: ${name}`, async () => {
    await using opened = await open(name);
    const { sandbox, sandboxStatus } = recorded(name);
    const found = await opened.client.inspect(sandbox);
    assert.equal(found?.sandbox, true);
    assert.deepEqual(
      [found.image, found.repository, found.tag],
      ['docker.io/library/pause:1', 'docker.io/library/pause', '1'],
    );
    assert.equal(found.pid, detailsOf(sandboxStatus)['pid']);
    assert.equal(found.pid !== undefined, name === 'sharing');
    assert.equal(found.pod?.name, 'web-0');
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
  const events = await told(opened, ({ length }) => length >= recorded('pod').events.length);
  const brief = events[1]?.id;
  assert.deepEqual(
    events.map(({ what, id }) => [what, id]),
    [
      ['started', SANDBOX],
      ['created', brief],
      ['started', brief],
      ['stopped', brief],
      ['created', CONTAINER],
      ['started', CONTAINER],
    ],
  );
  const times = events.map(({ time }) => time);
  assert.ok(times.every((time, index) => index === 0 || time > (times[index - 1] ?? 0n)));
});

test('without events of its own, which is its default, it is asked for what runs', async () => {
  let runs = false;
  await using opened = await open('node', () => runs);
  setTimeout(() => (runs = true), 100);
  const events = await told(opened, ({ length }) => {
    if (length === 1) runs = false;
    return length > 1;
  });
  assert.deepEqual(
    events.map(({ what, id }) => [what, id]),
    [
      ['started', recorded('node').container],
      ['stopped', recorded('node').container],
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
  return news.some(({ found }) => found.some(({ name }) => name === 'lasting'));
}

test('without events of its own it stays connected', async () => {
  await using opened = await open('node');
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
    const good = crio('pod');
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
