import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytes, flag, integer, long, many, message, one, text, textMap } from './index.ts';

interface Inner {
  readonly name: string;
  readonly sizes: readonly number[];
}
interface Outer {
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly flag: boolean;
  readonly integer: number;
  readonly long: bigint;
  readonly labels: Readonly<Record<string, string>>;
  readonly inner: Inner | undefined;
  readonly all: readonly Inner[];
}

const INNER = message<Inner>({ name: [1, one(text)], sizes: [2, many(integer)] });
const OUTER = message<Outer>({
  text: [1, one(text)],
  bytes: [2, one(bytes)],
  flag: [3, one(flag)],
  integer: [4, one(integer)],
  long: [5, one(long)],
  labels: [6, textMap],
  inner: [7, one(INNER)],
  all: [1000, many(INNER)],
});

const PLAIN = { noNullPrototype: true } as const;
const anInteger = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const anInner = fc.record({ name: fc.string(), sizes: fc.array(anInteger) }, PLAIN);
const aKey = fc.string().filter((key) => key !== '__proto__');
const anOuter: fc.Arbitrary<Outer> = fc.record(
  {
    text: fc.string({ unit: 'grapheme' }),
    bytes: fc.uint8Array(),
    flag: fc.boolean(),
    integer: anInteger,
    long: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    labels: fc.dictionary(aKey, fc.string(), PLAIN),
    inner: fc.option(anInner, { nil: undefined }),
    all: fc.array(anInner),
  },
  PLAIN,
);

test('what is written is read again', () => {
  fc.assert(
    fc.property(anOuter, (value) => {
      const read = OUTER.decode(OUTER.encode(value));
      assert.deepEqual({ ...read, bytes: Array.from(read.bytes) }, { ...value, bytes: Array.from(value.bytes) });
    }),
  );
});

test('the bytes are those of the definition', () => {
  // The examples of the documentation of the format: 150 in field 1, and "testing" in field 2.
  const number = message<{ readonly a: number }>({ a: [1, one(integer)] });
  assert.deepEqual([...number.encode({ a: 150 })], [0x08, 0x96, 0x01]);
  const word = message<{ readonly b: string }>({ b: [2, one(text)] });
  assert.deepEqual([...word.encode({ b: 'testing' })], [0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]);
  assert.deepEqual([...number.encode({ a: -2 })], [0x08, 0xfe, ...Array<number>(8).fill(0xff), 0x01]);
});

test('fields without a name here are skipped, and so are those of another kind', () => {
  const fewer = message<{ readonly name: string }>({ name: [7, one(text)] });
  const value = { text: 'a', long: -1n, labels: { a: 'b' }, integer: 7 };
  assert.deepEqual(fewer.decode(OUTER.encode(value)), { name: '' });
  // fixed64, fixed32, and field 7 as a number
  const other = [0x09, 1, 2, 3, 4, 5, 6, 7, 8, 0x15, 1, 2, 3, 4, 0x38, 1];
  assert.deepEqual(fewer.decode(Uint8Array.from(other)), { name: '' });
});

test('whatever comes is read or refused with an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (given) => {
      try {
        OUTER.decode(given);
      } catch (error) {
        assert.match(String(error), /message/);
      }
    }),
    { numRuns: 2000 },
  );
});

test('a short message makes no endless list', () => {
  const value = OUTER.decode(Uint8Array.from({ length: 300_000 }, (_, at) => [0xc2, 0x3e, 0x00][at % 3] ?? 0));
  assert.equal(value.all.length, 20_000);
});
