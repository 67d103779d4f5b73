import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PLAIN_ALERT } from '../testing/alerts.ts';
import { ALERT_SCHEMA } from '../testing/alert-schema.ts';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { startTokenService, TOKEN } from '../testing/google.ts';
import { NOW, openChannel } from '../testing/open.ts';
import { startReceiver, type Answer, type Received } from '../testing/receiver.ts';
import { exactly, fromBase64 } from '../testing/schemas.ts';
import { gcpPubsub } from './index.ts';

const tokens = await startTokenService('pubsub', NOW);
after(() => tokens.close());

interface Body {
  readonly messages: readonly { readonly data: string }[];
}

const taken = ({ body }: Received): Answer => ({
  status: 200,
  body: JSON.stringify({ messageIds: (JSON.parse(body) as Body).messages.map((_, index) => `${index}`) }),
});

const options = (url: string): Readonly<Record<string, unknown>> => ({
  endpoint: url,
  project: 'my-project',
  topic: 'alerts',
  credentials: tokens.credentials,
});

checkHttpChannel(gcpPubsub, {
  options: (url) => ({ ...options(url), ordering_key: '{hostname}', attributes: { cluster: 'a' } }),
  path: '/v1/projects/my-project/topics/alerts:publish',
  headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
  secrets: [TOKEN],
  inParts: true,
  accepts: taken,
  refuses: { status: 400, body: '{"error":{"code":400,"status":"INVALID_ARGUMENT"}}' },
  asJson: true,
  maxBytes: 10_000_000,
  cut: (body) => (JSON.parse(body) as Body).messages.map(({ data }) => fromBase64(data)).join(''),
  parse(text) {
    const { messages } = JSON.parse(text) as Body;
    return { messages: messages.map((one) => ({ ...one, data: JSON.parse(fromBase64(one.data)) as unknown })) };
  },
  schema: exactly({
    messages: {
      type: 'array',
      minItems: 1,
      maxItems: 1000,
      items: exactly({
        data: ALERT_SCHEMA,
        attributes: {
          type: 'object',
          required: ['id', 'priority', 'rule', 'source', 'cluster'],
          maxProperties: 100,
          propertyNames: { minLength: 1, maxLength: 256 },
          additionalProperties: { type: 'string', maxLength: 1024 },
        },
        orderingKey: { type: 'string', minLength: 1, maxLength: 1024 },
      }),
    },
  }),
});

test('gcp_pubsub: without a key for the order there is none; what is not about the alert is tried again', async (t) => {
  const server = await startReceiver(taken);
  t.after(() => server.close());
  const { channel } = await openChannel(gcpPubsub, options(server.url));
  const kind = async (): Promise<unknown> => {
    const { result } = await channel.deliver([PLAIN_ALERT], new AbortController().signal);
    return [result].flat()[0]?.kind;
  };
  assert.equal(await kind(), 'delivered');
  assert.doesNotMatch(server.received[0]?.body ?? '', /orderingKey/);
  server.answer = () => ({ status: 200, body: '{"messageIds":[]}' });
  assert.equal(await kind(), 'retry');
  server.answer = () => ({ status: 400, body: '{"error":{"code":400,"status": "FAILED_PRECONDITION"}}' });
  assert.equal(await kind(), 'retry');
  server.answer = () => ({ status: 404, body: '{"error":{"code":404,"status":"NOT_FOUND"}}' });
  assert.equal(await kind(), 'retry');
  await channel.close();
});
