import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FIELDS } from '@lanner/schema';
import { object, pod } from '../kubernetes/following.test.ts';
import { reduceObject } from '../kubernetes/objects.ts';
import type { KubernetesObject, ObjectKind } from '../kubernetes/objects.ts';
import { sample, table } from './fixture.test.ts';
import type { Sample } from './fixture.test.ts';

const POD = '3751c569-5d37-439f-b6e4-25d4ee312132';
const CONTAINER = 'ab'.repeat(32);

/** An event in the pod, or on the host. */
function inPod(cgroupUnified = `/kubepods/burstable/pod${POD}/${CONTAINER}`): Sample {
  return sample('openat', {}, table({ cgroupUnified }));
}

function reduced(kind: ObjectKind, raw: { readonly metadata: object }, uid?: string): KubernetesObject {
  const metadata = uid === undefined ? raw.metadata : { ...raw.metadata, uid };
  return reduceObject(kind, { ...raw, metadata }) ?? assert.fail();
}

const WEB = reduced(
  'Pod',
  pod('web-1', { labels: { tier: 'front', app: 'web' }, owner: ['ReplicaSet', 'web-5d'] }),
  POD,
);
const REST = [
  reduced('Namespace', object('prod', { labels: { team: 'shop' } })),
  reduced('ReplicaSet', object('web-5d', { namespace: 'prod', labels: { rs: '1' }, owner: ['Deployment', 'web'] })),
  reduced('Deployment', object('web', { namespace: 'prod', labels: { 'app.kubernetes.io/name': 'w', d: '1' } })),
  reduced('Service', object('b', { namespace: 'prod', labels: { s: '2' } }, { spec: { selector: { app: 'web' } } })),
  reduced('Service', object('a', { namespace: 'prod', labels: { s: '1' } }, { spec: { selector: { app: 'web' } } })),
];

/** All fields of the class that have a value, with a label as argument where they take one. */
function values({ read }: Sample, label: string): Record<string, unknown> {
  const names = FIELDS.filter(({ name }) => name.startsWith('k8smeta.') || name.startsWith('lanner.k8s.'));
  const read1 = names.map(({ name, argument }) => {
    const token = argument === undefined ? name : `${name}[${label}]`;
    return [token, read(token)] as const;
  });
  return Object.fromEntries(read1.filter(([, value]) => value !== undefined));
}

test('every field of a pod that a deployment made', () => {
  const event = inPod();
  event.event.host.kubernetes.apply({ put: [WEB, ...REST], gone: [] });
  assert.deepEqual(values(event, 'tier'), {
    'k8smeta.pod.name': 'web-1',
    'k8smeta.pod.uid': POD,
    'k8smeta.pod.label[tier]': 'front',
    'k8smeta.pod.labels': ['app:web', 'tier:front'],
    'k8smeta.pod.ip': '10.0.0.1',
    'k8smeta.ns.name': 'prod',
    'k8smeta.ns.uid': 'uid-of-prod',
    'k8smeta.ns.labels': ['team:shop'],
    'k8smeta.deployment.name': 'web',
    'k8smeta.deployment.uid': 'uid-of-web',
    'k8smeta.deployment.labels': ['app.kubernetes.io/name:w', 'd:1'],
    'k8smeta.svc.name': ['a', 'b'],
    'k8smeta.svc.uid': ['uid-of-a', 'uid-of-b'],
    'k8smeta.svc.labels': ['s:1', 's:2'],
    'k8smeta.rs.name': 'web-5d',
    'k8smeta.rs.uid': 'uid-of-web-5d',
    'k8smeta.rs.labels': ['rs:1'],
    'lanner.k8s.workload.kind': 'Deployment',
    'lanner.k8s.workload.name': 'web',
    'lanner.k8s.node.name': 'vm',
  });
  assert.equal(event.read('k8smeta.deployment.label[app.kubernetes.io/name]'), 'w');
  assert.deepEqual(event.read('k8smeta.svc.label[s]'), ['1', '2']);
  assert.equal(event.read('k8smeta.ns.label[team]'), 'shop');
  assert.equal(event.read('k8smeta.rs.label[rs]'), '1');
});

test('a replication controller, a daemon set, and a pod of its own', () => {
  const event = inPod();
  const { kubernetes } = event.event.host;
  const rc = reduced('ReplicationController', object('old', { namespace: 'prod', labels: { rc: '1' } }));
  kubernetes.apply({ put: [reduced('Pod', pod('p', { owner: ['ReplicationController', 'old'] }), POD), rc], gone: [] });
  assert.equal(event.read('k8smeta.rc.name'), 'old');
  assert.equal(event.read('k8smeta.rc.label[rc]'), '1');
  assert.equal(event.read('k8smeta.rs.name'), undefined);
  assert.equal(event.read('lanner.k8s.workload.kind'), 'ReplicationController');
  kubernetes.apply({ put: [reduced('Pod', pod('p', { owner: ['DaemonSet', 'agent'] }), POD)], gone: [] });
  assert.equal(event.read('lanner.k8s.workload.kind'), 'DaemonSet');
  assert.equal(event.read('lanner.k8s.workload.name'), 'agent');
  kubernetes.apply({ put: [reduced('Pod', pod('p'), POD)], gone: [] });
  assert.equal(event.read('lanner.k8s.workload.kind'), 'Pod');
  assert.equal(event.read('lanner.k8s.workload.name'), 'p');
});

test('what is known before the rest comes, and nothing of a pod that is not known, or on the host', () => {
  const event = inPod();
  assert.deepEqual(values(event, 'app'), {});
  event.event.host.kubernetes.apply({ put: [WEB], gone: [] });
  const { 'k8smeta.rs.name': rs, 'k8smeta.rs.uid': uid, 'k8smeta.ns.name': ns, ...rest } = values(event, 'app');
  assert.deepEqual([rs, uid, ns], ['web-5d', 'uid-of-web-5d', 'prod']);
  assert.ok(!Object.keys(rest).some((name) => /deployment|svc|ns/.test(name)), Object.keys(rest).join());
  const host = inPod('/system.slice/ssh.service');
  host.event.host.kubernetes.apply({ put: [WEB, ...REST], gone: [] });
  assert.deepEqual(values(host, 'app'), {});
});
