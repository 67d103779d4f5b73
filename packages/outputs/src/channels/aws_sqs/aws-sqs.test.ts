import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PLAIN_ALERT, SAMPLE_ALERTS } from '../testing/alerts.ts';
import { AWS_SECRETS, awsOptions, verifySignature } from '../testing/aws.ts';
import { ALERT_SCHEMA } from '../testing/alert-schema.ts';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { exactly } from '../testing/schemas.ts';
import { openChannel } from '../testing/open.ts';
import { startReceiver, type Answer, type Received } from '../testing/receiver.ts';
import { awsSqs } from './index.ts';

const QUEUE = 'https://sqs.eu-central-1.amazonaws.com/123456789012/alerts';
const SIGNAL = new AbortController().signal;

interface Body {
  readonly Entries: readonly {
    readonly Id: string;
    readonly MessageBody: string;
    readonly MessageGroupId?: string;
    readonly MessageDeduplicationId?: string;
  }[];
}

function taken({ body }: Received): Answer {
  const { Entries } = JSON.parse(body) as Body;
  const Successful = Entries.map(({ Id }) => ({ Id, MessageId: `m${Id}`, MD5OfMessageBody: 'x' }));
  return { status: 200, body: JSON.stringify({ Successful, Failed: [] }) };
}

const attribute = (value: object): object => exactly({ DataType: { const: 'String' }, StringValue: value });

checkHttpChannel(awsSqs, {
  options: (url) => ({ ...awsOptions(url), queue_url: QUEUE }),
  path: '/',
  headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessageBatch' },
  secrets: AWS_SECRETS,
  verify: verifySignature('sqs'),
  inParts: true,
  accepts: taken,
  refuses: { status: 400, body: '{"__type":"com.amazonaws.sqs#InvalidMessageContents","message":"…"}' },
  asJson: true,
  // The texts of the entries are JSON in JSON
  maxBytes: 2_200_000,
  parse(text) {
    const body = JSON.parse(text) as Body;
    const total = body.Entries.reduce((sum, { MessageBody }) => sum + Buffer.byteLength(MessageBody), 0);
    assert.ok(total <= 1_048_576);
    for (const { MessageBody } of body.Entries)
      assert.match(MessageBody, /^[\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]+$/u);
    return {
      ...body,
      Entries: body.Entries.map((entry) => ({ ...entry, MessageBody: JSON.parse(entry.MessageBody) as unknown })),
    };
  },
  schema: exactly({
    QueueUrl: { const: QUEUE },
    Entries: {
      type: 'array',
      minItems: 1,
      maxItems: 10,
      items: exactly({
        Id: { type: 'string', pattern: '^[\\w-]{1,80}$' },
        MessageBody: ALERT_SCHEMA,
        MessageAttributes: exactly({
          priority: attribute({ type: 'string', minLength: 1 }),
          rule: attribute({ type: 'string', minLength: 1, maxLength: 256 }),
          source: attribute({ type: 'string', minLength: 1 }),
        }),
      }),
    },
  }),
});

test('aws_sqs: what was not taken is sent again, and only that; what never will be is refused', async (t) => {
  const server = await startReceiver(() => ({
    status: 200,
    body: JSON.stringify({
      Successful: [{ Id: '0' }, { Id: '2' }],
      Failed: [
        { Id: '1', Code: 'InternalError', Message: 'try again', SenderFault: false },
        { Id: '3', Code: 'InvalidMessageContents', Message: 'no', SenderFault: true },
      ],
    }),
  }));
  t.after(() => server.close());
  const { channel } = await openChannel(awsSqs, { ...awsOptions(server.url), queue_url: QUEUE });
  const { result } = await channel.deliver(SAMPLE_ALERTS.slice(0, 5), SIGNAL);
  assert.deepEqual(result, [
    { kind: 'delivered' },
    { kind: 'retry', reason: 'InternalError: try again' },
    { kind: 'delivered' },
    { kind: 'refused', reason: 'InvalidMessageContents: no' },
    { kind: 'retry', reason: 'NoResult' },
  ]);
  await channel.close();
});

test('aws_sqs: more than a request may have goes in several; what is behind a failed one waits', async (t) => {
  const server = await startReceiver(taken);
  t.after(() => server.close());
  const pad = { pad: 'x'.repeat(300_000) };
  const options = { ...awsOptions(server.url), queue_url: QUEUE, max_size: '1MiB', custom_fields: pad };
  const { channel } = await openChannel(awsSqs, options);
  const large = Array.from({ length: 4 }, () => PLAIN_ALERT);
  const one = await channel.deliver(large, SIGNAL);
  assert.deepEqual(Array.from(new Set([one.result].flat().map(({ kind }) => kind))), ['delivered']);
  const sizes = server.received.map(({ body }) => (JSON.parse(body) as Body).Entries.length);
  assert.deepEqual(sizes, [3, 1]);
  let requests = 0;
  server.answer = (request) => (++requests === 2 ? { status: 503 } : taken(request));
  const two = await channel.deliver(large, SIGNAL);
  assert.deepEqual(
    [two.result].flat().map(({ kind }) => kind),
    ['delivered', 'delivered', 'delivered', 'retry'],
  );
  const oneFailed = { Successful: [{ Id: '1' }, { Id: '2' }], Failed: [{ Id: '0', Code: 'InternalError' }] };
  server.answer = () => ({ status: 200, body: JSON.stringify(oneFailed) });
  server.received.length = 0;
  const partly = await channel.deliver(large, SIGNAL);
  assert.deepEqual(
    [partly.result].flat().map(({ kind }) => kind),
    ['retry', 'delivered', 'delivered', 'retry'],
  );
  assert.equal(server.received.length, 1);
  server.answer = () => ({ status: 503 });
  server.received.length = 0;
  const three = await channel.deliver(large, SIGNAL);
  assert.deepEqual(new Set([three.result].flat().map(({ kind }) => kind)), new Set(['retry']));
  assert.equal(server.received.length, 1);
  await channel.close();
});

test('aws_sqs: a FIFO queue has a group and an id for each message', async (t) => {
  const server = await startReceiver(taken);
  t.after(() => server.close());
  const queue = { queue_url: `${QUEUE}.fifo`, message_group_id: '{k8s.ns.name} {proc.name}' };
  const { channel } = await openChannel(awsSqs, { ...awsOptions(server.url), ...queue });
  await channel.deliver([PLAIN_ALERT], SIGNAL);
  const [entry] = (JSON.parse(server.received[0]?.body ?? '') as Body).Entries;
  assert.equal(entry?.MessageGroupId, 'web_cat');
  assert.equal(entry.MessageDeduplicationId, PLAIN_ALERT.id);
  await channel.close();
});

test('aws_sqs: keys that were asked for are told to nobody', async (t) => {
  const keys = {
    AccessKeyId: 'AKIAASKEDFOR',
    SecretAccessKey: 'asked-secret',
    Token: 'asked-token',
    Expiration: '2100-01-01T00:00:00Z',
  };
  const server = await startReceiver(({ path, headers }) =>
    path === '/keys'
      ? { status: 200, body: JSON.stringify(keys) }
      : {
          status: 403,
          body: `{"__type":"InvalidSignatureException","message":"not ${String(headers['x-amz-security-token'])} ${keys.AccessKeyId}"}`,
        },
  );
  t.after(() => server.close());
  process.env['AWS_CONTAINER_CREDENTIALS_FULL_URI'] = `${server.url}/keys`;
  t.after(() => delete process.env['AWS_CONTAINER_CREDENTIALS_FULL_URI']);
  const { channel } = await openChannel(awsSqs, { endpoint: server.url, queue_url: QUEUE });
  const outcome = await channel.deliver([PLAIN_ALERT], SIGNAL);
  assert.match(outcome.answer, /^403 Forbidden .*not \*\*\* \*\*\*/);
  assert.doesNotMatch(JSON.stringify(outcome), /asked-token|AKIAASKEDFOR/);
  await channel.close();
});

test('aws_sqs: the region and the address are those of the queue', async () => {
  const { channel } = await openChannel(awsSqs, {
    queue_url: 'http://127.0.0.1:9/123456789012/q',
    region: 'eu-central-1',
    access_key_id: 'a',
    secret_access_key: 'b',
  });
  await assert.rejects(channel.deliver([PLAIN_ALERT], SIGNAL), /127\.0\.0\.1:9/);
});
