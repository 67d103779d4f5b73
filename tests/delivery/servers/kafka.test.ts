/** Topics of a strict broker of our own (tests/delivery/kafka): Debian has none. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CHANNELS, resultsOf, type DeliveredAlert } from '@lanner/outputs';
import { delivered, HUGE_ALERT, PLAIN_ALERT } from '../../../packages/outputs/src/channels/testing/alerts.ts';
import { openChannel } from '../../../packages/outputs/src/channels/testing/open.ts';
import { sampleAlert } from '../../../packages/outputs/src/testing/samples.ts';
import { noOpenssl } from '../certificates.ts';
import { Server } from '../debian.ts';
import type { StoredRecord } from '../kafka/broker.ts';
import { crc32c } from '../kafka/records.ts';
import { checkServer, type Place } from './contract.ts';

const BROKER = fileURLToPath(new URL('../kafka/broker.ts', import.meta.url));

const LOGIN = { sasl: 'scram-sha-256', user: 'lanner', password: 'right-secret' };
let place: Place | undefined;

function brokers({ port }: Place): Readonly<Record<string, unknown>> {
  return { brokers: [`127.0.0.1:${port}`], ...LOGIN };
}

function records(topic: string): StoredRecord[] {
  assert.ok(place);
  const file = join(place.folder, 'records');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  return lines.map((line) => JSON.parse(line) as StoredRecord).filter((one) => one.topic === topic);
}

function noViolations(): void {
  assert.ok(place);
  const file = join(place.folder, 'violations');
  assert.equal(existsSync(file) ? readFileSync(file, 'utf8') : '', '');
}

checkServer({
  packages: [],
  async start(given) {
    place = given;
    const ports = [String(given.port), String(given.tlsPort)];
    return new Server(given.folder, process.execPath, ['--no-warnings', BROKER, given.folder, ...ports]);
  },
  tlsOptions: ({ tlsPort }) => ({ brokers: [`127.0.0.1:${tlsPort}`], tls: true }),
  wrongOptions: () => ({ password: 'wrong-secret' }),
  channels: [
    {
      type: 'kafka',
      proxied: 'none',
      options: (given) => ({ ...brokers(given), topic: 'alerts' }),
      received: async () => records('alerts').map(({ value }) => value),
    },
  ],
});

const skip = noOpenssl;
after(noViolations);

async function deliver(given: Readonly<Record<string, unknown>>, alerts: readonly DeliveredAlert[]) {
  assert.ok(place);
  const type = await CHANNELS.find(({ name }) => name === 'kafka')?.load();
  assert.ok(type);
  const { channel } = await openChannel(type, { ...brokers(place), ...given });
  try {
    const outcome = await channel.deliver(alerts, AbortSignal.timeout(20_000));
    return { ...outcome, results: resultsOf(outcome, alerts.length) };
  } finally {
    await channel.close();
  }
}

function numbered(count: number, given: Parameters<typeof sampleAlert>[1] = {}): DeliveredAlert[] {
  return Array.from({ length: count }, (_, n) => delivered(sampleAlert(n, given), `id-${n}`, n));
}

const kinds = (results: readonly { readonly kind: string }[]): string[] => results.map(({ kind }) => kind);

test('the checksum of the strict broker is that of RFC 3720', () => {
  assert.equal(crc32c(Buffer.alloc(32)), 0x8a9136aa);
  assert.equal(crc32c(Buffer.from('123456789')), 0xe3069283);
});

for (const sasl of ['plain', 'scram-sha-256', 'scram-sha-512']) {
  test(`kafka: logs in by ${sasl}; a wrong password is told without it`, { skip }, async () => {
    const before = records('alerts').length;
    assert.deepEqual(kinds((await deliver({ sasl, topic: 'alerts' }, [PLAIN_ALERT])).results), ['delivered']);
    assert.equal(records('alerts').length, before + 1);
    await assert.rejects(deliver({ sasl, topic: 'alerts', password: 'wrong-secret' }, [PLAIN_ALERT]), (error) => {
      assert.match(String(error), /auth/i);
      assert.doesNotMatch(String(error), /wrong-secret/);
      return true;
    });
  });
}

for (const compression of ['none', 'gzip', 'zstd']) {
  test(`kafka: records with compression ${compression} have key, value, time and identity`, { skip }, async () => {
    const from = records('spread').length;
    const { results, answer } = await deliver({ topic: 'spread', key: '{fields.n}', compression }, numbered(100));
    assert.ok(
      results.every(({ kind }) => kind === 'delivered'),
      answer,
    );
    assert.equal(answer, 'in spread');
    const found = records('spread').slice(from);
    assert.equal(found.length, 100);
    assert.ok(found.every((one) => one.compression === compression));
    assert.equal(new Set(found.map(({ partition }) => partition)).size, 3);
    for (const { key, value, headers, timestamp } of found) {
      const { output_fields: fields } = JSON.parse(value) as { output_fields: { n: number } };
      assert.deepEqual([key, headers, timestamp], [String(fields.n), { uuid: `id-${fields.n}` }, 1_700_000_000_000]);
    }
  });
}

test(
  'kafka: records of one key are in order, in the partition that the clients for Java choose',
  { skip },
  async () => {
    const from = records('spread').length;
    // The hashes by murmur2 that Kafka's own tests expect
    const hashes = {
      '21': -973_932_308,
      foobar: -790_332_482,
      'a-little-bit-long-string': -985_981_536,
      abc: 479_470_107,
    };
    for (const key of Object.keys(hashes)) {
      await deliver({ topic: 'spread', key, max_batch: '1KiB' }, numbered(50));
    }
    const found = records('spread').slice(from);
    for (const [key, hash] of Object.entries(hashes)) {
      const own = found.filter((one) => one.key === key);
      assert.deepEqual(
        own.map(({ value }) => (JSON.parse(value) as { output_fields: { n: number } }).output_fields.n),
        Array.from({ length: 50 }, (_, n) => n),
      );
      assert.deepEqual(new Set(own.map(({ partition }) => partition)), new Set([(hash & 0x7fffffff) % 3]), key);
      assert.ok(new Set(own.map(({ sequence }) => sequence)).size === 50);
    }
  },
);

test('kafka: without a key partitions take turns', { skip }, async () => {
  const from = records('spread').length;
  await deliver({ topic: 'spread', key: '' }, numbered(30));
  const found = records('spread').slice(from);
  assert.ok(found.every(({ key }) => key === null));
  for (const partition of [0, 1, 2]) assert.equal(found.filter((one) => one.partition === partition).length, 10);
});

test('kafka: what a broker has stored and not acknowledged is sent again and is there once', { skip }, async () => {
  const { results, answer } = await deliver({ topic: 'hangs-up' }, numbered(5));
  assert.deepEqual(kinds(results), Array(5).fill('delivered'), answer);
  assert.deepEqual(
    records('hangs-up').map(({ headers }) => headers['uuid']),
    ['id-0', 'id-1', 'id-2', 'id-3', 'id-4'],
  );
});

test('kafka: only what failed is tried again', { skip }, async () => {
  const { results } = await deliver({ topic: 'half-short', key: '{fields.n}' }, numbered(30));
  const stored = new Set(records('half-short').map(({ headers }) => headers['uuid']));
  assert.ok(stored.size > 0 && stored.size < 30);
  for (const [n, result] of results.entries()) {
    assert.equal(result.kind, stored.has(`id-${n}`) ? 'delivered' : 'retry');
    if (result.kind === 'retry') assert.match(result.reason, /^NOT_ENOUGH_REPLICAS: /);
  }
});

test(
  'kafka: a record that is too large for its topic is refused, once it is known which one it is',
  { skip },
  async () => {
    const both = await deliver({ topic: 'small' }, [PLAIN_ALERT, HUGE_ALERT]);
    const [first] = both.results;
    assert.equal(first?.kind, 'retry');
    const { results } = await deliver({ topic: 'small' }, [HUGE_ALERT]);
    assert.equal(results[0]?.kind, 'refused');
    assert.deepEqual(kinds((await deliver({ topic: 'small' }, [PLAIN_ALERT])).results), ['delivered']);
  },
);

test('kafka: a topic that is not there is tried again, or made if that is wanted', { skip }, async () => {
  const { results, answer } = await deliver({ topic: 'new-{priority:lower}' }, numbered(2));
  assert.deepEqual(kinds(results), ['retry', 'retry']);
  assert.match(answer, /Unknown topic new-notice/);
  const made = await deliver({ topic: 'new-{priority:lower}', create_topics: true }, numbered(2));
  assert.deepEqual(kinds(made.results), ['delivered', 'delivered'], made.answer);
  assert.equal(records('new-notice').length, 2);
});

test('kafka: options that cannot be used are told', async () => {
  const type = await CHANNELS.find(({ name }) => name === 'kafka')?.load();
  assert.ok(type);
  for (const [given, problem] of [
    [{ brokers: [] }, /at least one/],
    [{ brokers: ['a:b:c'] }, /brokers: an address such as host:port/],
    [{ brokers: ['b'], sasl: 'plain', user: 'u' }, /plain needs user and password/],
  ] as const) {
    const { options } = (await import('@lanner/outputs')).readOptions(type.options, given, {
      file: () => '',
      env: () => undefined,
    });
    assert.match(type.check?.(options) ?? '', problem);
  }
});
