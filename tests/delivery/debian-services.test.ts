/** Channels against services of Debian that do not keep alerts as they are: Alertmanager, InfluxDB, collectd. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { CHANNELS, resultsOf, type DeliveredAlert } from '@lanner/outputs';
import { PLAIN_ALERT, SAMPLE_ALERTS } from '../../packages/outputs/src/channels/testing/alerts.ts';
import { openChannel } from '../../packages/outputs/src/channels/testing/open.ts';
import { freePort, Server, unpackPackages } from './debian.ts';

const folder = mkdtempSync(join(tmpdir(), 'lanner-services-'));
after(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const skip = unpackPackages(folder, ['prometheus-alertmanager', 'influxdb', 'collectd-core']) ?? false;

/** Runs a program where what the package has below /usr/share is there: for it alone. */
const OWN_SHARE = ['-rm', 'sh', '-c', `mount --bind '${at('usr/share')}' /usr/share && exec "$@"`, 'sh'];
const skipShare =
  skip === false && spawnSync('unshare', [...OWN_SHARE, 'true']).status !== 0
    ? 'unshare cannot make a mount namespace here'
    : skip;

async function deliver(
  name: string,
  given: Readonly<Record<string, unknown>>,
  alerts: readonly DeliveredAlert[],
): Promise<void> {
  const type = await CHANNELS.find((one) => one.name === name)?.load();
  assert.ok(type);
  const { channel, log } = await openChannel(type, given);
  const outcome = await channel.deliver(alerts, AbortSignal.timeout(20_000));
  for (const result of resultsOf(outcome, alerts.length)) {
    assert.deepEqual(result, { kind: 'delivered' }, outcome.answer);
  }
  await channel.close();
  assert.deepEqual(log, []);
}

const answers = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
};

test('alertmanager: a real one takes any alert, and tells whom it is told to tell', { skip: skipShare }, async (t) => {
  const told: string[] = [];
  const team = createServer((request, response) => {
    void text(request).then((body) => {
      told.push(body);
      return response.end();
    });
  }).listen(0, '127.0.0.1');
  t.after(() => team.close());
  await once(team, 'listening');
  const hook = `http://127.0.0.1:${(team.address() as AddressInfo).port}/`;
  writeFileSync(
    at('alertmanager.yml'),
    `route: { receiver: team, group_by: [alertname], group_wait: 1ms }
receivers: [{ name: team, webhook_configs: [{ url: "${hook}" }] }]
`,
  );
  const url = `http://127.0.0.1:${await freePort()}`;
  const listen = ['--web.listen-address', url.slice('http://'.length), '--cluster.listen-address='];
  const program = at('usr/bin/prometheus-alertmanager');
  const places = [`--config.file=${at('alertmanager.yml')}`, `--storage.path=${at('alerts')}`];
  const server = new Server(folder, 'unshare', [...OWN_SHARE, program, ...places, ...listen]);
  try {
    await server.until(() => answers(`${url}/-/ready`));
    // What is long over is not told
    await deliver('alertmanager', { url, expires_after: '18250d' }, SAMPLE_ALERTS);
    const alerts = (await (await fetch(`${url}/api/v2/alerts`)).json()) as { labels: Record<string, string> }[];
    const plain = alerts.filter(({ labels }) => labels['alertname'] === 'Shadow file read');
    assert.ok(plain.some(({ labels }) => labels['severity'] === 'critical' && labels['k8s_ns_name'] === 'web'));
    assert.ok(plain.some(({ labels }) => labels['priority'] === 'debug'));
    assert.ok(alerts.some(({ labels }) => labels['alertname']?.includes('@everyone')));
    await server.until(() => told.some((body) => body.includes('"alertname":"Shadow file read"')));
  } finally {
    await server.end();
  }
});

test('influxdb: a real one takes each alert as one point, once, and has the texts as they were', { skip }, async () => {
  const [port, control] = [await freePort(), await freePort()];
  writeFileSync(
    at('influxdb.conf'),
    `reporting-disabled = true
bind-address = "127.0.0.1:${control}"
[meta]
dir = "${at('meta')}"
[data]
dir = "${at('data')}"
wal-dir = "${at('wal')}"
[http]
bind-address = "127.0.0.1:${port}"
`,
  );
  const url = `http://127.0.0.1:${port}`;
  const server = new Server(folder, 'influxd', ['-config', at('influxdb.conf')]);
  try {
    await server.until(() => answers(`${url}/ping`));
    const ask = async (q: string): Promise<unknown[][]> => {
      const query = new URLSearchParams({ db: 'security', epoch: 'ns', q });
      const response = await fetch(`${url}/query`, { method: 'POST', body: query });
      const { results } = (await response.json()) as { results: { series?: { values: unknown[][] }[] }[] };
      return results[0]?.series?.[0]?.values ?? [];
    };
    await ask('create database security');
    // By the second, as the alerts of an audit log are
    const second = Array.from({ length: 100 }, (_, index) => ({
      ...PLAIN_ALERT,
      id: `same-second-${index}`,
      sequence: 100 + index,
      alert: { ...PLAIN_ALERT.alert, time: 1_764_000_001_000_000_000n },
    }));
    const alerts = [...SAMPLE_ALERTS, ...second];
    // What is sent again is there once
    for (let times = 0; times < 2; times++) await deliver('influxdb', { url, database: 'security' }, alerts);
    const points = await ask('select uuid, message, "proc.cmdline" from lanner order by time');
    const ids = points.map(([, id]) => id);
    assert.equal(ids.length, alerts.length);
    assert.deepEqual(new Set(ids), new Set(alerts.map(({ id }) => id)));
    const [plain] = points;
    assert.deepEqual(plain?.slice(2), ['cat opened /etc/shadow (user=root pod=web-0)', 'cat /etc/shadow']);
  } finally {
    await server.end();
  }
});

test('statsd: collectd counts the alerts of each priority and rule', { skip }, async () => {
  const port = await freePort();
  writeFileSync(
    at('collectd.conf'),
    `BaseDir "${at('collectd')}"
PIDFile "${at('collectd.pid')}"
PluginDir "${at('usr/lib/collectd')}"
TypesDB "${at('usr/share/collectd/types.db')}"
Interval 0.1
Hostname "h"
LoadPlugin statsd
<Plugin statsd>
  Host "127.0.0.1"
  Port "${port}"
  CounterSum true
</Plugin>
LoadPlugin csv
<Plugin csv>
  DataDir "${at('csv')}"
</Plugin>
`,
  );
  const server = new Server(folder, 'collectd', ['-f', '-C', at('collectd.conf')]);
  const total = (counter: string): number =>
    globSync(join(folder, 'csv/h/statsd', `count-${counter}-*`))
      .flatMap((file) => readFileSync(file, 'utf8').trim().split('\n').slice(1))
      .reduce((sum, line) => sum + Number(line.split(',')[1]), 0);
  try {
    await server.until(() => isBoundUdp(port));
    for (let times = 0; times < 3; times++)
      await deliver('statsd', { address: `127.0.0.1:${port}`, namespace: 'x.' }, SAMPLE_ALERTS);
    await server.until(() => total('x.falco.rules.Shadow_file_read') >= 30);
    assert.equal(total('x.falco.rules.Shadow_file_read'), 30);
    assert.equal(total('x.falco.accepted.Critical'), 3);
  } finally {
    await server.end();
  }
});

function isBoundUdp(port: number): boolean {
  const address = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readFileSync('/proc/net/udp', 'utf8').includes(` ${address} `);
}
