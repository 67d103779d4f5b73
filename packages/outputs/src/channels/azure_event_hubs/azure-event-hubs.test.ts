import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { HUGE_ALERT, PLAIN_ALERT } from '../testing/alerts.ts';
import { ALERT_SCHEMA } from '../testing/alert-schema.ts';
import { assertSharedAccess, azureOptions, SECRET, startEntra, TOKEN } from '../testing/azure.ts';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { NOW, openChannel } from '../testing/open.ts';
import { startReceiver } from '../testing/receiver.ts';
import { exactly } from '../testing/schemas.ts';
import { azureEventHubs } from './index.ts';

const entra = await startEntra('https://eventhubs.azure.net/.default');
after(() => entra.close());

interface Event {
  readonly Body: string;
}

const text = { type: 'string', minLength: 1, maxLength: 1024 };

checkHttpChannel(azureEventHubs, {
  options: (url) => ({ ...azureOptions(entra.url), endpoint: url, namespace: 'my-alerts', event_hub: 'alerts' }),
  path: '/alerts/messages?api-version=2014-01',
  headers: { 'content-type': 'application/vnd.microsoft.servicebus.json', authorization: `Bearer ${TOKEN}` },
  secrets: [SECRET, TOKEN],
  inParts: true,
  accepts: { status: 201 },
  asJson: true,
  maxBytes: 1_048_576,
  parse: (body) =>
    (JSON.parse(body) as Event[]).map((event) => ({ ...event, Body: JSON.parse(event.Body) as unknown })),
  schema: {
    type: 'array',
    minItems: 1,
    items: exactly({
      Body: ALERT_SCHEMA,
      UserProperties: exactly({ id: text, priority: text, rule: text, source: text }),
    }),
  },
});

const CONNECTION =
  'Endpoint=sb://my-alerts.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=a2V5LXNlY3JldA==';

test('azure_event_hubs: a connection string signs for the event hub; requests are as small as they must be', async (t) => {
  const server = await startReceiver(({ path, headers, body }) => {
    assert.equal(path, '/a%20b/messages?api-version=2014-01');
    const resource = 'https://my-alerts.servicebus.windows.net/a%20b';
    const key = { keyName: 'send', key: 'a2V5LXNlY3JldA==' };
    assertSharedAccess(headers.authorization, { resource, ...key, now: NOW });
    assert.ok(Buffer.byteLength(body) <= 256 * 1024);
    return { status: 201 };
  });
  t.after(() => server.close());
  const options = { connection_string: `${CONNECTION};EntityPath=a b`, max_request: '256KiB', endpoint: server.url };
  const { channel } = await openChannel(azureEventHubs, options);
  const batch = Array.from({ length: 4 }, () => HUGE_ALERT).concat(PLAIN_ALERT);
  const outcome = await channel.deliver(batch, new AbortController().signal);
  assert.deepEqual(new Set([outcome.result].flat().map(({ kind }) => kind)), new Set(['delivered']));
  const counts = server.received.map(({ body }) => (JSON.parse(body) as Event[]).length);
  assert.ok(counts.length > 1, String(counts));
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    5,
  );
  server.answer = ({ headers }) => ({ status: 401, body: `bad token ${String(headers.authorization)}` });
  const refused = await channel.deliver([PLAIN_ALERT], new AbortController().signal);
  assert.equal(refused.answer, '401 Unauthorized bad token SharedAccessSignature ***');
  await channel.close();
});

test('azure_event_hubs: options that do not go together are told, without the key', () => {
  const check = (options: object): string | undefined =>
    azureEventHubs.check?.({
      namespace: '',
      event_hub: '',
      tenant_id: '',
      client_id: '',
      custom_fields: {},
      ...options,
    });
  assert.match(String(check({})), /namespace, or connection_string/);
  assert.match(String(check({ namespace: 'a' })), /event_hub must be given/);
  assert.match(String(check({ namespace: 'a', event_hub: 'b', tenant_id: 'c' })), /tenant_id needs/);
  assert.equal(check({ namespace: 'a', event_hub: 'b' }), undefined);
  const row = azureEventHubs.options['connection_string'];
  assert.ok(row?.type === 'secret');
  assert.equal(row.check?.(CONNECTION), undefined);
  for (const wrong of ['x', CONNECTION.replace('sb:', 'https:'), CONNECTION.replace(/a2V5.*/, '')]) {
    assert.match(String(row.check?.(wrong)), /^the connection string has no/);
  }
});
