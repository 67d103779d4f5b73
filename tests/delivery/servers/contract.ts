/** What every channel to a broker must show, against the broker itself. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CHANNELS, readOptions, resultsOf, type ChannelType, type DeliveredAlert } from '@lanner/outputs';
import { Delivery } from '@lanner/outputs/delivery';
import { SAMPLE_ALERTS } from '../../../packages/outputs/src/channels/testing/alerts.ts';
import { openChannel } from '../../../packages/outputs/src/channels/testing/open.ts';
import { testServices } from '../../../packages/outputs/src/testing/channels.ts';
import { sampleAlert } from '../../../packages/outputs/src/testing/samples.ts';
import { makeAuthority, makeCertificate, noOpenssl } from '../certificates.ts';
import { freePort, isListening, unpackPackages, type Server } from '../debian.ts';
import { PROXY_LOGIN, PROXY_PACKAGES, startProxies } from '../proxies.ts';

export interface Place {
  /** Holds the unpacked packages, `authority.crt`, `server.crt`, `server.key`, and whatever the broker writes. */
  readonly folder: string;
  readonly port: number;
  /** Where clients need a certificate. */
  readonly tlsPort: number;
}

export interface ServerContract {
  readonly packages: readonly string[];
  /** Starts the broker, or starts it again with what it has kept. */
  start(place: Place): Promise<Server>;
  /** After the first start: makes streams, subscribes and the like. */
  prepare?(place: Place): Promise<void>;
  /** Whether TLS has a port of its own. */
  readonly tlsPort?: 'the same';
  /** The options over those of a channel for its port with TLS, without those for certificates. */
  tlsOptions(place: Place): Readonly<Record<string, unknown>>;
  /** The options over those of a channel for a password that is wrong, which is `wrong-secret`. */
  wrongOptions?(place: Place): Readonly<Record<string, unknown>>;
  readonly channels: readonly ServerChannel[];
}

export interface ServerChannel {
  /** The kind of the channel. */
  readonly type: string;
  options(place: Place): Readonly<Record<string, unknown>>;
  /** Over which connections it can go through a proxy. Default: those with TLS and those without. */
  readonly proxied?: 'tls' | 'none';
  /** The options that a way through a proxy wants. */
  readonly proxyOptions?: Readonly<Record<string, unknown>>;
  /** Without it nobody says that something has arrived. */
  readonly acknowledges?: false;
  /** All messages since the first start, oldest first, when there are so many. */
  received(place: Place, count: number): Promise<readonly string[]>;
}

const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/u;

export function checkServer(contract: ServerContract): void {
  const folder = mkdtempSync(join(tmpdir(), 'lanner-broker-'));
  const skip =
    noOpenssl === false ? (unpackPackages(folder, [...contract.packages, ...PROXY_PACKAGES]) ?? false) : noOpenssl;
  const running: Running = {
    place: { folder, port: 0, tlsPort: 0 },
    server: undefined,
    async start() {
      const { place } = running;
      running.server = await contract.start(place);
      await running.server.until(() => isListening(place.port));
      if (contract.tlsPort !== 'the same') await running.server.until(() => isListening(place.tlsPort));
    },
  };
  before(async () => {
    if (skip !== false) return;
    makeAuthority(folder, 'authority');
    makeCertificate(folder, 'server', 'authority');
    makeCertificate(folder, 'client', 'authority');
    running.place = { folder, port: await freePort(), tlsPort: await freePort() };
    await running.start();
    await contract.prepare?.(running.place);
  });
  after(async () => {
    await running.server?.end('SIGKILL');
    rmSync(folder, { recursive: true });
  });
  for (const channel of contract.channels) checkChannel(contract, channel, running, skip);
}

interface Running {
  place: Place;
  server: Server | undefined;
  start(): Promise<void>;
}

function checkChannel(contract: ServerContract, tested: ServerChannel, running: Running, skip: string | false): void {
  const { folder } = running.place;
  const name = tested.type;
  let seen = 0;
  /** The messages that have come since the last call, when there are so many. */
  const next = async (count: number): Promise<readonly string[]> => {
    const messages = await tested.received(running.place, seen + count);
    const news = messages.slice(seen);
    seen = messages.length;
    return news;
  };
  const certificate = { mtls: true, client_cert: join(folder, 'client.crt'), client_key: join(folder, 'client.key') };
  const trusting = { ca_cert: join(folder, 'authority.crt') };
  const kind = async (): Promise<ChannelType> => {
    const type = await CHANNELS.find((one) => one.name === name)?.load();
    assert.ok(type);
    return type;
  };
  const openWith = async (...given: Readonly<Record<string, unknown>>[]) =>
    openChannel(await kind(), Object.assign({}, tested.options(running.place), ...given) as Record<string, unknown>);

  test(`${name}: whatever a process has written arrives as one message of JSON`, { skip }, async () => {
    const { channel, log } = await openWith();
    const outcome = await channel.deliver(SAMPLE_ALERTS, AbortSignal.timeout(30_000));
    for (const result of resultsOf(outcome, SAMPLE_ALERTS.length)) assert.deepEqual(result, { kind: 'delivered' });
    await channel.close();
    const messages = await next(SAMPLE_ALERTS.length);
    assert.equal(messages.length, SAMPLE_ALERTS.length);
    for (const [index, message] of messages.entries()) {
      assert.doesNotMatch(message, CONTROLS);
      assert.ok(message.isWellFormed() && Buffer.byteLength(message) <= 256 * 1024);
      const { priority, output_fields: fields } = JSON.parse(message) as { priority: string; output_fields: object };
      assert.equal(priority, SAMPLE_ALERTS[index]?.alert.priority);
      assert.ok(typeof fields === 'object');
    }
    assert.match(messages.at(-1) ?? '', /…\[cut\]/);
    assert.deepEqual(log, []);
  });

  if (tested.acknowledges === false) return;

  test(`${name}: with TLS, both sides show their certificates`, { skip }, async () => {
    // Some know the identities of what they have already
    const sample = SAMPLE_ALERTS.slice(0, 2).map((one) => ({ ...one, id: `${one.id}-tls` }));
    const both = await openWith(contract.tlsOptions(running.place), trusting, certificate);
    const outcome = await both.channel.deliver(sample, AbortSignal.timeout(10_000));
    for (const result of resultsOf(outcome, sample.length)) assert.deepEqual(result, { kind: 'delivered' });
    await both.channel.close();
    assert.equal((await next(2)).length, 2);
    for (const given of [trusting, certificate]) {
      const { channel } = await openWith(contract.tlsOptions(running.place), given);
      await assert.rejects(delivering(channel.deliver(sample, AbortSignal.timeout(10_000))));
      await channel.close();
    }
  });

  test(`${name}: through proxies`, { skip }, async (t) => {
    const login = { ...PROXY_LOGIN, ...tested.proxyOptions };
    const plain = openWith({ proxy: 'socks5://127.0.0.1:1', ...tested.proxyOptions });
    if (tested.proxied !== undefined) await assert.rejects(plain, /there is no way through a proxy/);
    else await (await plain).channel.close();
    if (tested.proxied === 'none') return;
    const proxies = await startProxies(folder);
    t.after(() => proxies.end());
    const secured = [contract.tlsOptions(running.place), trusting, certificate];
    const ways = tested.proxied === 'tls' ? [secured] : [[], secured];
    const sent: DeliveredAlert[] = [];
    const send = async (...given: Readonly<Record<string, unknown>>[]): Promise<void> => {
      const { channel } = await openWith(...given);
      const alerts = SAMPLE_ALERTS.slice(0, 2).map((one) => ({ ...one, id: `${one.id}-proxy-${sent.length}` }));
      try {
        await delivering(channel.deliver(alerts, AbortSignal.timeout(10_000)));
        sent.push(...alerts);
      } finally {
        await channel.close();
      }
    };
    for (const proxy of proxies.urls) {
      for (const way of ways) await send(...way, { proxy, ...login });
      const wrong = { proxy, ...login, proxy_password: 'wrong-secret' };
      await assert.rejects(send(...(ways.at(-1) ?? []), wrong), (error: Error) => {
        assert.match(error.message, /^the proxy 127\.0\.0\.1:\d+: /);
        assert.doesNotMatch(`${error.message} ${error.stack ?? ''}`, /-secret/);
        return true;
      });
    }
    assert.equal((await next(sent.length)).length, sent.length);
    await proxies.end();
    await assert.rejects(
      send(...(ways.at(-1) ?? []), { proxy: proxies.urls[0], ...login }),
      /the proxy .*ECONNREFUSED/,
    );
  });

  test(`${name}: a broker that is killed with -9 while it is sent to costs nothing`, { skip }, async (t) => {
    const type = await kind();
    const { options, problems } = readOptions(type.options, tested.options(running.place), {
      file: () => '',
      env: () => undefined,
    });
    assert.deepEqual(problems, []);
    const lane = { batch: 7, waitMs: 0, backoff: { initialMs: 20, maxMs: 200 } };
    const delivery = await Delivery.open({
      channels: [{ name, type, options, lane }],
      services: testServices([], true),
      format: { asJson: true },
      memoryAlerts: 0,
      disk: {
        directory: join(folder, 'delivery'),
        segmentBytes: 1024 * 1024,
        maxBytes: 1024 ** 3,
        maxAgeMs: 3_600_000,
        sync: 'interval',
      },
    });
    let count = 0;
    t.after(() => delivery.close(0));
    const waiting = (): number => count - (delivery.status.lanes[0]?.delivered ?? 0);
    const submit = (more: number): void => {
      delivery.submit(Array.from({ length: more }, (_, index) => sampleAlert(count + index)));
      count += more;
    };
    submit(50);
    await running.server?.until(() => waiting() === 0);
    await tested.received(running.place, seen + 50);
    // Some are in its buffers now, and it has not said that it has them
    running.server?.freeze();
    submit(50);
    await sleep(200);
    assert.equal(waiting(), 50);
    await running.server?.end('SIGKILL');
    submit(50);
    await sleep(200);
    assert.equal(waiting(), 100);
    await running.start();
    submit(50);
    assert.deepEqual(await delivery.close(60_000), new Map());
    const numbers = (await next(200)).map((message) => Number(/"n": ?(\d+)/.exec(message)?.[1]));
    assert.deepEqual(
      Array.from(new Set(numbers)),
      Array.from({ length: 200 }, (_, index) => index),
    );
    assert.ok(numbers.length <= 200 + 7, `${numbers.length} messages for 200 alerts`);
  });

  const { wrongOptions } = contract;
  if (wrongOptions === undefined) return;

  test(`${name}: a wrong password is tried again, and told without it`, { skip }, async () => {
    const { channel, log } = await openWith(wrongOptions(running.place));
    await assert.rejects(
      delivering(channel.deliver(SAMPLE_ALERTS.slice(0, 1), AbortSignal.timeout(10_000))),
      (error) => {
        assert.ok(error instanceof Error && error.message !== '' && error.stack !== undefined);
        assert.doesNotMatch(`${error.message} ${error.stack}`, /wrong-secret/);
        return true;
      },
    );
    await channel.close();
    assert.deepEqual(log, []);
  });
}

/** A `retry` of all alerts is a failure as well. */
async function delivering(
  outcome: ReturnType<Awaited<ReturnType<typeof openChannel>>['channel']['deliver']>,
): Promise<void> {
  const { result } = await outcome;
  const failed = [result].flat().find(({ kind }) => kind !== 'delivered');
  if (failed !== undefined && failed.kind !== 'delivered') throw new Error(failed.reason);
}
