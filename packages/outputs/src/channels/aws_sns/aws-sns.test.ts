import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PLAIN_ALERT, SAMPLE_ALERTS } from '../testing/alerts.ts';
import { ALERT_SCHEMA } from '../testing/alert-schema.ts';
import { AWS_SECRETS, awsOptions, verifySignature } from '../testing/aws.ts';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { exactly } from '../testing/schemas.ts';
import { openChannel } from '../testing/open.ts';
import { startReceiver, type Answer, type Received } from '../testing/receiver.ts';
import { awsSns } from './index.ts';

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:alerts';
const SIGNAL = new AbortController().signal;

type Tree = { [key: string]: Tree | string };

/** `A.member.1.B=c` as objects, as the service reads forms. */
function read(body: string): Tree {
  const root: Tree = {};
  for (const [path, value] of new URLSearchParams(body)) {
    const keys = path.split('.');
    let place = root;
    for (const key of keys.slice(0, -1)) place = (place[key] ??= {}) as Tree;
    place[keys.at(-1) ?? ''] = value;
  }
  return root;
}

function entriesOf(body: string): Tree[] {
  const { PublishBatchRequestEntries: { member = {} } = {} } = read(body) as Record<string, Record<string, Tree>>;
  return Object.values(member) as Tree[];
}

function response(taken: readonly string[], failed: readonly string[] = []): Answer {
  const list = (name: string, members: readonly string[]): string =>
    members.length === 0
      ? `<${name}/>`
      : `<${name}>${members.map((one) => `<member>${one}</member>`).join('')}</${name}>`;
  const successful = taken.map((id) => `<MessageId>m</MessageId><Id>${id}</Id>`);
  return {
    status: 200,
    body: `<PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishBatchResult>${list('Failed', failed)}${list('Successful', successful)}</PublishBatchResult></PublishBatchResponse>`,
  };
}

const taken = ({ body }: Received): Answer => response(entriesOf(body).map(({ Id }) => String(Id)));

const attribute = (name: string, value: object): object =>
  exactly({ Name: { const: name }, Value: exactly({ DataType: { const: 'String' }, StringValue: value }) });

checkHttpChannel(awsSns, {
  options: (url) => ({ ...awsOptions(url), topic_arn: TOPIC }),
  path: '/',
  headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
  secrets: AWS_SECRETS,
  verify: verifySignature('sns'),
  inParts: true,
  accepts: taken,
  refuses: { status: 400, body: '<ErrorResponse><Error><Code>InvalidParameter</Code></Error></ErrorResponse>' },
  asJson: true,
  parse(text) {
    const { PublishBatchRequestEntries: _, ...others } = read(text);
    const entries = entriesOf(text);
    const total = entries.reduce((sum, { Message }) => sum + Buffer.byteLength(String(Message)), 0);
    assert.ok(total <= 262_144, String(total));
    for (const { Message } of entries)
      assert.match(String(Message), /^[\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]+$/u);
    return {
      ...others,
      entries: entries.map((entry) => ({ ...entry, Message: JSON.parse(String(entry['Message'])) as unknown })),
    };
  },
  schema: exactly({
    Action: { const: 'PublishBatch' },
    Version: { const: '2010-03-31' },
    TopicArn: { const: TOPIC },
    entries: {
      type: 'array',
      minItems: 1,
      maxItems: 10,
      items: exactly({
        Id: { type: 'string', pattern: '^[\\w-]{1,80}$' },
        Message: ALERT_SCHEMA,
        Subject: { type: 'string', pattern: '^[!-~][ -~]{0,98}$' },
        MessageAttributes: exactly({
          entry: exactly({
            1: attribute('priority', { type: 'string', minLength: 1 }),
            2: attribute('rule', { type: 'string', minLength: 1, maxLength: 256 }),
            3: attribute('source', { type: 'string', minLength: 1 }),
          }),
        }),
      }),
    },
  }),
});

test('aws_sns: what was not taken is sent again, and only that; what never will be is refused', async (t) => {
  const failed = [
    '<Id>1</Id><Code>InternalError</Code><Message>try again</Message><SenderFault>false</SenderFault>',
    '<Id>2</Id><Code>InvalidParameter</Code><Message>no</Message><SenderFault>true</SenderFault>',
  ];
  const server = await startReceiver(() => response(['0'], failed));
  t.after(() => server.close());
  const { channel } = await openChannel(awsSns, { ...awsOptions(server.url), topic_arn: TOPIC });
  const { result } = await channel.deliver(SAMPLE_ALERTS.slice(0, 3), SIGNAL);
  assert.deepEqual(result, [
    { kind: 'delivered' },
    { kind: 'retry', reason: 'InternalError: try again' },
    { kind: 'refused', reason: 'InvalidParameter: no' },
  ]);
  server.answer = () => ({ status: 200, body: '<html>a proxy</html>' });
  const odd = await channel.deliver([PLAIN_ALERT], SIGNAL);
  assert.equal([odd.result].flat()[0]?.kind, 'retry');
  await channel.close();
});

test('aws_sns: a FIFO topic has a group and an id for each message', async (t) => {
  const server = await startReceiver(taken);
  t.after(() => server.close());
  const { channel } = await openChannel(awsSns, { ...awsOptions(server.url), topic_arn: `${TOPIC}.fifo` });
  await channel.deliver([PLAIN_ALERT], SIGNAL);
  const [entry] = entriesOf(server.received[0]?.body ?? '');
  assert.equal(entry?.['MessageGroupId'], 'node-1');
  assert.equal(entry['MessageDeduplicationId'], PLAIN_ALERT.id);
  await channel.close();
});
