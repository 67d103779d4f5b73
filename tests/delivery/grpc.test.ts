/** Falco's gRPC services: the delivery core with the channel, and the usual client library. */
import assert from 'node:assert/strict';
import { linkSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { HOSTILE_ALERT, PLAIN_ALERT } from '../../packages/outputs/src/channels/testing/alerts.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { credentials, status } from '@grpc/grpc-js';
import type { Alert } from '@lanner/engine';
import type { OptionTable, OptionValues } from '@lanner/outputs';
import { Delivery } from '@lanner/outputs/delivery';
import { grpc } from '../../packages/outputs/src/channels/grpc/index.ts';
import { makeAuthority, makeCertificate, noOpenssl } from './certificates.ts';
import { freePort } from './debian.ts';
import { FalcoClient, type Taken } from './falco/client.ts';

const folder = mkdtempSync(join(tmpdir(), 'lanner-grpc-'));
after(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

function alertOf(index: number, more: Partial<Alert> = {}): Alert {
  return {
    time: BigInt(Date.now()) * 1_000_000n,
    rule: `Rule ${index}`,
    priority: 'Warning',
    source: 'syscall',
    hostname: 'node-1',
    tags: ['b', 'a'],
    message: `message ${index}`,
    fields: [['proc.name', 'cat']],
    ...more,
  };
}

const alertsFrom = (first: number, count: number, more: Partial<Alert> = {}): Alert[] =>
  Array.from({ length: count }, (_, index) => alertOf(first + index, more));
const rulesFrom = (first: number, count: number): string[] => alertsFrom(first, count).map(({ rule }) => rule);
const rulesOf = ({ alerts }: Taken): string[] => alerts.map(({ rule }) => rule);

interface Opened {
  readonly delivery: Delivery;
  readonly log: readonly string[];
  client(): FalcoClient;
}

let count = 0;

async function open(
  context: TestContext,
  memoryAlerts = 0,
  path = at(`${count++}.sock`),
  directory?: string,
): Promise<Opened> {
  const log: string[] = [];
  const delivery = await Delivery.open({
    channels: [{ name: 'grpc', type: grpc, options: { bind_address: `unix://${path}` } }],
    services: {
      log: (level, message) => log.push(`${level}: ${message}`),
      hostname: 'node-1',
      userAgent: 'Lanner/1.2.3-rc.1+abc',
      format: { json: false, iso8601: true },
      now: Date.now,
    },
    format: { asJson: false, iso8601: true, output: true, message: false, fields: true, tags: true },
    memoryAlerts,
    ...(directory === undefined
      ? {}
      : { disk: { directory, segmentBytes: 1 << 20, maxBytes: 1 << 26, maxAgeMs: 1e9, sync: 'never' as const } }),
  });
  context.after(() => delivery.close(0));
  const client = (): FalcoClient => {
    const made = new FalcoClient(`unix:${path}`);
    context.after(() => made.close());
    return made;
  };
  return { delivery, log, client };
}

/** Waits for what must come; a test that never ends tells its name. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(10);
}

test('a subscriber has alerts as they come, with all that Falco sends', async (context) => {
  const { delivery, client } = await open(context);
  const taken = client().sub();
  const time = 1_764_000_000_123_456_789n;
  const fields = [
    ['proc.name', 'x\u001b[2J\n\ud800'],
    ['user.uid', 0n],
    ['evt.time', time],
    ['container.id', null],
    ['proc.aname', ['bash', 'sshd']],
  ] as const;
  delivery.submit([alertOf(1, { time, fields }), alertOf(2, { source: 'internal', priority: 'Emergency' })]);
  await until(() => taken.alerts.length === 2);
  const [first, second] = taken.alerts;
  assert.deepEqual(first, {
    time: { seconds: '1764000000', nanos: 123_456_789 },
    priority: 'WARNING',
    source_deprecated: 'SYSCALL',
    rule: 'Rule 1',
    output: '2025-11-24T16:00:00.123456789+0000: Warning message 1',
    output_fields: {
      'proc.name': 'x\u001b[2J\n\ufffd',
      'user.uid': '0',
      'evt.time': String(time),
      'container.id': '<NA>',
      'proc.aname': 'bash sshd',
    },
    hostname: 'node-1',
    tags: ['b', 'a'],
    source: 'syscall',
  });
  assert.equal(second?.source_deprecated, 'INTERNAL');
  assert.equal(second?.priority, 'EMERGENCY');
  await until(() => delivery.status.lanes[0]?.delivered === 2);
});

test('a hostile alert arrives, and the next behind it', async (context) => {
  const { delivery, client } = await open(context);
  const taken = client().sub();
  delivery.submit([HOSTILE_ALERT.alert, PLAIN_ALERT.alert]);
  await until(() => taken.alerts.length === 2);
  assert.deepEqual(
    taken.alerts.map(({ rule }) => rule),
    [HOSTILE_ALERT.alert.rule.toWellFormed(), PLAIN_ALERT.alert.rule],
  );
});

test('get takes what waits and ends; then there is nothing', async (context) => {
  const { delivery, client } = await open(context);
  delivery.submit(alertsFrom(0, 1000));
  const taken = client().get();
  assert.equal(await taken.end, status.OK);
  assert.deepEqual(rulesOf(taken), rulesFrom(0, 1000));
  const again = client().get();
  assert.equal(await again.end, status.OK);
  assert.deepEqual(again.alerts, []);
  assert.equal(delivery.status.lanes[0]?.delivered, 1000);
});

test('a client that goes loses nothing for the next', async (context) => {
  const { delivery, client } = await open(context);
  const first = client().sub();
  delivery.submit(alertsFrom(0, 50));
  await until(() => delivery.status.lanes[0]?.delivered === 50);
  first.stream.cancel();
  assert.equal(await first.end, status.CANCELLED);
  delivery.submit(alertsFrom(50, 1000));
  await sleep(50);
  const second = client().sub();
  await until(() => second.alerts.length >= 1000);
  assert.deepEqual(rulesOf(first), rulesFrom(0, 50));
  assert.deepEqual(rulesOf(second), rulesFrom(50, 1000));
});

test('alerts that no client took are there after a restart', async (context) => {
  const [directory, path] = [at('kept'), at('kept.sock')];
  const before = await open(context, 0, path, directory);
  before.delivery.submit(alertsFrom(0, 300));
  assert.deepEqual(await before.delivery.close(0), new Map([['grpc', 300]]));
  const { client } = await open(context, 0, path, directory);
  const taken = client().get();
  assert.equal(await taken.end, status.OK);
  assert.deepEqual(rulesOf(taken), rulesFrom(0, 300));
});

test('two subscribers have all alerts, each in order', async (context) => {
  const { delivery, client } = await open(context);
  const both = [client().sub(), client().sub()];
  // Whoever has one is subscribed
  for (let index = 0; both.some(({ alerts }) => alerts.length === 0); index++) {
    delivery.submit([alertOf(-1 - index)]);
    await sleep(10);
  }
  delivery.submit(alertsFrom(0, 5000));
  await until(() => both.every((one) => rulesOf(one).at(-1) === 'Rule 4999'));
  for (const one of both) assert.deepEqual(rulesOf(one).slice(-5000), rulesFrom(0, 5000));
});

test('a subscriber that is far behind the others is let go, which is told', async (context) => {
  const { delivery, client, log } = await open(context);
  const [slow, fast] = [client().sub(), client().sub()];
  for (let index = 0; [slow, fast].some(({ alerts }) => alerts.length === 0); index++) {
    delivery.submit([alertOf(-1 - index)]);
    await sleep(10);
  }
  slow.stream.pause();
  const size = 10_000;
  delivery.submit(alertsFrom(0, 2000, { message: 'x'.repeat(size) }));
  await until(() => rulesOf(fast).at(-1) === 'Rule 1999');
  assert.deepEqual(rulesOf(fast).slice(-2000), rulesFrom(0, 2000));
  slow.stream.resume();
  assert.equal(await slow.end, status.RESOURCE_EXHAUSTED);
  assert.match(log.join('\n'), /warning: grpc: a subscriber is too slow and was let go; it has missed \d+ alerts/);
  // 8 MiB of them at most waited for it
  const missed = Number(/missed (\d+)/.exec(log.join())?.[1]);
  assert.ok(missed >= 500 && missed * size < 12 * 1024 * 1024, String(missed));
});

test('the only subscriber may be as slow as it likes: alerts wait in the log', async (context) => {
  const { delivery, client } = await open(context);
  const taken = client().sub();
  delivery.submit([alertOf(-1)]);
  await until(() => taken.alerts.length === 1);
  taken.stream.pause();
  delivery.submit(alertsFrom(0, 2000, { message: 'x'.repeat(10_000) }));
  await sleep(300);
  assert.ok((delivery.status.lanes[0]?.waiting ?? 0) > 1000, JSON.stringify(delivery.status.lanes));
  taken.stream.resume();
  await until(() => taken.alerts.length > 2000);
  assert.deepEqual(rulesOf(taken).slice(1), rulesFrom(0, 2000));
});

test('beyond the bounds of the log the oldest are lost, counted and told', async (context) => {
  const { delivery, client } = await open(context, 100);
  delivery.submit(alertsFrom(0, 1000));
  const taken = client().sub();
  await until(() => taken.alerts.some(({ source }) => source === 'internal'));
  const ours = rulesOf(taken).filter((rule) => rule.startsWith('Rule '));
  const lost = delivery.status.lanes[0]?.lost ?? 0;
  assert.ok(lost > 0);
  assert.equal(ours.length + lost, 1000);
  assert.equal(ours.at(-1), 'Rule 999');
});

test('an alert that clients would not take is refused, and the next is sent', async (context) => {
  const { delivery, client } = await open(context);
  const taken = client().sub();
  delivery.submit([alertOf(1, { message: 'x'.repeat(5 << 20) }), alertOf(2)]);
  await until(() => taken.alerts.length === 1);
  assert.deepEqual(rulesOf(taken), ['Rule 2']);
  assert.equal(delivery.status.lanes[0]?.refused, 1);
});

test('version, unknown methods, deadlines', async (context) => {
  const { client } = await open(context);
  const { version, major, minor, patch, engine_version: engine } = await client().version();
  assert.deepEqual([version, major, minor, patch], ['1.2.3-rc.1+abc', 1, 2, 3]);
  assert.ok(engine > 0);
  await assert.rejects(client().version('/falco.version.service/other'), { code: status.UNIMPLEMENTED });
  await assert.rejects(client().version('/falco.outputs.service/sub', 200), { code: status.DEADLINE_EXCEEDED });
});

test('a socket that was left behind is replaced; one that is in use, or a file, is not', async (context) => {
  const path = at('again.sock');
  const { client } = await open(context, 0, path);
  assert.equal(statSync(path).mode & 0o777, 0o660);
  await assert.rejects(open(context, 0, path), /another program listens at/);
  assert.equal((await client().version()).major, 1);
  await assert.rejects(open(context, 0, join(import.meta.dirname, 'grpc.test.ts')), /is no socket/);
  const left = at('left.sock');
  const other = createServer().listen(left);
  await until(() => other.listening);
  // As a process leaves it that is killed
  linkSync(left, `${left}.kept`);
  await new Promise((resolve) => other.close(resolve));
  renameSync(`${left}.kept`, left);
  const after = await open(context, 0, left);
  assert.equal((await after.client().version()).major, 1);
});

test('over TCP only clients with a certificate of the authority are answered', { skip: noOpenssl }, async (context) => {
  for (const name of ['ca', 'other-ca']) makeAuthority(folder, name);
  for (const name of ['server', 'client']) makeCertificate(folder, name, 'ca');
  makeCertificate(folder, 'stranger', 'other-ca');
  const address = `127.0.0.1:${await freePort()}`;
  const files = { private_key: at('server.key'), cert_chain: at('server.crt'), root_certs: at('ca.crt') };
  const services = {
    log: () => undefined,
    hostname: 'node-1',
    userAgent: 'Lanner/1.2.3',
    format: { json: false, iso8601: true },
    now: Date.now,
  };
  const options = { bind_address: address, ...files } as OptionValues<OptionTable>;
  assert.equal(grpc.check?.(options), undefined);
  assert.match(grpc.check?.({ ...options, root_certs: '' }) ?? '', /needs private_key, cert_chain and root_certs/);
  const channel = await grpc.open(options, services);
  context.after(() => channel.close());
  const read = (name: string): Buffer => readFileSync(at(name));
  const as = (name: string): FalcoClient =>
    new FalcoClient(address, credentials.createSsl(read('ca.crt'), read(`${name}.key`), read(`${name}.crt`)));
  const known = as('client');
  const wrong = [
    as('stranger'),
    new FalcoClient(address, credentials.createSsl(read('ca.crt'))),
    new FalcoClient(address),
  ];
  context.after(() => [known, ...wrong].forEach((one) => one.close()));
  assert.equal((await known.version()).version, '1.2.3');
  for (const one of wrong) {
    await assert.rejects(one.version(), { code: status.UNAVAILABLE });
    const taken = one.sub();
    assert.equal(await taken.end, status.UNAVAILABLE);
  }
});
