/** Prometheus, from Debian's package, scrapes a live engine over mTLS; its tool accepts page, rules and dashboard. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect } from 'node:tls';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebServer } from '../../packages/cli/src/web/server.ts';
import { makeAuthority, makeCertificate, noOpenssl } from '../delivery/certificates.ts';
import { Server, freePort, unpackPackages } from '../delivery/debian.ts';
import { ALERTING_RULES, ALERTING_TESTS, dashboard, queriesOf } from '../deploy/dashboard.ts';
import { FILTERING } from './environment.ts';
import { startLanner, whyNotLive } from './lanner.ts';

const folder = mkdtempSync(join(tmpdir(), 'lanner-prometheus-'));
after(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const noPrometheus = unpackPackages(folder, ['prometheus']) ?? false;

const RULE = 'Marked file "read"';

interface Got {
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly body: string;
}

/** @param client whose certificate to show */
function get(port: number, path: string, client?: string, accept = '*/*'): Promise<Got> {
  const own =
    client === undefined ? {} : { cert: readFileSync(at(`${client}.crt`)), key: readFileSync(at(`${client}.key`)) };
  const options = { host: '127.0.0.1', port, path, ca: readFileSync(at('ca.crt')), agent: false, ...own };
  return new Promise((resolve, reject) => {
    const asked = request({ ...options, headers: { accept } }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode, type: response.headers['content-type'], body }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

function promtool(args: readonly string[], input?: string): { readonly status: number | null; readonly text: string } {
  const { status, stdout, stderr } = spawnSync(at('usr/bin/promtool'), args, { encoding: 'utf8', input });
  return { status, text: stdout + stderr };
}

function makeCertificates(): void {
  for (const name of ['ca', 'other-ca']) makeAuthority(folder, name);
  for (const name of ['server', 'client']) makeCertificate(folder, name, 'ca');
  makeCertificate(folder, 'stranger', 'other-ca');
}

test('a certificate that is renewed is used from then on', { skip: noOpenssl }, async (context) => {
  makeCertificates();
  const pem = (name: string): string =>
    readFileSync(at(`${name}.crt`), 'utf8') + readFileSync(at(`${name}.key`), 'utf8');
  writeFileSync(at('renewed.pem'), pem('client'));
  context.mock.timers.enable({ apis: ['setInterval'] });
  const told: string[] = [];
  const web = await WebServer.open({
    address: '127.0.0.1',
    port: 0,
    certificates: { own: at('renewed.pem') },
    pages: new Map([['/', { answer: () => ({ body: '' }) }]]),
    log: (_, message) => told.push(message),
  });
  after(() => web.close());
  const subject = async (): Promise<string> => {
    const socket = connect({ port: Number(new URL(web.url ?? '').port), host: '127.0.0.1', rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const { subject: named } = socket.getPeerCertificate();
    socket.destroy();
    return String(named.CN);
  };
  assert.equal(await subject(), 'client');
  writeFileSync(at('renewed.pem'), 'half a certi');
  context.mock.timers.tick(30_000);
  while (told.length === 0) await sleep(1);
  assert.match(told[0] ?? '', /the certificates stay as they are: .*renewed.pem has no CERTIFICATE/);
  assert.equal(await subject(), 'client');
  writeFileSync(at('renewed.pem'), pem('server'));
  context.mock.timers.tick(30_000);
  while ((await subject()) !== 'server') await sleep(1);
});

test('promtool accepts the alerting rules, and they fire when they should', { skip: noPrometheus }, () => {
  for (const args of [
    ['check', 'rules', ALERTING_RULES],
    ['test', 'rules', ALERTING_TESTS],
  ]) {
    const { status, text } = promtool(args);
    assert.equal(status, 0, text);
    assert.match(text, /SUCCESS/);
  }
});

test('Prometheus scrapes a live engine', { skip: whyNotLive() || noPrometheus || noOpenssl }, async (context) => {
  makeCertificates();
  writeFileSync(at('server.pem'), readFileSync(at('server.crt'), 'utf8') + readFileSync(at('server.key'), 'utf8'));
  writeFileSync(at('marked'), '');
  writeFileSync(
    at('rules.yaml'),
    `- rule: ${RULE}\n  desc: A test.\n  condition: evt.type in (open, openat, openat2) and fd.name = ${at('marked')}\n` +
      '  output: "%proc.name"\n  priority: WARNING\n  tags: [a.test]\n',
  );
  const [port, prometheusPort] = [await freePort(), await freePort()];
  const options = Object.entries({
    'webserver.enabled': true,
    'webserver.listen_address': '127.0.0.1',
    'webserver.listen_port': port,
    'webserver.ssl_enabled': true,
    'webserver.ssl_certificate': at('server.pem'),
    'webserver.ssl_client_ca': at('ca.crt'),
    'webserver.prometheus_metrics_enabled': true,
    'metrics.enabled': true,
  }).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  // It reads the file a few times a second, as long as it is there
  const script = `while read -r line < ${at('marked')} || [ -e ${at('marked')} ]; do sleep 0.3; done 2>&-`;
  const lanner = startLanner(['-r', at('rules.yaml'), ...options], ['sh', '-c', script]);
  lanner.stdout.resume();
  let messages = '';
  lanner.stderr.setEncoding('utf8').on('data', (text: string) => (messages += text));
  const ended = once(lanner, 'exit');
  after(() => lanner.kill());
  while ((await get(port, '/readyz').catch(() => undefined))?.status !== 200) {
    assert.equal(lanner.exitCode, null, messages);
    await sleep(50);
  }

  await context.test('health is told to all, the rest to those with a certificate', async () => {
    assert.deepEqual((await get(port, '/healthz')).body, '{"status": "ok"}');
    for (const path of ['/versions', '/metrics']) {
      assert.equal((await get(port, path)).status, 403);
      assert.equal((await get(port, path, 'stranger')).status, 403);
    }
    const versions = await get(port, '/versions', 'client');
    assert.equal((JSON.parse(versions.body) as Record<string, unknown>)['engine_version'], '62');
    const plain = fetch(`http://127.0.0.1:${port}/healthz`);
    await assert.rejects(plain, 'nothing is answered without TLS');
    assert.match(messages, new RegExp(`web +https://127.0.0.1:${port}`));
  });

  await context.test('promtool accepts the page, but for what it says against names of Falco', async () => {
    const page = await get(port, '/metrics', 'client');
    assert.equal(page.type, 'text/plain; version=0.0.4; charset=utf-8');
    const { status, text } = promtool(['check', 'metrics'], page.body);
    assert.ok(status === 0 || status === 3, text);
    const against = text.trim().split('\n');
    assert.deepEqual(
      against.filter((line) => !/^falcosecurity_\w+ (non-counter metrics|use base unit)/.test(line)),
      [],
    );
  });

  await context.test('work is told in the kernel and in the engine, for each rule and event type', async () => {
    const value = (page: string, name: string, labels: string): number => {
      const series = `${name}{${labels}} `;
      const line = page.split('\n').find((one) => one.startsWith(series));
      return Number(line?.slice(series.length));
    };
    for (const { labels, seen, sent, judged, matched, seconds } of [
      {
        labels: `rule=${JSON.stringify(RULE)},priority="warning",source="syscall"`,
        seen: 'lanner_rule_kernel_events_seen_total',
        sent: 'lanner_rule_kernel_events_sent_total',
        judged: 'lanner_rule_events_total',
        matched: 'lanner_rule_matches_total',
        seconds: 'lanner_rule_seconds_total',
      },
      {
        labels: 'event_type="openat"',
        seen: 'lanner_kernel_events_seen_total',
        sent: 'lanner_kernel_events_sent_total',
        judged: 'lanner_events_judged_total',
        matched: 'lanner_events_matched_total',
        seconds: 'lanner_events_judging_seconds_total',
      },
    ]) {
      let page = '';
      while (!(value(page, seconds, labels) > 0 && value(page, matched, labels) > 0)) {
        assert.equal(lanner.exitCode, null, messages);
        await sleep(50);
        page = (await get(port, '/metrics', 'client')).body;
      }
      const counts = [seen, sent, judged, matched].map((name) => value(page, name, labels));
      assert.ok(
        counts.every((count) => count > 0),
        `${labels}: ${counts.join()}`,
      );
      assert.deepEqual(
        counts,
        counts.toSorted((a, b) => b - a),
        labels,
      );
      assert.ok(value(page, seconds, labels) < process.uptime(), 'seconds');
    }
  });

  await context.test('Prometheus has the series, takes the rules and answers the panels', async () => {
    const tls = { ca_file: at('ca.crt'), cert_file: at('client.crt'), key_file: at('client.key') };
    const configuration = {
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: [ALERTING_RULES],
      scrape_configs: [
        {
          job_name: 'lanner',
          scheme: 'https',
          tls_config: tls,
          static_configs: [{ targets: [`127.0.0.1:${port}`] }],
        },
      ],
    };
    writeFileSync(at('prometheus.yml'), JSON.stringify(configuration));
    const prometheus = new Server(folder, 'prometheus', [
      `--config.file=${at('prometheus.yml')}`,
      `--storage.tsdb.path=${at('series')}`,
      `--web.listen-address=127.0.0.1:${prometheusPort}`,
    ]);
    try {
      const api = async (path: string, query?: string): Promise<unknown> => {
        const search = query === undefined ? '' : `?${new URLSearchParams({ query }).toString()}`;
        const response = await fetch(`http://127.0.0.1:${prometheusPort}/api/v1/${path}${search}`);
        const answer = (await response.json()) as { status: string; error?: string; data: unknown };
        assert.equal(answer.status, 'success', `${query}: ${answer.error}`);
        return answer.data;
      };
      const values = async (query: string): Promise<number[]> => {
        const { result } = (await api('query', query)) as { result: { value: [number, string] }[] };
        return result.map(({ value }) => Number(value[1]));
      };
      const rate = 'rate(lanner_rule_matches_total[10s])';
      await prometheus.until(async () => {
        const found = await values(rate).catch(() => []);
        return found.length === 1 && (found[0] ?? 0) > 0;
      });
      assert.deepEqual(await values('up{job="lanner"}'), [1]);
      const name = JSON.stringify(RULE);
      for (const query of [
        `lanner_rule_matches_total{rule=${name}, priority="warning", source="syscall"}`,
        `falcosecurity_falco_rules_matches_total{rule_name=${name}, priority="4", tag_a_test="true"}`,
        'lanner_kernel_events_seen_total{event_type="openat"}',
        'lanner_kernel_events_sent_total{event_type="openat"}',
        'lanner_channel_delivered_alerts_total{channel="stdout"}',
        'lanner_channel_state{channel="stdout", state="up"}',
        'falcosecurity_scap_n_evts_total',
        'falcosecurity_falco_memory_rss_bytes',
        'process_resident_memory_bytes',
      ]) {
        const [value] = await values(query);
        assert.ok(value !== undefined && value > 0, query);
      }
      // The type comes with OpenMetrics, which Prometheus prefers, under the name without the ending
      const metadata = (await api('metadata')) as Record<string, { type: string; help: string }[]>;
      assert.equal(metadata['lanner_rule_matches']?.[0]?.type, 'counter');
      const { groups } = (await api('rules')) as { groups: { rules: { name: string; health: string }[] }[] };
      const rules = groups.flatMap((group) => group.rules);
      assert.equal(rules.length, 12);
      await prometheus.until(async () => {
        const now = (await api('rules')) as { groups: { rules: { health: string }[] }[] };
        return now.groups[0]?.rules.every(({ health }) => health === 'ok') ?? false;
      });
      for (const { panel, query } of queriesOf(dashboard())) {
        const asked = query
          .replaceAll(/\$(?:job|instance)/g, '.*')
          .replaceAll('$__rate_interval', '10s')
          .replaceAll('$__range', '1m');
        const mayBeEmpty = panel.startsWith('Alerts by') || (!FILTERING && query.includes('events_filtered_total'));
        assert.ok((await values(asked)).length > 0 || mayBeEmpty, `${panel}: ${asked}`);
      }
    } finally {
      await prometheus.end();
    }
  });

  rmSync(at('marked'));
  await ended;
  assert.match(messages, /lost +nothing/);
});
