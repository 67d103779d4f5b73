import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOST } from '../container-id.ts';
import type { ContainerIdentity } from '../container-id.ts';
import { AWAITED, ContainerTable, SURE, VAIN } from './table.ts';
import type { Doubt } from './table.ts';

function identity(fullId: string, type = 'docker'): ContainerIdentity {
  return { id: fullId.slice(0, 12), fullId, type };
}

/** A table whose clock is set by hand. */
function made(wait = 2000): { table: ContainerTable; clock: { now: number }; read: (id: string) => Doubt } {
  const clock = { now: 0 };
  const table = new ContainerTable({ wait, now: () => clock.now });
  const read = (id: string): Doubt => {
    table.doubt = SURE;
    table.read(identity(id));
    return table.doubt;
  };
  return { table, clock, read };
}

test('what is not known is wanted once, and awaited until it comes', () => {
  const { table, read } = made();
  assert.equal(read('a'), AWAITED);
  assert.equal(read('a'), AWAITED);
  assert.deepEqual(
    table.takeWanted().map(({ fullId }) => fullId),
    ['a'],
  );
  assert.deepEqual(table.takeWanted(), []);
  assert.equal(table.isAwaited(identity('a')), true);
  table.learn([{ fullId: 'a', type: 'docker', name: 'web' }]);
  assert.equal(read('a'), SURE);
  assert.equal(table.read(identity('a'))?.name, 'web');
  assert.equal(table.awaited, 0);
});

test('what a process has entered is wanted before it is read', () => {
  const { table } = made();
  table.sight(identity('a'));
  table.sight(identity('a'));
  table.sight(HOST);
  table.sight(identity('b', 'lxc'));
  assert.equal(table.takeWanted().length, 1);
});

test('nothing is awaited longer than the wait, and nothing at all without one', () => {
  const { table, clock, read } = made();
  read('a');
  clock.now = 1999;
  assert.equal(table.expire(), false);
  clock.now = 2000;
  assert.equal(table.expire(), true);
  assert.equal(read('a'), VAIN);
  assert.equal(made(0).read('a'), VAIN);
});

test('what no runtime knows is not awaited; later it is asked about again', () => {
  const { table, clock, read } = made();
  read('a');
  table.takeWanted();
  table.giveUp(['a', 'b']);
  assert.equal(read('a'), VAIN);
  assert.deepEqual(table.takeWanted(), []);
  clock.now = 31_000;
  assert.equal(read('a'), VAIN);
  assert.equal(table.takeWanted().length, 1);
  table.learn([{ fullId: 'a', type: 'docker' }]);
  assert.equal(read('a'), SURE);
});

test('the host, and containers without a runtime that can be asked, are never in doubt', () => {
  const { table } = made();
  table.read(HOST);
  table.read(identity('a', 'lxc'));
  assert.equal(table.doubt, SURE);
});

test('what is removed is kept for a while', () => {
  const { table, clock, read } = made();
  table.learn([{ fullId: 'a', type: 'docker' }]);
  table.forget(['a']);
  clock.now = 29_000;
  table.expire();
  assert.equal(read('a'), SURE);
  clock.now = 31_000;
  table.expire();
  assert.deepEqual(table.known(), []);
});

test('the table does not grow for ever', () => {
  const { table, read } = made();
  for (let n = 0; n < 10_000; n++) read(`id${n}`);
  assert.equal(table.awaited, 4096);
  assert.equal(read('id9999'), AWAITED);
});
