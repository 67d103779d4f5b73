/** Routing in the delivery core: what is held back is told, also after a restart. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Alert } from '@lanner/engine';
import { delivered, retry, type ChannelType } from '../contract/channel.ts';
import { parseMatcher } from '../routing/matcher.ts';
import type { Routing } from '../routing/routing.ts';
import { routeTree, type HoldOptions } from '../routing/tree.ts';
import { testChannel, testServices } from '../testing/channels.ts';
import { sampleAlert } from '../testing/samples.ts';
import { Delivery, type ChannelSettings, type DeliverySettings } from './delivery.ts';

const folder = mkdtempSync(join(tmpdir(), 'lanner-routing-'));
after(() => rmSync(folder, { recursive: true }));
let count = 0;

const disk = () => ({
  disk: {
    directory: join(folder, String(count++)),
    segmentBytes: 4000,
    maxBytes: 1e9,
    maxAgeMs: 1e9,
    sync: 'never' as const,
  },
});

function routing(hold: Partial<HoldOptions>, receivers = ['c']): Routing {
  return { route: routeTree({ matchers: [], receivers, continue: false, hold, routes: [] }), inhibit: [] };
}

const THROTTLE = { throttle: { by: ['rule'], limit: 1, perMs: 400 } };

function settings(channels: readonly ChannelSettings[], given: Partial<DeliverySettings>): DeliverySettings {
  return { channels, services: testServices(), format: { asJson: false }, memoryAlerts: 0, ...given };
}

const channel = (name: string, type: ChannelType): ChannelSettings => ({
  name,
  type,
  options: {},
  lane: { backoff: { initialMs: 1, maxMs: 4 } },
});

/** Now, of one rule. */
const alert = (n: number, given: Partial<Alert> = {}): Alert =>
  sampleAlert(n, { time: BigInt(Date.now()) * 1_000_000n, message: `m${n}`, ...given });

/** A channel that remembers the texts of what arrived. */
function texts(isUp: () => boolean = () => true): { readonly type: ChannelType; readonly arrived: string[] } {
  const arrived: string[] = [];
  const { type } = testChannel((batch) => {
    if (!isUp()) return retry('down');
    arrived.push(...batch.map((one) => one.alert.message));
    return delivered('ok');
  });
  return { type, arrived };
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await sleep(5);
}

test('routes split alerts; the channel that no route names has all', async () => {
  const [team, pager, all] = [texts(), texts(), texts()];
  const tree = routeTree({
    matchers: [],
    receivers: ['team'],
    continue: false,
    hold: {},
    routes: [{ matchers: [parseMatcher('rule = Bad')], receivers: ['pager'], continue: false, hold: {}, routes: [] }],
  });
  const delivery = await Delivery.open(
    settings([channel('team', team.type), channel('pager', pager.type), channel('all', all.type)], {
      routing: { route: tree, inhibit: [] },
    }),
  );
  delivery.submit([alert(1), alert(2, { rule: 'Bad' }), alert(3)]);
  await delivery.close(1000);
  assert.deepEqual([team.arrived, pager.arrived, all.arrived], [['m1', 'm3'], ['m2'], ['m1', 'm2', 'm3']]);
});

test('the summary comes when its time is up, to that channel alone, and in the counters', async () => {
  const [one, other] = [texts(), texts()];
  const delivery = await Delivery.open(
    settings([channel('c', one.type), channel('other', other.type)], { routing: routing(THROTTLE), ...disk() }),
  );
  delivery.submit([1, 2, 3, 4].map((n) => alert(n)));
  await until(() => one.arrived.length === 1);
  assert.deepEqual(
    delivery.status.lanes.map(({ held, untold }) => [held, untold]),
    [
      [3, 3],
      [0, 0],
    ],
  );
  await until(() => one.arrived.length === 2);
  await until(() => delivery.status.lanes[0]?.untold === 0);
  await delivery.close(1000);
  assert.deepEqual(one.arrived, ['m1', '3 more like this in 1 s: m2']);
  assert.deepEqual(other.arrived, ['m1', 'm2', 'm3', 'm4']);
});

test('in memory only, what is held back is told when Lanner ends', async () => {
  const { type, arrived } = texts();
  const delivery = await Delivery.open(
    settings([channel('c', type)], {
      routing: routing({ throttle: { by: ['rule'], limit: 1, perMs: 60_000 } }),
    }),
  );
  delivery.submit([1, 2, 3].map((n) => alert(n)));
  await delivery.close(5000);
  assert.deepEqual(arrived, ['m1', '2 more like this in 60 s: m2']);
});

test('what is held back survives a restart, and so do windows', async () => {
  const given = disk();
  const { type, arrived } = texts();
  const ways = routing({ throttle: { by: ['rule'], limit: 1, perMs: 1500 } });
  const first = await Delivery.open(settings([channel('c', type)], { routing: ways, ...given }));
  first.submit([1, 2, 3].map((n) => alert(n)));
  await first.close(5000);
  assert.deepEqual(arrived, ['m1']);
  const second = await Delivery.open(settings([channel('c', type)], { routing: ways, ...given }));
  second.submit([alert(4)]);
  await until(() => arrived.length === 2);
  await second.close(5000);
  assert.deepEqual(arrived, ['m1', '3 more like this in 2 s: m2']);
});

test('without routes what was held back is told, and nothing is left of it', async () => {
  const given = disk();
  const { type, arrived } = texts();
  const first = await Delivery.open(settings([channel('c', type)], { routing: routing(THROTTLE), ...given }));
  first.submit([1, 2, 3].map((n) => alert(n)));
  await first.close(5000);
  const second = await Delivery.open(settings([channel('c', type)], given));
  second.submit([alert(4), alert(5)]);
  await until(() => arrived.length === 4);
  await second.close(5000);
  assert.deepEqual(arrived.toSorted(), ['2 more like this in 1 s: m2', 'm1', 'm4', 'm5'].toSorted());
  assert.deepEqual(readdirSync(join(given.disk.directory, 'held-back')), []);
  const third = await Delivery.open(settings([channel('c', type)], given));
  await third.close(5000);
  assert.equal(arrived.length, 4);
});

test('a channel that is down loses neither alerts nor summaries, and has none twice after a restart', async () => {
  const given = disk();
  let isUp = false;
  const { type, arrived } = texts(() => isUp);
  const ways = routing(THROTTLE);
  const first = await Delivery.open(settings([channel('c', type)], { routing: ways, ...given }));
  first.submit([1, 2, 3].map((n) => alert(n)));
  await until(() => existsSync(join(given.disk.directory, 'held-back', 'c.json')));
  await first.close(1);
  isUp = true;
  const second = await Delivery.open(settings([channel('c', type)], { routing: ways, ...given }));
  await until(() => arrived.length === 2);
  await second.close(5000);
  assert.deepEqual(arrived, ['m1', '2 more like this in 1 s: m2']);
});
