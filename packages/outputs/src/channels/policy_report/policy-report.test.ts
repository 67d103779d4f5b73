import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { resultsOf, type Channel, type DeliveredAlert } from '../../contract/index.ts';
import { contentMaker } from '../../messages/index.ts';
import { delivered, PLAIN_ALERT, SAMPLE_ALERTS } from '../testing/alerts.ts';
import { openChannel } from '../testing/open.ts';
import { startReceiver, type Answer, type Received, type Receiver } from '../testing/receiver.ts';
import { policyReport } from './index.ts';
import { emptyReport, resultOf, withResults, type PolicyReport } from './report.ts';

const BASE = '/apis/wgpolicyk8s.io/v1alpha2';
const TOKEN = 'account-token-1';

const text = { type: 'string' };
const count = { type: 'integer', minimum: 0 };

// After the definitions of the reports, with unknown members refused
const SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['apiVersion', 'kind', 'metadata', 'summary', 'results'],
  properties: {
    apiVersion: { const: 'wgpolicyk8s.io/v1alpha2' },
    kind: { enum: ['PolicyReport', 'ClusterPolicyReport'] },
    metadata: {
      type: 'object',
      required: ['name', 'labels'],
      properties: { name: { type: 'string', pattern: '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$', maxLength: 253 } },
    },
    summary: {
      type: 'object',
      additionalProperties: false,
      properties: { pass: count, fail: count, warn: count, error: count, skip: count },
    },
    results: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['policy'],
        properties: {
          policy: text,
          rule: text,
          source: text,
          category: text,
          severity: { enum: ['critical', 'high', 'low', 'medium', 'info'] },
          result: { enum: ['pass', 'fail', 'warn', 'error', 'skip'] },
          scored: { type: 'boolean' },
          timestamp: {
            type: 'object',
            additionalProperties: false,
            required: ['seconds', 'nanos'],
            properties: { seconds: { type: 'integer' }, nanos: { type: 'integer', minimum: 0, maximum: 999_999_999 } },
          },
          message: text,
          resources: { type: 'array', items: { type: 'object' } },
          properties: { type: 'object', additionalProperties: text },
        },
      },
    },
  },
};
const validate = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false }).compile(SCHEMA);

/** An API server with reports, versions and refusals as the real one has them. */
class Api {
  readonly reports = new Map<string, PolicyReport>();
  readonly namespaces = new Set(['web']);
  /** Called between reading and writing. */
  meanwhile: () => void = () => undefined;
  token = TOKEN;
  #version = 1;

  answer({ method, path, headers, body }: Received): Answer {
    if (headers.authorization !== `Bearer ${this.token}`) return status(401, {}, `no ${headers.authorization}`);
    const [, namespace, name] =
      new RegExp(`^${BASE}/(?:clusterpolicyreports|namespaces/([^/]+)/policyreports)(?:/([^/]+))?$`).exec(path) ??
      assert.fail(path);
    const key = `${namespace ?? ''}/${name ?? ''}`;
    if (method === 'GET') {
      const found = this.reports.get(key);
      return found === undefined ? status(404, { kind: 'policyreports' }) : json(200, found);
    }
    this.meanwhile();
    const report = JSON.parse(body) as PolicyReport;
    assert.ok(validate(report), JSON.stringify(validate.errors));
    assert.ok(body.length < 1024 * 1024);
    assert.equal(report.kind, namespace === undefined ? 'ClusterPolicyReport' : 'PolicyReport');
    if (namespace !== undefined && !this.namespaces.has(namespace)) return status(404, { kind: 'namespaces' });
    if (method === 'POST') {
      const made = `${namespace ?? ''}/${String(report.metadata['name'])}`;
      if (this.reports.has(made)) return status(409, { kind: 'policyreports' });
      return this.#keep(made, report, 201);
    }
    assert.equal(method, 'PUT');
    const version = this.reports.get(key)?.metadata['resourceVersion'];
    if (report.metadata['resourceVersion'] !== version) return status(409, { kind: 'policyreports' });
    return this.#keep(key, report, 200);
  }

  #keep(key: string, report: PolicyReport, code: number): Answer {
    const kept = { ...report, metadata: { ...report.metadata, resourceVersion: String(++this.#version) } };
    this.reports.set(key, kept);
    return json(code, kept);
  }

  ids(key: string): unknown[] {
    return this.reports.get(key)?.results?.map(({ properties }) => properties['uuid']) ?? [];
  }
}

function json(code: number, value: unknown): Answer {
  return { status: code, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) };
}

function status(code: number, details: object, message = ''): Answer {
  return json(code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, details, message });
}

interface Opened {
  readonly api: Api;
  readonly channel: Channel;
  readonly server: Receiver;
  readonly file: string;
}

async function open(t: TestContext, given: Readonly<Record<string, unknown>> = {}): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'lanner-reports-'));
  const file = join(folder, 'token');
  writeFileSync(file, `${TOKEN}\n`);
  const api = new Api();
  const server = await startReceiver((request) => api.answer(request));
  const { channel } = await openChannel(policyReport, { url: `${server.url}/`, token_file: file, ...given });
  t.after(async () => {
    await channel.close();
    await server.close();
    rmSync(folder, { recursive: true });
  });
  return { api, channel, server, file };
}

async function give(channel: Channel, ...alerts: readonly DeliveredAlert[]): Promise<string[]> {
  const outcome = await channel.deliver(alerts, AbortSignal.timeout(20_000));
  return resultsOf(outcome, alerts.length).map(({ kind }) => kind);
}

const inNamespace = (id: string, namespace: string): DeliveredAlert =>
  delivered(
    {
      ...PLAIN_ALERT.alert,
      fields: [
        ['k8s.ns.name', namespace],
        ['k8s.pod.name', 'web-0'],
      ],
    },
    id,
  );

test('any alert becomes a result of the report of its namespace, once, and the server takes each report', async (t) => {
  const { api, channel } = await open(t);
  for (let times = 0; times < 2; times++) {
    const kinds = await give(channel, ...SAMPLE_ALERTS);
    assert.deepEqual(new Set(kinds), new Set(['delivered']));
  }
  assert.deepEqual(Array.from(api.reports.keys()).toSorted(), ['/lanner-node-1', 'web/lanner-node-1']);
  const ids = [...api.ids('web/lanner-node-1'), ...api.ids('/lanner-node-1')];
  assert.equal(ids.length, SAMPLE_ALERTS.length);
  assert.deepEqual(new Set(ids), new Set(SAMPLE_ALERTS.map(({ id }) => id)));
  const report = api.reports.get('web/lanner-node-1');
  assert.deepEqual(report?.summary, { pass: 0, fail: 4, warn: 4, error: 0, skip: 0 });
  assert.doesNotMatch(JSON.stringify(report), /[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/u);
});

test('who else writes the report loses nothing', async (t) => {
  const { api, channel } = await open(t);
  let writes = 0;
  const others = openOther(api);
  api.meanwhile = () => {
    if (++writes <= 3) others(`other-${writes}`);
  };
  assert.deepEqual(await give(channel, inNamespace('mine', 'web')), ['delivered']);
  assert.deepEqual(api.ids('web/lanner-node-1'), ['other-1', 'other-2', 'other-3', 'mine']);
  api.meanwhile = () => others(`again-${++writes}`);
  assert.deepEqual(await give(channel, inNamespace('next', 'web')), ['retry']);
});

/** Somebody who writes into the same report, past the API. */
function openOther(api: Api): (id: string) => void {
  const make = contentMaker({ custom_fields: {} });
  return (id) => {
    const key = 'web/lanner-node-1';
    const before = api.reports.get(key) ?? emptyReport('lanner-node-1', 'web');
    const after = withResults(before, [resultOf(make(inNamespace(id, 'web')))], 100);
    api.reports.set(key, { ...after, metadata: { ...after.metadata, resourceVersion: `by ${id}` } });
  };
}

test('alerts of a namespace that is gone are in the report of the cluster', async (t) => {
  const { api, channel } = await open(t);
  assert.deepEqual(await give(channel, inNamespace('a', 'gone'), inNamespace('b', 'web')), ['delivered', 'delivered']);
  assert.deepEqual(api.ids('/lanner-node-1'), ['a']);
  assert.deepEqual(api.ids('web/lanner-node-1'), ['b']);
});

test('the oldest results go, by number and by size', async (t) => {
  const { api, channel } = await open(t, { max_results: 3 });
  for (const id of ['1', '2', '3', '4', '5']) await give(channel, inNamespace(id, 'web'));
  assert.deepEqual(api.ids('web/lanner-node-1'), ['3', '4', '5']);
  const make = contentMaker({ custom_fields: {} });
  const long = 'x'.repeat(5000);
  const fields = Array.from({ length: 50 }, (_, index) => [`field.${index}`, long] as const);
  const results = Array.from({ length: 1000 }, (_, index) =>
    resultOf(make(delivered({ ...PLAIN_ALERT.alert, message: long, fields }, `id-${index}`))),
  );
  const report = withResults(emptyReport('n', 'web'), results, 1000);
  const bytes = Buffer.byteLength(JSON.stringify(report));
  assert.ok(bytes > 500_000 && bytes < 800_000, String(bytes));
  assert.equal(report.results?.at(-1)?.properties['uuid'], 'id-999');
});

test('the token is read anew for each request, and never told', async (t) => {
  const { api, channel, file } = await open(t);
  api.token = 'account-token-2';
  const outcome = await channel.deliver([inNamespace('a', 'web')], AbortSignal.timeout(20_000));
  assert.deepEqual(resultsOf(outcome, 1)[0]?.kind, 'retry');
  assert.doesNotMatch(JSON.stringify(outcome), /account-token/);
  writeFileSync(file, 'account-token-2');
  assert.deepEqual(await give(channel, inNamespace('a', 'web')), ['delivered']);
});

test('definitions that are not installed are waited for', async (t) => {
  const { channel, server } = await open(t);
  server.answer = () => ({ status: 404, body: '404 page not found' });
  assert.deepEqual(await give(channel, inNamespace('a', 'web')), ['retry']);
});

test('outside of a cluster the address must be given', async () => {
  const saved = process.env['KUBERNETES_SERVICE_HOST'];
  delete process.env['KUBERNETES_SERVICE_HOST'];
  try {
    await assert.rejects(openChannel(policyReport, {}), /url must be given/);
  } finally {
    if (saved !== undefined) process.env['KUBERNETES_SERVICE_HOST'] = saved;
  }
});
