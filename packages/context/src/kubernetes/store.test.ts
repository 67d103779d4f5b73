import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AWAITED, SURE, VAIN } from '../containers/table.ts';
import { object, pod } from './following.test.ts';
import { reduceObject } from './objects.ts';
import type { KubernetesObject, ObjectKind } from './objects.ts';
import { KubernetesStore } from './store.ts';

function reduced(kind: ObjectKind, raw: unknown): KubernetesObject {
  return reduceObject(kind, raw) ?? assert.fail();
}

test('whatever is told for an object, what is kept of it is whole, or nothing', () => {
  const key = fc.constantFrom(
    'metadata',
    'uid',
    'name',
    'namespace',
    'labels',
    'spec',
    'status',
    'ownerReferences',
    'x',
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, fc.jsonValue(), fc.dictionary(key, tie('value')), fc.array(tie('value'))),
  }));
  fc.assert(
    fc.property(value, fc.constantFrom<ObjectKind>('Pod', 'Namespace', 'Service', 'ReplicaSet'), (raw, kind) => {
      const found = reduceObject(kind, raw);
      if (found === undefined) return;
      assert.ok(found.uid !== '' && found.name !== '' && found.labels instanceof Map);
      new KubernetesStore().apply({ put: [found], gone: [found.uid] });
    }),
  );
});

test('a static pod is found by the id that its control groups have', () => {
  const store = new KubernetesStore();
  const raw = pod('etcd-vm');
  const metadata = { ...raw.metadata, annotations: { 'kubernetes.io/config.mirror': 'ab'.repeat(16) } };
  const put = reduced('Pod', { ...raw, metadata });
  store.apply({ put: [put], gone: [] });
  assert.equal(store.pod('ab'.repeat(16))?.name, 'etcd-vm');
  assert.equal(store.pod('uid-of-etcd-vm')?.name, 'etcd-vm');
  store.apply({ put: [], gone: ['uid-of-etcd-vm'] });
  assert.equal(store.pod('ab'.repeat(16))?.name, 'etcd-vm');
  assert.equal(store.size, 0);
});

test('of pods that are gone the last are kept, and no more', () => {
  const store = new KubernetesStore();
  for (let n = 0; n < 10_000; n++) {
    store.apply({ put: [reduced('Pod', pod(`p${n}`))], gone: n === 0 ? [] : [`uid-of-p${n - 1}`] });
  }
  assert.equal(store.size, 1);
  assert.ok(store.pod('uid-of-p9998'));
  assert.equal(store.pod('uid-of-p9000'), undefined);
});

test('a namespace that is made anew under its name before the old one is forgotten', () => {
  const store = new KubernetesStore();
  const of = (uid: string) => reduced('Namespace', { metadata: { name: 'prod', uid, labels: { uid } } });
  const put = reduced('Pod', pod('p'));
  assert.equal(put.kind, 'Pod');
  if (put.kind !== 'Pod') return;
  store.apply({ put: [put, of('old')], gone: [] });
  store.apply({ put: [of('new')], gone: ['old'] });
  assert.equal(store.namespace(put)?.uid, 'new');
  store.apply({ put: [of('newer')], gone: [] });
  store.apply({ put: [], gone: ['new'] });
  assert.equal(store.namespace(put)?.uid, 'newer');
});

test('services are selected by all labels of their selector, in their namespace, and never by none', () => {
  const store = new KubernetesStore();
  const service = (name: string, selector: object | undefined, namespace = 'prod') =>
    reduced('Service', object(name, { namespace }, { spec: { selector } }));
  const put = reduced('Pod', pod('p', { labels: { app: 'web', tier: 'front' } }));
  assert.equal(put.kind, 'Pod');
  if (put.kind !== 'Pod') return;
  const services = [
    service('b-both', { app: 'web', tier: 'front' }),
    service('a-one', { app: 'web' }),
    service('more', { app: 'web', other: '' }),
    service('other', { app: 'web' }, 'elsewhere'),
    service('none', {}),
    service('external', undefined),
  ];
  store.apply({ put: [put, ...services], gone: [] });
  const names = () => store.services(put).map(({ name }) => name);
  assert.deepEqual(names(), ['a-one', 'b-both']);
  store.apply({ put: [service('a-one', { app: 'api' })], gone: ['uid-of-b-both'] });
  assert.deepEqual(names(), []);
});

test('what is read before it is known is awaited once, for a time', () => {
  let now = 0;
  const store = new KubernetesStore({ wait: 100, now: () => now });
  assert.equal(store.doubtOf('uid-of-p'), AWAITED);
  assert.equal(store.doubtOf('uid-of-q'), AWAITED);
  assert.equal(store.awaited, 2);
  now = 50;
  store.apply({ put: [reduced('Pod', pod('p'))], gone: [] });
  assert.equal(store.awaited, 1);
  assert.equal(store.expire(), false);
  now = 100;
  assert.equal(store.expire(), true);
  assert.equal(store.awaited, 0);
  assert.equal(store.doubtOf('uid-of-q'), VAIN);
  store.apply({ put: [reduced('Pod', pod('q'))], gone: [] });
  assert.equal(store.awaited, 0);
  assert.equal(new KubernetesStore().doubtOf('uid-of-q'), SURE);
});

test('however many are asked for in vain, memory and the count of what is awaited stay in bounds', () => {
  let now = 0;
  const store = new KubernetesStore({ wait: 1e6, now: () => now });
  for (let n = 0; n < 20_000; n++, now++) store.doubtOf(`uid-${n}`);
  assert.equal(store.awaited, 4096);
  now += 1e6;
  assert.equal(store.expire(), true);
  assert.equal(store.awaited, 0);
});
