import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { test } from 'node:test';
import { bounded } from './metadata.ts';
import type { ContainerMetadata } from './metadata.ts';

const BARE: ContainerMetadata = { fullId: 'a'.repeat(64), type: 'docker' };

test('labels and mounts are kept as far as they are not too many and not too long, in their order', () => {
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`label${n}`, 'x']));
  assert.equal(Object.keys(bounded({ ...BARE, labels: many }).labels ?? {}).length, 256);
  const long = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`label${n}`, 'x'.repeat(5000)]));
  const { labels = {} } = bounded({ ...BARE, labels: long });
  assert.deepEqual(
    Object.keys(labels),
    Array.from({ length: 15 }, (_, n) => `label${n}`),
  );
  assert.equal(labels['label0']?.length, 4096);
  const mount = { source: '/'.repeat(4096), destination: '/d', mode: '', writable: true, propagation: '' };
  const { mounts = [] } = bounded({ ...BARE, mounts: Array.from({ length: 256 }, () => mount) });
  assert.equal(mounts.length, 15);
});

test('of a text that is cut, the rest is let go', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const text = (n: number) => String(n).padEnd(8 << 20, 'x');
  collect();
  const before = process.memoryUsage().heapUsed;
  const kept = Array.from({ length: 16 }, (_, n) => bounded({ ...BARE, name: JSON.parse(`"${text(n)}"`) as string }));
  collect();
  const grown = process.memoryUsage().heapUsed - before;
  assert.ok(grown < (16 * (8 << 20)) / 2, `${grown} bytes for ${kept.length} names of 4096 characters`);
});
