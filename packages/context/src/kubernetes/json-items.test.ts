import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MalformedAnswer, jsonLines, listItems } from './json-items.ts';

/** The bytes of a text, cut at the given places. */
async function* pieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const places = [...new Set(cuts.map((cut) => (bytes.length === 0 ? 0 : cut % bytes.length)))].toSorted(
    (a, b) => a - b,
  );
  let start = 0;
  for (const place of [...places, bytes.length]) {
    await Promise.resolve();
    yield bytes.subarray(start, place);
    start = place;
  }
}

async function readList(text: string, cuts: readonly number[] = [], limit?: number): Promise<[unknown[], unknown]> {
  const reader = listItems(pieces(Buffer.from(text), cuts), limit);
  const items: unknown[] = [];
  let next = await reader.next();
  for (; next.done !== true; next = await reader.next()) items.push(next.value);
  return [items, next.value];
}

async function readLines(text: string, cuts: readonly number[] = [], limit?: number): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const value of jsonLines(pieces(Buffer.from(text), cuts), limit)) values.push(value);
  return values;
}

const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);
const object = fc.dictionary(fc.string(), json).map((value) => JSON.parse(JSON.stringify(value)) as object);
const cuts = fc.array(fc.nat());

test('a list gives what JSON.parse gives, wherever it is cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(object), object, fc.constantFrom(0, 2), cuts, async (items, rest, indent, places) => {
      const { items: _, ...around } = rest as { items?: unknown };
      for (const whole of [
        { ...around, items },
        { items, ...around },
      ]) {
        const [read, list] = await readList(JSON.stringify(whole, null, indent), places);
        assert.deepEqual(read, items);
        assert.deepEqual(list, { ...around, items: [] });
      }
    }),
  );
});

test('items deeper in, as values, or null are no items', async () => {
  for (const text of [
    '{"a":{"items":[{"b":1}]},"kind":"items","c":[{"d":"]"}],"items":null}',
    '{"kind":"items","metadata":{"items":[{}]}}',
    '{}',
  ]) {
    assert.deepEqual(await readList(text), [[], JSON.parse(text)]);
  }
});

test('lines give what JSON.parse gives of each; one that is cut off is left out', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(json), cuts, async (values, places) => {
      const text = values.map((value) => `${JSON.stringify(value)}\n`).join('\r\n\n');
      assert.deepEqual(await readLines(`${text}{"cut":`, places), values);
    }),
  );
});

test('garbage is told as such, and never as something else', async () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', 'items', ':', ',', '\\', '1') }),
    fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '1') }).map((rest) => `{"items":[${rest}`),
  );
  await fc.assert(
    fc.asyncProperty(text, cuts, async (garbage, places) => {
      for (const read of [readList, readLines]) {
        try {
          await read(garbage, places);
        } catch (error) {
          assert.ok(error instanceof MalformedAnswer, String(error));
        }
      }
    }),
    { numRuns: 1000 },
  );
  for (const bad of [
    '',
    '{',
    '{"items":[{]}',
    '{"items":[{},[{}]]}',
    '{"items":[}',
    '<html></html>',
    '{"items":[{}]',
  ]) {
    await assert.rejects(readList(bad), MalformedAnswer, bad);
  }
});

test('no more than one object is held, and none that is too long', async () => {
  const long = JSON.stringify({ text: 'x'.repeat(1000) });
  await assert.rejects(readList(`{"items":[{},${long}]}`, [10, 20, 500], 1000), /longer than 1000/);
  await assert.rejects(readLines(`{}\n${long}\n`, [10, 20, 500], 1000), /longer than 1000/);
  const many = Array.from({ length: 100 }, () => ({ text: 'x'.repeat(900) }));
  assert.deepEqual((await readList(JSON.stringify({ items: many }), [], 1000))[0], many);
});
