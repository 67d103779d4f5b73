import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { DELIVERED, delivered, refused, retry, type ChannelType } from '../contract/channel.ts';
import { testChannel, testServices, type Log } from '../testing/channels.ts';
import { numberOf, sampleAlert } from '../testing/samples.ts';
import { backoffMs } from './backoff.ts';
import { Delivery, type ChannelSettings, type DeliverySettings } from './delivery.ts';

const folder = mkdtempSync(join(tmpdir(), 'lanner-delivery-'));
after(() => rmSync(folder, { recursive: true }));
let count = 0;
const fresh = (): string => join(folder, String(count++));

const FAST = { backoff: { initialMs: 1, maxMs: 4 } };
const DISK = { segmentBytes: 4000, maxBytes: 1e9, maxAgeMs: 1e9, sync: 'never' } as const;

function settings(
  channels: readonly ChannelSettings[],
  given: Partial<DeliverySettings> = {},
  log: Log[] = [],
): DeliverySettings {
  return { channels, services: testServices(log), format: { asJson: false }, memoryAlerts: 0, ...given };
}

const channel = (name: string, type: ChannelType, lane = {}): ChannelSettings => ({
  name,
  type,
  options: {},
  lane: { ...FAST, ...lane },
});

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);
const alerts = (from: number, to: number) => numbers(from, to).map((n) => sampleAlert(n));

test('all channels get all alerts, in order', async () => {
  const [one, two] = [testChannel(), testChannel()];
  const delivery = await Delivery.open(settings([channel('one', one.type), channel('two', two.type)]));
  for (let n = 0; n < 100; n += 10) delivery.submit(alerts(n, n + 10));
  assert.deepEqual(await delivery.close(1000), new Map());
  assert.deepEqual(one.arrived, numbers(0, 100));
  assert.deepEqual(two.arrived, numbers(0, 100));
  assert.deepEqual([one.opened, one.closed], [1, 1]);
});

test('whatever a channel answers, every alert arrives once, in order', async () => {
  const answer = fc.constantFrom('ok', 'retry', 'throw', 'half');
  await fc.assert(
    fc.asyncProperty(fc.array(answer, { maxLength: 40 }), fc.boolean(), async (answers, onDisk) => {
      const plan = [...answers];
      const { type, arrived } = testChannel((batch) => {
        const next = plan.shift() ?? 'ok';
        if (next === 'throw') throw new Error('no');
        if (next === 'retry') return retry('later');
        if (next === 'ok') return delivered('ok');
        const half = batch.length / 2;
        return { result: batch.map((_, n) => (n < half ? DELIVERED : { kind: 'retry', reason: 'later' })), answer: '' };
      });
      const disk = onDisk ? { disk: { ...DISK, directory: fresh() } } : {};
      const delivery = await Delivery.open(settings([channel('c', type)], disk));
      delivery.submit(alerts(0, 50));
      await delivery.close(60_000);
      assert.deepEqual(arrived, numbers(0, 50));
    }),
    { numRuns: 40 },
  );
});

test('with several batches at once every alert arrives once', async () => {
  let atOnce = 0;
  let most = 0;
  const { type, arrived } = testChannel(async () => {
    most = Math.max(most, ++atOnce);
    await sleep(Math.random() * 5);
    atOnce--;
    return Math.random() < 0.2 ? retry('later') : delivered('ok');
  });
  const delivery = await Delivery.open(
    settings([channel('c', type, { concurrency: 4 })], { disk: { ...DISK, directory: fresh() } }),
  );
  delivery.submit(alerts(0, 500));
  await delivery.close(60_000);
  assert.equal(most, 4);
  assert.deepEqual(
    arrived.toSorted((a, b) => a - b),
    numbers(0, 500),
  );
});

/** How often the time is looked at for 2000 alerts, one after the other, that a channel takes beside others. */
async function looksBeside(t: TestContext, others: readonly ChannelSettings[]): Promise<number> {
  const { mock } = t.mock.method(performance, 'now');
  const { type, arrived } = testChannel();
  const delivery = await Delivery.open(settings([channel('well', type), ...others]));
  for (let n = 0; n < 2000; n++) {
    delivery.submit([sampleAlert(n)]);
    await turn();
  }
  while (arrived.length < 2000) await turn();
  const found = mock.callCount();
  mock.restore();
  await delivery.close(1);
  return found;
}

test('a channel that does not answer, or is left alone for a while, does nothing for an alert that comes', async (t) => {
  const never = testChannel(async (_, signal) => new Promise((__, reject) => signal.addEventListener('abort', reject)));
  const failing = testChannel(() => retry('no'));
  const alone = await looksBeside(t, []);
  const beside = await looksBeside(t, [
    channel('never', never.type),
    channel('failing', failing.type, { backoff: { initialMs: 1e7, maxMs: 1e7 } }),
  ]);
  assert.ok(beside - alone < 200, `${beside - alone} looks more for 2000 alerts`);
});

test('what a channel refuses goes to the dead letters with the reason, and the rest goes on', async () => {
  const directory = fresh();
  const log: Log[] = [];
  const { type, arrived } = testChannel((batch) => ({
    result: batch.map(({ alert }) => (numberOf(alert) % 5 === 0 ? { kind: 'refused', reason: 'too odd' } : DELIVERED)),
    answer: '',
  }));
  const delivery = await Delivery.open(settings([channel('c/d', type)], { disk: { ...DISK, directory } }, log));
  delivery.submit(alerts(0, 20));
  await delivery.close(1000);
  assert.equal(arrived.length, 16);
  const letters = readFileSync(join(directory, 'dead-letters', 'c%2Fd.jsonl'), 'utf8')
    .trim()
    .split('\n');
  assert.deepEqual(
    letters.map((line) => {
      const { reason, alert } = JSON.parse(line) as { reason: string; alert: { output_fields: { n: number } } };
      return [reason, alert.output_fields.n];
    }),
    [0, 5, 10, 15].map((n) => ['too odd', n]),
  );
  assert.ok(log.some(({ level, message }) => level === 'error' && message.includes('too odd')));
});

test('an alert that a channel cannot bear is found among others, and given up after so many attempts', async () => {
  const { type, arrived } = testChannel((batch) =>
    batch.some(({ alert }) => numberOf(alert) === 13) ? retry('500') : delivered('ok'),
  );
  const delivery = await Delivery.open(settings([channel('c', type, { maxAttempts: 20 })]));
  delivery.submit(alerts(0, 40));
  await delivery.close(60_000);
  assert.deepEqual(
    arrived,
    numbers(0, 40).filter((n) => n !== 13),
  );
});

test('a channel that never answers holds up no other, and is told to be down', async () => {
  const log: Log[] = [];
  const dead = testChannel(() => new Promise(() => undefined));
  const good = testChannel();
  const delivery = await Delivery.open(
    settings([channel('dead', dead.type, { timeoutMs: 1 }), channel('good', good.type)], {}, log),
  );
  delivery.submit(alerts(0, 100));
  while (good.arrived.length < 100) await sleep(1);
  while (dead.opened < 2) await sleep(20);
  assert.equal(delivery.status.lanes[0]?.waiting, 100);
  assert.match(log.map(({ message }) => message).join('\n'), /channel dead: it is tried again: no answer within 1 ms/);
  assert.deepEqual(await delivery.close(1), new Map([['dead', 100]]));
  assert.deepEqual(good.arrived, numbers(0, 100));
});

/** A gate before a channel: nothing gets through while it is shut. */
function gated(given: Partial<ChannelType> = {}) {
  const gate = { isOpen: false };
  return Object.assign(
    testChannel(() => (gate.isOpen ? delivered('ok') : retry('shut')), given),
    { gate },
  );
}

test('a channel that is down is asked with one alert at a time whether it is back', async () => {
  const sizes: number[] = [];
  const { type } = testChannel((batch) => {
    sizes.push(batch.length);
    return retry('no');
  });
  const delivery = await Delivery.open(settings([channel('c', type, { batch: 512 })]));
  delivery.submit(alerts(0, 1000));
  while (sizes.length < 8) await sleep(1);
  await delivery.close(0);
  assert.deepEqual(sizes.slice(0, 8), [512, 256, 128, 64, 32, 1, 1, 1]);
});

test('a clock that is set back makes no pause longer', async () => {
  let hour = 0;
  const services = { ...testServices(), now: () => Date.now() - hour * 3_600_000 };
  const failing = gated();
  const waiting = testChannel();
  const delivery = await Delivery.open(
    settings(
      [
        channel('failing', failing.type, { backoff: { initialMs: 20, maxMs: 20 } }),
        channel('waiting', waiting.type, { batch: 100, waitMs: 20 }),
      ],
      { services },
    ),
  );
  delivery.submit(alerts(0, 3));
  while (delivery.status.lanes[0]?.failures !== 1) await turn();
  hour = 1;
  failing.gate.isOpen = true;
  // Not by closing, which waits for no batch to become full
  while (failing.arrived.length < 3 || waiting.arrived.length < 3) await sleep(1);
  assert.deepEqual(await delivery.close(1000), new Map());
});

test('what was not delivered is delivered after a restart; what was is not', async () => {
  const disk = { disk: { ...DISK, directory: fresh() } };
  let isUp = true;
  const { type, arrived } = testChannel(() => (isUp ? delivered('ok') : retry('down')));
  const first = await Delivery.open(settings([channel('c', type)], disk));
  first.submit(alerts(0, 30));
  while (arrived.length < 30) await sleep(1);
  isUp = false;
  first.submit(alerts(30, 60));
  await first.stored();
  assert.deepEqual(await first.close(20), new Map([['c', 30]]));
  isUp = true;
  const second = await Delivery.open(settings([channel('c', type)], disk));
  second.submit(alerts(60, 61));
  await second.close(10_000);
  assert.deepEqual(arrived, numbers(0, 61));
});

test('a live channel has nothing of before', async () => {
  const disk = { disk: { ...DISK, directory: fresh() } };
  const down = testChannel(() => retry('down'));
  const first = await Delivery.open(settings([channel('c', down.type)], disk));
  first.submit(alerts(0, 30));
  await first.close(1);
  const live = testChannel(undefined, { reach: 'live' });
  const second = await Delivery.open(settings([channel('live', live.type)], disk));
  second.submit(alerts(30, 40));
  await second.close(1000);
  assert.deepEqual(live.arrived, numbers(30, 40));
});

test('what is lost is counted, told to people, and raised as an alert', async () => {
  const log: Log[] = [];
  let isUp = false;
  const { type, arrived } = testChannel(() => (isUp ? delivered('ok') : retry('down')), {
    defaults: { batch: { alerts: 1, waitMs: 0 }, concurrency: 1, timeoutMs: 0 },
  });
  const other = testChannel();
  const delivery = await Delivery.open(
    settings([channel('slow', type), channel('other', other.type)], { memoryAlerts: 100 }, log),
  );
  for (let n = 0; n < 1000; n += 100) {
    delivery.submit(alerts(n, n + 100));
    await sleep(2);
  }
  isUp = true;
  while (delivery.status.lanes[0]?.waiting !== 0) await sleep(5);
  const [slow] = delivery.status.lanes;
  assert.ok(slow !== undefined && slow.lost > 0);
  await delivery.close(1000);
  const numbered = arrived.filter((n) => !Number.isNaN(n));
  assert.equal(numbered.length + slow.lost, 1000);
  assert.match(log.map(({ message }) => message).join('\n'), /channel slow: \d+ alerts were lost/);
  assert.ok(other.arrived.some(Number.isNaN), 'the other channel has the alert about it');
});

test('a directory belongs to one process', async () => {
  const disk = { disk: { ...DISK, directory: fresh() } };
  const first = await Delivery.open(settings([], disk));
  await assert.rejects(Delivery.open(settings([], disk)), /is in use by another process/);
  await first.close(1);
  await (await Delivery.open(settings([], disk))).close(1);
});

test('if a channel cannot be opened, those that are open are closed, and the directory is free', async () => {
  const disk = { disk: { ...DISK, directory: fresh() } };
  const good = testChannel();
  const bad = testChannel(undefined, { open: () => Promise.reject(new Error('no certificate')) });
  const both = [channel('good', good.type), channel('bad', bad.type)];
  await assert.rejects(Delivery.open(settings(both, disk)), { name: 'ChannelError', channel: 'bad' });
  assert.deepEqual([good.opened, good.closed], [1, 1]);
  await (await Delivery.open(settings([], disk))).close(1);
});

test('what is closed twice is closed once', async () => {
  const { type } = testChannel(() => retry('down'));
  const one = testChannel();
  const delivery = await Delivery.open(settings([channel('down', type), channel('one', one.type)]));
  delivery.submit(alerts(0, 3));
  const [first, second] = await Promise.all([delivery.close(1), delivery.close(1000)]);
  assert.deepEqual([first, second], [new Map([['down', 3]]), first]);
  assert.equal(one.closed, 1);
});

test('batches wait to become full, but not longer than they may', async () => {
  const { type, batches } = testChannel();
  const delivery = await Delivery.open(settings([channel('c', type, { batch: 5, waitMs: 100 })]));
  for (let n = 0; n < 4; n++) {
    delivery.submit(alerts(n, n + 1));
    await sleep(1);
  }
  assert.deepEqual(batches, []);
  delivery.submit(alerts(4, 7));
  while (batches.length < 2) await sleep(5);
  assert.deepEqual(batches, [5, 2]);
  await delivery.close(1000);
});

test('pauses double up to the longest, with jitter', () => {
  const backoff = { initialMs: 100, maxMs: 1000 };
  assert.deepEqual(
    [1, 2, 3, 4, 5, 1000].map((failures) => backoffMs(failures, backoff, 1)),
    [100, 200, 400, 800, 1000, 1000],
  );
  assert.equal(backoffMs(1, backoff, 0), 50);
});

test('refused alone is no failure of the channel', async () => {
  const { type } = testChannel(() => refused('bad'));
  const delivery = await Delivery.open(settings([channel('c', type)]));
  delivery.submit(alerts(0, 10));
  await delivery.close(1000);
  const [lane] = delivery.status.lanes;
  assert.deepEqual([lane?.state, lane?.refused, lane?.failures], ['up', 10, 0]);
});
