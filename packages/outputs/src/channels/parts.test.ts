import assert from 'node:assert/strict';
import { test } from 'node:test';
import { partsOf } from './parts.ts';

const request = (entries: readonly string[]) => ({ url: entries.join('+') });
const sent = (entries: readonly string[], limits: { entries?: number; bytes?: number }): string[] =>
  partsOf(entries, { entries: 100, bytes: 100, bytesOf: ({ length }) => length, ...limits }, request).map(
    ({ request: { url }, alerts }) => `${alerts}:${url}`,
  );

test('requests are as few as their limits allow, in order, and for all', () => {
  assert.deepEqual(sent(['a', 'b', 'c'], {}), ['3:a+b+c']);
  assert.deepEqual(sent(['a', 'b', 'c'], { entries: 2 }), ['2:a+b', '1:c']);
  assert.deepEqual(sent(['aa', 'bb', 'c', 'dd'], { bytes: 4 }), ['2:aa+bb', '2:c+dd']);
  assert.deepEqual(sent(['a', 'bbbbb', 'c'], { bytes: 4 }), ['1:a', '1:bbbbb', '1:c']);
  assert.deepEqual(sent([], {}), []);
});
