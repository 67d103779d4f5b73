import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { PLAIN_ALERT, SAMPLE_ALERTS } from '../testing/alerts.ts';
import { ALERT_SCHEMA } from '../testing/alert-schema.ts';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { startTokenService, TOKEN } from '../testing/google.ts';
import { NOW, openChannel } from '../testing/open.ts';
import { startReceiver } from '../testing/receiver.ts';
import { exactly, fromBase64 } from '../testing/schemas.ts';
import { gcpChronicle } from './index.ts';

const tokens = await startTokenService('cloud-platform', NOW);
after(() => tokens.close());

const INSTANCE = 'projects/p/locations/eu/instances/i';
const options = (url: string): Readonly<Record<string, unknown>> => ({
  endpoint: url,
  project: 'p',
  location: 'eu',
  instance: 'i',
  credentials: tokens.credentials,
});

interface Logs {
  readonly inlineSource: { readonly logs: readonly { readonly data: string }[] };
}

const time = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3,9}Z$' };

checkHttpChannel(gcpChronicle, {
  options: (url) => ({ ...options(url), forwarder: 'f' }),
  path: `/v1alpha/${INSTANCE}/logTypes/FALCO_IDS/logs:import`,
  headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
  secrets: [TOKEN],
  inParts: true,
  accepts: { status: 200, body: '{}' },
  asJson: true,
  maxBytes: 1_048_576,
  cut: (body) => (JSON.parse(body) as Logs).inlineSource.logs.map(({ data }) => fromBase64(data)).join(''),
  parse(body) {
    const { inlineSource } = JSON.parse(body) as Logs;
    const logs = inlineSource.logs.map((log) => ({ ...log, data: JSON.parse(fromBase64(log.data)) as unknown }));
    return { inlineSource: { ...inlineSource, logs } };
  },
  schema: exactly({
    inlineSource: exactly({
      logs: {
        type: 'array',
        minItems: 1,
        items: exactly({ data: ALERT_SCHEMA, logEntryTime: time, collectionTime: time }),
      },
      forwarder: { const: `${INSTANCE}/forwarders/f` },
    }),
  }),
});

const text = (maxLength: number): object => ({ type: 'string', minLength: 1, maxLength });

const UDM = exactly({
  metadata: exactly({
    eventType: { const: 'GENERIC_EVENT' },
    eventTimestamp: time,
    vendorName: { const: 'Lanner' },
    productName: { const: 'Lanner' },
    productEventType: text(256),
    productLogId: text(64),
    description: { type: 'string', maxLength: 4096 },
  }),
  principal: exactly(
    {},
    {
      hostname: text(256),
      user: exactly({ userid: text(256) }),
      process: exactly({}, { pid: text(256), commandLine: text(4096), file: exactly({ fullPath: text(4096) }) }),
    },
  ),
  securityResult: {
    type: 'array',
    minItems: 1,
    items: exactly({
      ruleName: text(256),
      severity: { enum: ['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] },
      summary: { type: 'string', maxLength: 4096 },
    }),
  },
  additional: { type: 'object', additionalProperties: { type: 'string', maxLength: 4096 } },
});

test('gcp_chronicle: events of the Unified Data Model', async (t) => {
  const server = await startReceiver(() => ({ status: 200, body: '{}' }));
  t.after(() => server.close());
  const { channel } = await openChannel(gcpChronicle, { ...options(server.url), format: 'udm' });
  await channel.deliver([PLAIN_ALERT, ...SAMPLE_ALERTS], new AbortController().signal);
  const events = server.received.flatMap(({ path, body }) => {
    assert.equal(path, `/v1alpha/${INSTANCE}/events:import`);
    return (JSON.parse(body) as { inlineSource: { events: { udm: unknown }[] } }).inlineSource.events;
  });
  assert.equal(events.length, SAMPLE_ALERTS.length + 1);
  const validate = new Ajv2020({ allErrors: true }).compile({ type: 'array', items: exactly({ udm: UDM }) });
  assert.ok(validate(events), JSON.stringify(validate.errors?.slice(0, 5)));
  const [first] = events;
  assert.ok(first !== undefined);
  const { principal, securityResult } = first.udm as Record<string, unknown>;
  assert.deepEqual(principal, { hostname: 'node-1', process: { commandLine: 'cat /etc/shadow' } });
  assert.equal((securityResult as { severity: string }[])[0]?.severity, 'MEDIUM');
  await channel.close();
});
