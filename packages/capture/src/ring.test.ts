import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ring } from './ring.ts';

const BUSY = 0x80000000;

/** A ring of one page in which the kernel has written to `produced`. */
function ringOf(produced: number, ...headers: readonly (readonly [at: number, header: number])[]) {
  const producer = new ArrayBuffer(4096);
  const data = new ArrayBuffer(8192);
  const header = (at: number, value: number) => new DataView(data).setUint32(at, value, true);
  for (const [at, value] of headers) header(at, value);
  const move = (to: number) => new DataView(producer).setBigUint64(0, BigInt(to), true);
  move(produced);
  return { ring: new Ring({ consumer: new ArrayBuffer(4096), producer, data, size: 4096 }), move, header };
}

test('a ring with something to read is not empty, not even before it is whole', () => {
  const { ring, move, header } = ringOf(0);
  assert.equal(ring.isEmpty, true);
  header(0, 16 | BUSY);
  move(24);
  assert.equal(ring.isEmpty, false, 'the kernel is writing');
  assert.equal(ring.next(ring.end()), -1);
  header(0, 16);
  assert.equal(ring.next(ring.end()), 8);
  ring.advance();
  assert.equal(ring.isEmpty, true);
  move(48);
  assert.equal(ring.isEmpty, false, 'what has come since');
});
