/**
 * A process that is going to be killed: numbers alerts, gives them to the delivery core, and writes down which of them
 * are stored. Started again it goes on with the next number, as an engine would with the next event.
 */
import { appendFileSync, closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { CHANNELS, parseMatcher, readOptions, routeTree, type Routing } from '@lanner/outputs';
import { Delivery } from '@lanner/outputs/delivery';
import { sampleAlert } from '../../packages/outputs/src/testing/samples.ts';

const [directory = '', url = '', total = '0', routed] = process.argv.slice(2);
const record = join(directory, 'stored');
const NO_SECRETS = { file: () => '', env: () => undefined };
const BATCH = 20;
const PAUSE_MS = 4;

/** Two of a kind pass in a short time, a third of the kinds are grouped. */
const ROUTING: Routing = {
  route: routeTree({
    matchers: [],
    receivers: ['http'],
    continue: false,
    hold: { throttle: { by: ['kind'], limit: 2, perMs: 300 } },
    routes: [
      {
        matchers: [parseMatcher('kind =~ "[0-9]*[036]"')],
        continue: false,
        hold: { groupBy: ['kind'], groupWaitMs: 50, groupIntervalMs: 200 },
        routes: [],
      },
    ],
  }),
  inhibit: [],
};
const KINDS = 50;

const type = await CHANNELS.find(({ name }) => name === 'http')?.load();
if (type === undefined) throw new Error('no http');
const delivery = await Delivery.open({
  channels: [
    {
      name: 'http',
      type,
      options: readOptions(type.options, { url, keep_alive: true }, NO_SECRETS).options,
      lane: { batch: 50, backoff: { initialMs: 2, maxMs: 20 } },
    },
  ],
  services: {
    log: (_level, message) => appendFileSync(join(directory, 'messages'), `${message}\n`),
    hostname: 'box',
    userAgent: 'test',
    format: { json: true, iso8601: false },
    now: Date.now,
  },
  format: { asJson: true },
  memoryAlerts: 0,
  ...(routed === undefined ? {} : { routing: ROUTING }),
  disk: {
    directory: join(directory, 'delivery'),
    segmentBytes: 1024 * 1024,
    maxBytes: 1024 ** 3,
    maxAgeMs: 3_600_000,
    sync: 'interval',
  },
});

process.send?.(process.memoryUsage.rss());
let next = existsSync(record) ? Number(readFileSync(record, 'utf8').trim().split('\n').at(-1)) : 0;
const file = openSync(record, 'a');
const end = Number(total);
while (next < end) {
  const count = Math.min(BATCH, end - next);
  const time = BigInt(Date.now()) * 1_000_000n;
  delivery.submit(
    Array.from({ length: count }, (_, n) => {
      const fields = [['n', next + n] as const, ['kind', (next + n) % KINDS] as const];
      return sampleAlert(next + n, routed === undefined ? {} : { time, fields });
    }),
  );
  await delivery.stored();
  next += count;
  // One write: a number is there whole or not at all
  writeSync(file, `${next}\n`);
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
closeSync(file);
// What is held back is on disk, and is told when its time is up: not when the process ends
while (delivery.status.lanes.some(({ untold }) => untold > 0)) await new Promise((resolve) => setTimeout(resolve, 20));
const left = await delivery.close(600_000);
process.disconnect?.();
process.exitCode = left.size === 0 ? 0 : 1;
