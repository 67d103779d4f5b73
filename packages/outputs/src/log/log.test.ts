import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { numberOf, sampleAlert } from '../testing/samples.ts';
import { alertToJson, alertToText } from '@lanner/engine/runtime';
import { addresseeOf } from './addressed.ts';
import { AlertLog, type LogOptions } from './alert-log.ts';
import { decodeAlert, encodeAlert } from './codec.ts';
import type { LogReader } from './log-reader.ts';
import { encodeRecords, recordAt } from './record.ts';
import { Segments } from './segments.ts';

const folder = mkdtempSync(join(tmpdir(), 'lanner-log-'));
after(() => rmSync(folder, { recursive: true }));
let count = 0;

const LIMITS = { segmentBytes: 2000, maxBytes: 1e9, maxAgeMs: 1e9, sync: 'never' } as const;

function options(given: Partial<LogOptions> = {}, limits: object = {}): LogOptions & { problems: string[] } {
  const problems: string[] = [];
  return {
    format: { asJson: false },
    memoryBytes: 1500,
    memoryAlerts: 0,
    disk: { ...LIMITS, directory: join(folder, String(count++)), ...limits },
    onProblem: (message) => void problems.push(message),
    ...given,
    problems,
  };
}

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);
const alerts = (from: number, to: number) => numbers(from, to).map((n) => sampleAlert(n));

async function readAll(reader: LogReader): Promise<{ seen: number[]; lost: number }> {
  const seen: number[] = [];
  let lost = 0;
  while (!reader.isAtEnd) {
    const result = await reader.read(7);
    seen.push(...result.alerts.map(({ alert }) => numberOf(alert)));
    lost += result.lost;
  }
  return { seen, lost };
}

test('an alert in the log is the one that was given, for any values', () => {
  const scalar = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string().map((text) => `${text}\ud800`),
    fc.bigInt(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  );
  const fields = fc.array(fc.tuple(fc.string(), fc.oneof(scalar, fc.array(scalar))));
  fc.assert(
    fc.property(fields, fc.bigInt({ min: 0n, max: 2n ** 64n }), (values, time) => {
      const alert = sampleAlert(1, { fields: values, time });
      assert.deepEqual(decodeAlert(encodeAlert(alert)), alert);
    }),
  );
});

test('records cut or changed anywhere are told, never misread', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ minLength: 1 }), { minLength: 1 }),
      fc.nat(),
      fc.nat(255),
      (texts, where, byte) => {
        const { bytes } = encodeRecords(texts);
        const at = where % bytes.length;
        const cut = bytes.subarray(0, at);
        const changed = Buffer.from(bytes);
        changed[at] = byte;
        for (const spoilt of [cut, changed]) {
          const read: string[] = [];
          let place = 0;
          for (;;) {
            const found = recordAt(spoilt, place);
            if (found.kind !== 'record') break;
            read.push(found.payload.toString());
            place = found.next;
          }
          assert.deepEqual(
            read,
            texts.slice(0, read.length).map((text) => text.toWellFormed()),
          );
        }
      },
    ),
  );
});

test('what is given is read in order, by readers at any place, from memory and from disk, also after a restart', async () => {
  const given = options();
  const log = await AlertLog.open(given);
  const early = log.reader(1);
  log.append(alerts(1, 301));
  await log.stored();
  assert.deepEqual(await readAll(early), { seen: numbers(1, 301), lost: 0 });
  assert.deepEqual(await readAll(log.reader(250)), { seen: numbers(250, 301), lost: 0 });
  early.kept = 100;
  await log.close();
  const again = await AlertLog.open(given);
  assert.equal(again.next, 301);
  again.append(alerts(301, 311));
  await again.stored();
  assert.deepEqual(await readAll(again.reader(150)), { seen: numbers(150, 311), lost: 0 });
  assert.deepEqual(given.problems, []);
  await again.close();
});

test('the number of an alert and its identity are the same after a restart', async () => {
  const given = options();
  const log = await AlertLog.open(given);
  log.reader(1);
  log.append(alerts(1, 3));
  await log.stored();
  const before = (await log.reader(1).read(9)).alerts.map(({ id }) => id);
  await log.close();
  const again = await AlertLog.open(given);
  assert.deepEqual(
    (await again.reader(1).read(9)).alerts.map(({ id }) => id),
    before,
  );
  await again.close();
});

test('a torn end is cut off and told, and the log goes on behind it', async () => {
  const given = options({}, { segmentBytes: 1e6 });
  const log = await AlertLog.open(given);
  log.reader(1);
  log.append(alerts(1, 11));
  await log.close();
  const { directory } = given.disk ?? { directory: '' };
  const name = readdirSync(directory).find((one) => one.endsWith('.log')) ?? '';
  const path = join(directory, name);
  truncateSync(path, readFileSync(path).length - 3);
  const again = await AlertLog.open(given);
  assert.equal(again.next, 10);
  assert.match(given.problems.join(), /they were cut off/);
  again.append(alerts(100, 101));
  await again.stored();
  assert.deepEqual((await readAll(again.reader(1))).seen, [...numbers(1, 10), 100]);
  await again.close();
});

test('a segment that is spoilt in the middle costs what follows in it, counted', async () => {
  const given = options();
  const log = await AlertLog.open(given);
  log.reader(1);
  log.append(alerts(1, 101));
  await log.close();
  const { directory } = given.disk ?? { directory: '' };
  const names = readdirSync(directory).filter((one) => one.endsWith('.log'));
  const path = join(directory, names[1] ?? '');
  const bytes = readFileSync(path);
  bytes[Math.trunc(bytes.length / 2)] = 0xff;
  writeFileSync(path, bytes);
  const again = await AlertLog.open({ ...given, memoryBytes: 1 });
  const { seen, lost } = await readAll(again.reader(1));
  assert.equal(seen.length + lost, 100);
  assert.ok(lost > 0 && lost < 20, `${lost} lost`);
  assert.deepEqual(
    seen,
    numbers(1, 101).filter((n) => seen.includes(n)),
  );
  await again.close();
});

test('beyond its size the oldest go, and the reader learns how many', async () => {
  const given = options({}, { maxBytes: 5000 });
  const log = await AlertLog.open(given);
  const reader = log.reader(1);
  log.append(alerts(1, 401));
  await log.close();
  const again = await AlertLog.open(given);
  assert.ok(again.diskBytes <= 5000, `${again.diskBytes} bytes`);
  const { seen, lost } = await readAll(again.reader(reader.kept));
  assert.ok(lost > 0);
  assert.deepEqual(seen, numbers(lost + 1, 401));
  await again.close();
});

test('what all have read is removed', async () => {
  const given = options();
  const log = await AlertLog.open(given);
  const reader = log.reader(1);
  log.append(alerts(1, 401));
  await log.stored();
  const full = log.diskBytes;
  await readAll(reader);
  reader.kept = reader.next;
  await log.close();
  const again = await AlertLog.open(given);
  assert.ok(again.diskBytes < full / 5, `${again.diskBytes} of ${full} bytes`);
  assert.equal(again.next, 401);
  await again.close();
});

test('without a disk, memory is bounded and the oldest are lost, counted', async () => {
  const { disk: _, ...given } = options({ memoryBytes: 1e6, memoryAlerts: 10 });
  const log = await AlertLog.open(given);
  const reader = log.reader(1);
  log.append(alerts(1, 26));
  assert.deepEqual(await readAll(reader), { seen: numbers(16, 26), lost: 15 });
  await log.close();
});

test('a disk that is full is told once; alerts go on through memory, and to the disk when it has room', async (t) => {
  const given = options({ memoryBytes: 1e6 });
  const log = await AlertLog.open(given);
  const reader = log.reader(1);
  const original = Segments.prototype.append;
  let isFull = true;
  t.mock.method(Segments.prototype, 'append', function (this: Segments, ...args: Parameters<typeof original>) {
    return isFull ? Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })) : original.apply(this, args);
  });
  log.append(alerts(1, 11));
  await log.stored();
  log.append(alerts(11, 21));
  await log.stored();
  isFull = false;
  log.append(alerts(21, 31));
  await log.stored();
  assert.deepEqual(await readAll(reader), { seen: numbers(1, 31), lost: 0 });
  assert.equal(given.problems.length, 2);
  await log.close();
  const again = await AlertLog.open(given);
  assert.deepEqual(await readAll(again.reader(1)), { seen: numbers(21, 31), lost: 20 });
  await again.close();
});

test('lines are the same whether they were kept, or are made again of what is on disk', async () => {
  const odd = ['é😀', 'a\nb"\\', '\ud800', '\u2028\u009b', 'x'.repeat(30_000)];
  const all = odd.map((message, n) => sampleAlert(n, { message, fields: [['f', message]] }));
  for (const asJson of [true, false]) {
    const lines = all.map((alert) => (asJson ? alertToJson(alert) : alertToText(alert)).toWellFormed());
    for (const memoryBytes of [1e9, 1]) {
      const given = { ...options({ memoryBytes, format: { asJson } }), keep: { alerts: false, lines: true } };
      const log = await AlertLog.open(given);
      const reader = log.reader(1);
      log.append(all);
      await log.stored();
      const seen = [];
      while (!reader.isAtEnd) seen.push(...(await reader.read(9)).alerts);
      assert.deepEqual(
        seen.map(({ line, json, text, lineBytes, alert }) => ({
          line: line.toWellFormed(),
          json,
          text,
          bytes: String(lineBytes),
          alert,
        })),
        all.map((alert, n) => ({
          line: lines[n],
          json: alertToJson(alert),
          text: alertToText(alert),
          bytes: `${lines[n]}\n`,
          alert,
        })),
      );
      assert.deepEqual(
        seen.map(({ hasLine }) => hasLine),
        all.map(() => memoryBytes > 1),
      );
      await log.close();
    }
  }
});

test('an alert for one channel alone is told as such, also where lines are kept', async () => {
  const log = await AlertLog.open({ ...options({ memoryBytes: 1e9 }), keep: { alerts: false, lines: true } });
  const reader = log.reader(1);
  const only = { ...sampleAlert(2), only: 'slack' };
  log.append([sampleAlert(1), only]);
  await log.stored();
  const { alerts: seen } = await reader.read(9);
  const one = seen[1];
  assert.ok(one !== undefined && !one.hasLine);
  assert.equal(addresseeOf(one.alert), 'slack');
  await log.close();
});
