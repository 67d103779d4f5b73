import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FieldRef } from '@lanner/language';
import { findField } from '@lanner/schema';
import type { FieldValue } from '@lanner/schema';
import { LiveEvent } from '../event.ts';
import { LIVE_BINDING } from '../fields/index.ts';
import { KubernetesStore } from '../kubernetes/store.ts';
import { ProcessTable } from '../process-table.ts';
import { Users } from '../users.ts';
import { lifecycleEvent } from './lifecycle.ts';
import type { RuntimeEvent } from './lifecycle.ts';
import type { ContainerMetadata } from './metadata.ts';
import { ContainerTable } from './table.ts';

const ID = 'ab'.repeat(32);
const BOOT = 1_700_000_000_000_000_000n;
const KNOWN: ContainerMetadata = {
  fullId: ID,
  type: 'docker',
  name: 'web',
  image: 'nginx:1.27',
  repository: 'nginx',
  tag: '1.27',
  privileged: true,
  labels: { app: 'web' },
  mounts: [{ source: '/srv', destination: '/www', mode: 'ro', writable: false, propagation: 'rprivate' }],
  pod: { uid: 'u-1', name: 'web-0', namespace: 'prod', sandboxId: 'cd'.repeat(32) },
};

function told(what: RuntimeEvent['what'], more: Partial<RuntimeEvent> = {}): RuntimeEvent {
  return { what, id: ID, time: BOOT + 5_000_000_000n, ...more };
}

function reader(event: RuntimeEvent, known: ContainerMetadata | undefined): (token: string) => FieldValue {
  const containers = new ContainerTable({ wait: 0 });
  if (known !== undefined) containers.learn([known]);
  const live = new LiveEvent({
    hostname: 'here',
    bootTime: BOOT,
    users: new Users('/nowhere'),
    processes: new ProcessTable({ facts: () => undefined, vectors: () => ({ args: undefined, env: undefined }) }),
    containers,
    kubernetes: new KubernetesStore(),
  });
  const { record, process, shape } = lifecycleEvent(event, known, BOOT);
  live.point(record, process, shape);
  return (token) => {
    const [, name = '', argument] = /^([^[]+)(?:\[(.*)\])?$/.exec(token) ?? [];
    const field = findField(name);
    assert.ok(field, name);
    const ref = { field, text: token, ...(argument === undefined ? {} : { argument }) } as FieldRef;
    return LIVE_BINDING.bind(ref, shape.event.name)(live);
  };
}

test('a container that comes into being is an event of its own, in that container and of no process', () => {
  const read = reader(told('created'), KNOWN);
  assert.deepEqual(['evt.type', 'evt.asynctype', 'evt.is_async', 'evt.rawtime', 'evt.category', 'evt.dir'].map(read), [
    'container',
    'container',
    true,
    BOOT + 5_000_000_000n,
    'process',
    '>',
  ]);
  assert.deepEqual(
    ['container.id', 'container.full_id', 'container.type', 'container.name', 'container.privileged'].map(read),
    [ID.slice(0, 12), ID, 'docker', 'web', true],
  );
  assert.deepEqual(['k8s.pod.name', 'k8s.ns.name', 'k8s.pod.uid'].map(read), ['web-0', 'prod', 'u-1']);
  const ofProcesses = ['proc.name', 'proc.pid', 'proc.vpid', 'thread.tid', 'user.uid', 'user.name', 'group.gid'];
  assert.deepEqual(
    [...ofProcesses, 'fd.name', 'evt.res'].map(read),
    [...ofProcesses, 'fd.name', 'evt.res'].map(() => undefined),
  );
});

test('its JSON has the keys of the event of Falco', () => {
  const text = reader(told('created'), KNOWN)('evt.arg[json]');
  const { container, action } = JSON.parse(String(text)) as { container: Record<string, unknown>; action: string };
  assert.equal(action, 'created');
  assert.deepEqual(
    [container['id'], container['full_id'], container['imagerepo'], container['imagetag'], container['privileged']],
    [ID.slice(0, 12), ID, 'nginx', '1.27', true],
  );
  assert.deepEqual(container['Mounts'], [
    { Source: '/srv', Destination: '/www', Mode: 'ro', RW: false, Propagation: 'rprivate' },
  ]);
});

test('what happens later is asynchronous, and says what it was', () => {
  const exec = reader(told('exec', { command: 'sh -i', pid: 7 }), KNOWN);
  assert.deepEqual(['evt.type', 'evt.asynctype', 'container.name'].map(exec), ['asyncevent', 'container_exec', 'web']);
  const { command, pid } = JSON.parse(String(exec('evt.arg[data]'))) as Record<string, unknown>;
  assert.deepEqual([command, pid], ['sh -i', 7]);
  const stopped = reader(told('stopped', { exitCode: 137 }), KNOWN);
  assert.equal((JSON.parse(String(stopped('evt.arg[data]'))) as Record<string, unknown>)['exit_code'], 137);
});

test('of a container that nobody knows the event says what it can', () => {
  const read = reader(told('created'), undefined);
  assert.deepEqual(['container.full_id', 'container.name', 'evt.asynctype'].map(read), [ID, undefined, 'container']);
});

test('labels and mounts without end do not make it so', () => {
  const labels = Object.fromEntries(Array.from({ length: 256 }, (_, n) => [`key-${n}`, 'x'.repeat(4096)]));
  const text = String(reader(told('created'), { ...KNOWN, labels })('evt.arg[json]'));
  assert.ok(text.length < 2000);
  assert.equal((JSON.parse(text) as { container: { name: string } }).container.name, 'web');
});
