/** What a real cluster (1.20) said, in the order in which it said it, and what may become of its objects. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { Following, follow, lists, sample, until, whyNoSamples } from './following.test.ts';
import { TestApiServer } from './api-server.test.ts';
import type { RawObject } from './api-server.test.ts';

const RESOURCES: Readonly<Record<string, string>> = {
  Pod: 'pods',
  Namespace: 'namespaces',
  Service: 'services',
  ReplicaSet: 'replicasets',
  Deployment: 'deployments',
};

type Recorded = RawObject & { readonly kind: string };

function resourceOf({ kind }: Recorded): string | undefined {
  return RESOURCES[kind];
}

function objects(): readonly (readonly [string, RawObject])[] {
  const { items } = JSON.parse(sample('k8s-objects-1.20.json').toString()) as { items: Recorded[] };
  return items.flatMap((item) => {
    const resource = resourceOf(item);
    return resource === undefined ? [] : [[resource, item] as const];
  });
}

/** Every version of every object that the audit log has an answer with, oldest first. */
function history(): readonly (readonly [version: number, resource: string, object: RawObject])[] {
  const lines = gunzipSync(sample('k8s-audit-1.20.jsonl.gz')).toString().trim().split('\n');
  const versions = new Map<number, readonly [number, string, RawObject]>();
  for (const line of lines) {
    const { responseObject: object } = JSON.parse(line) as { responseObject?: Recorded };
    const resource = object === undefined ? undefined : resourceOf(object);
    const version = Number(object?.metadata['resourceVersion']);
    if (object !== undefined && resource !== undefined && version > 0)
      versions.set(version, [version, resource, object]);
  }
  return [...versions.values()].toSorted(([a], [b]) => a - b);
}

const WEB = '3751c569-5d37-439f-b6e4-25d4ee312132';
const OTHER_WEB = '675a573a-9a55-443a-97fd-6b9506b01472';

/** The recorded object of this name. */
function recorded(resource: string, name: string): RawObject {
  const [, found] = objects().find(([of, { metadata }]) => of === resource && metadata.name === name) ?? [];
  return found ?? assert.fail(`no ${resource} ${name}`);
}

function labelled(one: RawObject, labels: Readonly<Record<string, string>>): RawObject {
  return { ...one, metadata: { ...one.metadata, labels } };
}

/** A pod once more. */
function another(pod: RawObject, name: string, uid: string): RawObject {
  return { ...pod, metadata: { ...pod.metadata, name, uid } };
}

function check({ store, informer }: Following): void {
  const pod = store.pod(WEB);
  assert.ok(pod);
  assert.equal(pod.name, 'web-6c86578846-c5n7t');
  assert.equal(pod.ip, '10.88.97.2');
  assert.deepEqual(
    [...pod.labels],
    [
      ['app', 'web'],
      ['pod-template-hash', '6c86578846'],
      ['tier', 'front'],
    ],
  );
  assert.deepEqual(
    store.owners(pod).map(({ kind, name }) => [kind, name]),
    [
      ['ReplicaSet', 'web-6c86578846'],
      ['Deployment', 'web'],
    ],
  );
  assert.deepEqual(
    store.services(pod).map(({ name }) => name),
    ['web'],
  );
  assert.match(store.namespace(pod)?.uid ?? '', /^[0-9a-f-]{36}$/);
  assert.equal(informer.state.counts['Pod']?.lists, 1);
}

test('the objects of the recorded cluster', { skip: whyNoSamples }, async () => {
  await using following = await follow(objects());
  await following.settled();
  await until(() => following.informer.state.objects['owners'] === 2 && following.store.size === 5 + 5 + 2 + 2);
  check(following);
  const { store } = following;
  const agent = store.pod('bbbed902-8703-4999-998f-a2d32390b952');
  assert.ok(agent);
  assert.deepEqual(
    store.owners(agent).map(({ kind, name }) => [kind, name]),
    [['DaemonSet', 'agent']],
  );
  assert.deepEqual(store.services(agent), []);
});

test(
  'its history, watched from the beginning, with watches that are dropped after each step in any way',
  { skip: whyNoSamples },
  async () => {
    for (const drop of [undefined, 'end', 'cut', 'break'] as const) {
      const server = await new TestApiServer().start();
      await using following = new Following(server);
      await following.settled();
      const steps = history();
      assert.ok(steps.length > 20);
      for (const [version, resource, object] of steps) {
        server.put(resource, object, version);
        if (drop === undefined) continue;
        server.dropWatches(drop);
        await following.settled();
      }
      const { store } = following;
      await until(() => store.pod(WEB)?.ip !== undefined && store.services(store.pod(WEB) ?? assert.fail()).length > 0);
      await until(() => following.informer.state.objects['owners'] === 2 && store.size >= 4 + 1 + 1 + 2);
      check(following);
      assert.deepEqual(server.refused, []);
    }
  },
);

test(
  'its labels change: pods, namespace and service at once, the deployment when it is asked anew',
  { skip: whyNoSamples },
  async () => {
    await using following = await follow(objects(), { refreshMs: 20 });
    const { store, server } = following;
    await following.settled();
    await until(() => store.size === 5 + 5 + 2 + 2);
    const web = () => store.pod(WEB) ?? assert.fail();
    const services = () => store.services(web()).map(({ name }) => name);
    assert.deepEqual(services(), ['web']);
    server.put('pods', labelled(recorded('pods', 'web-6c86578846-c5n7t'), { app: 'shop' }));
    server.put('namespaces', labelled(recorded('namespaces', 'prod'), { team: 'none' }));
    server.put('deployments', labelled(recorded('deployments', 'web'), { app: 'web', release: '8' }));
    await until(() => web().labels.get('app') === 'shop' && store.namespace(web())?.labels.get('team') === 'none');
    assert.deepEqual([...web().labels], [['app', 'shop']]);
    assert.deepEqual(services(), []);
    await until(() => store.controller('bdfac784-dd84-4d7a-b05e-1cc2ac8b3262')?.labels.get('release') === '8');
    const service = recorded('services', 'web');
    server.put('services', { ...service, spec: { ...(service['spec'] as object), selector: { app: 'shop' } } });
    await until(() => services().includes('web'));
    assert.deepEqual(server.refused, []);
  },
);

for (const how of ['expire', 'end'] as const) {
  const when = how === 'end' ? 'at the beginning of' : 'in';
  test(`410 Gone ${when} its watches: listed anew, and what is not there is gone`, { skip: whyNoSamples }, async () => {
    await using following = await follow(objects());
    const { store, server, informer } = following;
    await following.settled();
    await until(() => store.size === 5 + 5 + 2 + 2);
    await server.stop();
    server.remove('pods', OTHER_WEB);
    server.put('pods', another(recorded('pods', 'web-6c86578846-c5n7t'), 'web-6c86578846-new', 'uid-of-new'));
    server.compact();
    await server.start();
    if (how === 'expire') {
      await following.settled();
      server.dropWatches('expire');
    }
    await until(() => store.pod('uid-of-new') !== undefined);
    await following.settled();
    await until(() => following.updates.some(({ gone }) => gone.includes(OTHER_WEB)));
    assert.equal(informer.state.objects['Pod'], 5);
    assert.ok((informer.state.counts['Pod']?.expired ?? 0) > 0);
    assert.deepEqual(
      store.owners(store.pod('uid-of-new') ?? assert.fail()).map(({ name }) => name),
      ['web-6c86578846', 'web'],
    );
    assert.deepEqual(server.refused, []);
  });
}

test(
  '5,000 pods like its own on the node, in pages after the first list, with only what changes told',
  { skip: whyNoSamples },
  async () => {
    const one = recorded('pods', 'web-6c86578846-c5n7t');
    const many = Array.from({ length: 5000 }, (_, n) => ['pods', another(one, `web-${n}`, `uid-of-${n}`)] as const);
    await using following = await follow([...objects().filter(([resource]) => resource !== 'pods'), ...many]);
    const { store, server, informer, updates } = following;
    await following.settled();
    await until(() => informer.state.objects['Pod'] === 5000 && store.size === 5000 + 5 + 2 + 2);
    const web = store.pod('uid-of-4999') ?? assert.fail();
    assert.deepEqual(
      store.owners(web).map(({ kind, name }) => [kind, name]),
      [
        ['ReplicaSet', 'web-6c86578846'],
        ['Deployment', 'web'],
      ],
    );
    assert.deepEqual(
      store.services(web).map(({ name }) => name),
      ['web'],
    );
    const told = updates.flatMap(({ put }) => put);
    assert.ok(JSON.stringify(told).length < 5000 * 400, 'what only the kubelet needs of a pod is not passed on');
    const before = updates.length;
    server.remove('pods', 'uid-of-7');
    server.compact();
    server.dropWatches('expire');
    await until(() => informer.state.objects['Pod'] === 4999);
    await following.settled();
    await until(() => store.size === 4999 + 5 + 2 + 2);
    const after = updates.slice(before);
    assert.deepEqual(
      after.flatMap(({ put }) => put),
      [],
    );
    assert.deepEqual(
      after.flatMap(({ gone }) => gone),
      ['uid-of-7'],
    );
    assert.equal(lists(following, 'pods').length, 1 + 10);
  },
);
