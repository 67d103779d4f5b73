import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Backoff, pause } from './backoff.ts';

test('waits twice as long each time, up to a limit, and from the beginning again once it works', () => {
  const backoff = new Backoff({ first: 100, most: 1000 }, () => 1);
  const times = () => Array.from({ length: 6 }, () => backoff.next());
  assert.deepEqual(times(), [100, 200, 400, 800, 1000, 1000]);
  backoff.reset();
  assert.deepEqual(times(), [100, 200, 400, 800, 1000, 1000]);
});

test('half of it is chance, and what the server asks for is the least, within the limit', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.nat(100),
      fc.nat(100),
      (random, tries, asked) => {
        const backoff = new Backoff({ first: 100, most: 5000 }, () => random);
        for (let n = 0; n < tries; n++) {
          const whole = Math.min(5000, 100 * 2 ** n);
          const wait = backoff.next(asked);
          assert.ok(wait >= Math.max(whole / 2, Math.min(5000, asked * 1000)) && wait <= Math.max(whole, asked * 1000));
        }
      },
    ),
  );
});

test('a pause ends when it is called off', async () => {
  const ending = new AbortController();
  const pausing = pause(2 ** 30, ending.signal);
  ending.abort();
  await pausing;
  await pause(2 ** 30, ending.signal);
});
