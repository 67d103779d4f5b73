import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SAMPLE_ALERTS } from '../testing/alerts.ts';
import { ALERT_SCHEMA } from '../testing/alert-schema.ts';
import { AWS_SECRETS, awsOptions, verifySignature } from '../testing/aws.ts';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { exactly, fromBase64 } from '../testing/schemas.ts';
import { openChannel } from '../testing/open.ts';
import { startReceiver } from '../testing/receiver.ts';
import { awsKinesis } from './index.ts';

interface Body {
  readonly Records: readonly { readonly Data: string; readonly PartitionKey: string }[];
}

checkHttpChannel(awsKinesis, {
  options: (url) => ({ ...awsOptions(url), stream: 'alerts', partition_key: '{rule}' }),
  path: '/',
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Kinesis_20131202.PutRecords' },
  secrets: AWS_SECRETS,
  verify: verifySignature('kinesis'),
  inParts: true,
  accepts({ body }) {
    const Records = (JSON.parse(body) as Body).Records.map((_, index) => ({
      SequenceNumber: `${index}`,
      ShardId: 's',
    }));
    return { status: 200, body: JSON.stringify({ FailedRecordCount: 0, Records }) };
  },
  refuses: { status: 400, body: '{"__type":"ValidationException","message":"…"}' },
  asJson: true,
  cut: (body) => (JSON.parse(body) as Body).Records.map(({ Data }) => fromBase64(Data)).join(''),
  parse(text) {
    const body = JSON.parse(text) as Body;
    const sizes = body.Records.map(
      ({ Data, PartitionKey }) => Buffer.from(Data, 'base64').length + Buffer.byteLength(PartitionKey),
    );
    assert.ok(sizes.every((size) => size <= 1_048_576));
    assert.ok(sizes.reduce((a, b) => a + b) <= 5_242_880);
    return {
      ...body,
      Records: body.Records.map((record) => ({ ...record, Data: JSON.parse(fromBase64(record.Data)) as unknown })),
    };
  },
  schema: exactly({
    StreamName: { const: 'alerts' },
    Records: {
      type: 'array',
      minItems: 1,
      maxItems: 500,
      items: exactly({ Data: ALERT_SCHEMA, PartitionKey: { type: 'string', minLength: 1, maxLength: 256 } }),
    },
  }),
});

test('aws_kinesis: records that a shard did not take are sent again, and only those', async (t) => {
  const Records = [
    { SequenceNumber: '1', ShardId: 's' },
    { ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage: 'too fast' },
    { SequenceNumber: '2', ShardId: 's' },
  ];
  const server = await startReceiver(() => ({ status: 200, body: JSON.stringify({ FailedRecordCount: 1, Records }) }));
  t.after(() => server.close());
  const { channel } = await openChannel(awsKinesis, { ...awsOptions(server.url), stream: 'alerts' });
  const deliver = async (count: number) =>
    (await channel.deliver(SAMPLE_ALERTS.slice(0, count), new AbortController().signal)).result;
  assert.deepEqual(await deliver(3), [
    { kind: 'delivered' },
    { kind: 'retry', reason: 'ProvisionedThroughputExceededException: too fast' },
    { kind: 'delivered' },
  ]);
  // Results for fewer records than were sent say nothing
  assert.deepEqual(new Set([await deliver(2)].flat().map(({ kind }) => kind)), new Set(['retry']));
  server.answer = () => ({ status: 400, body: '{"__type":"ProvisionedThroughputExceededException"}' });
  assert.deepEqual(new Set([await deliver(2)].flat().map(({ kind }) => kind)), new Set(['retry']));
  await channel.close();
});
