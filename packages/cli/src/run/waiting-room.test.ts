import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WaitingRoom } from './waiting-room.ts';
import type { Outcome } from './waiting-room.ts';

function filled(room: WaitingRoom<string>, guests: readonly string[], bytes = 1): boolean[] {
  return guests.map((held) => room.add({ key: held.charAt(0), bytes, held }));
}

test('those with one key leave in order, and none before the one that stays', () => {
  const room = new WaitingRoom<string>();
  filled(room, ['a1', 'b1', 'a2', 'a3']);
  const left: string[] = [];
  const staying = new Set(['a2']);
  const judge = (held: string): Outcome => {
    if (staying.has(held)) return 'stays';
    left.push(held);
    return 'judged';
  };
  room.release(judge);
  assert.deepEqual(left, ['a1', 'b1']);
  assert.equal(room.has('b'), false);
  assert.equal(room.size, 2);
  staying.clear();
  room.release(judge);
  assert.deepEqual(left, ['a1', 'b1', 'a2', 'a3']);
  assert.equal(room.size, 0);
});

test('there is room for so many events and bytes, and what leaves makes room', () => {
  const room = new WaitingRoom<string>({ events: 2, bytes: 10 });
  assert.deepEqual(filled(room, ['a1', 'a2', 'a3'], 4), [true, true, false]);
  room.release(() => 'judged');
  assert.deepEqual(filled(room, ['a4'], 11), [false]);
  assert.deepEqual(filled(room, ['a5'], 10), [true]);
  assert.equal(room.counts.full, 2);
});

test('what waits is counted: how many, how long, how many in vain', () => {
  let now = 0;
  const room = new WaitingRoom<string>(undefined, () => now);
  filled(room, ['a']);
  now = 100;
  filled(room, ['b']);
  now = 400;
  room.release((held) => (held === 'a' ? 'in vain' : 'judged'));
  assert.deepEqual(room.counts, { waited: 2, vain: 1, full: 0, totalMs: 700, longestMs: 400 });
});
