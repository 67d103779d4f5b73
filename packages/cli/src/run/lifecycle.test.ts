import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ContainerTable, KubernetesStore, ProcessTable, Users } from '@lanner/context';
import type { RuntimeEvent } from '@lanner/context';
import { Lifecycle } from './lifecycle.ts';

const event = (id: string, what: RuntimeEvent['what'] = 'started'): RuntimeEvent => ({ what, id, time: 1n });
const identity = (fullId: string) => ({ id: fullId, fullId, type: 'docker' });

function judging(everywhere: boolean, wanted: readonly string[] = ['container', 'asyncevent'], now = () => 0) {
  const judged: string[] = [];
  const lifecycle = new Lifecycle({
    host: {
      hostname: 'here',
      bootTime: 0n,
      users: new Users('/nowhere'),
      processes: new ProcessTable({ facts: () => undefined, vectors: () => ({ args: undefined, env: undefined }) }),
      containers: new ContainerTable({ wait: 0 }),
      kubernetes: new KubernetesStore(),
    },
    everywhere,
    wanted: (eventType) => wanted.includes(eventType),
    judge: ({ process, shape }) => void judged.push(`${shape.event.name} ${process.container.fullId}`),
    now,
  });
  return { lifecycle, judged };
}

test('where everything is watched, all that runtimes tell is judged', () => {
  const { lifecycle, judged } = judging(true);
  lifecycle.take([event('a', 'created'), event('b')]);
  assert.deepEqual(judged, ['container a', 'asyncevent b']);
});

test('what no rule asks for is not', () => {
  const { lifecycle, judged } = judging(true, ['container']);
  lifecycle.take([event('a', 'created'), event('a')]);
  assert.deepEqual(judged, ['container a']);
});

test('otherwise that of containers with a watched process in them: once it is seen, in order', () => {
  const { lifecycle, judged } = judging(false);
  lifecycle.take([event('a', 'created'), event('other', 'created'), event('a')]);
  assert.deepEqual(judged, []);
  lifecycle.sight(identity('a'));
  assert.deepEqual(judged, ['container a', 'asyncevent a']);
  lifecycle.take([event('other'), event('a', 'stopped')]);
  assert.deepEqual(judged.slice(2), ['asyncevent a']);
});

test('what happens to watched containers is counted by its kind, whoever asks for it', () => {
  const { lifecycle } = judging(false, []);
  lifecycle.take([event('a', 'created'), event('other', 'created'), event('a')]);
  assert.equal(lifecycle.counts.created, 0);
  lifecycle.sight(identity('a'));
  lifecycle.take([event('a', 'exec'), event('a', 'exec'), event('a', 'stopped'), event('a', 'removed')]);
  assert.deepEqual(lifecycle.counts, { created: 1, started: 1, exec: 2, stopped: 1, removed: 1 });
});

test('what waits is forgotten after a while', () => {
  let time = 0;
  const { lifecycle, judged } = judging(false, ['container', 'asyncevent'], () => time);
  lifecycle.take([event('a', 'created')]);
  time = 60_000;
  lifecycle.take([event('a')]);
  lifecycle.sight(identity('a'));
  assert.deepEqual(judged, ['asyncevent a']);
});
