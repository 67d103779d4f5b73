/** What a real cluster (1.20) said, in the order in which it said it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { Following, follow, sample, until, whyNoSamples } from './following.test.ts';
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
  'its history, watched from the beginning, with watches that break after each step',
  { skip: whyNoSamples },
  async () => {
    for (const breaks of [false, true]) {
      const server = await new TestApiServer().start();
      await using following = new Following(server);
      await following.settled();
      const steps = history();
      assert.ok(steps.length > 20);
      for (const [version, resource, object] of steps) {
        server.put(resource, object, version);
        if (!breaks) continue;
        server.dropWatches('break');
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
