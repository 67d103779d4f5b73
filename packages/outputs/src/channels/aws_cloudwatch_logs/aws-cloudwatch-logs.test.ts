import assert from 'node:assert/strict';
import { test } from 'node:test';
import { delivered, PLAIN_ALERT } from '../testing/alerts.ts';
import { ALERT_SCHEMA } from '../testing/alert-schema.ts';
import { AWS_SECRETS, awsOptions, verifySignature } from '../testing/aws.ts';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { exactly } from '../testing/schemas.ts';
import { openChannel } from '../testing/open.ts';
import { startReceiver, type Answer } from '../testing/receiver.ts';
import { awsCloudwatchLogs } from './index.ts';

const SIGNAL = new AbortController().signal;
const HOUR = 3_600_000_000_000n;

interface Body {
  readonly logEvents: readonly { readonly timestamp: number; readonly message: string }[];
}

checkHttpChannel(awsCloudwatchLogs, {
  options: (url) => ({ ...awsOptions(url), log_group: '/lanner/alerts' }),
  path: '/',
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Logs_20140328.PutLogEvents' },
  secrets: AWS_SECRETS,
  verify: verifySignature('logs'),
  inParts: true,
  accepts: { status: 200, body: '{"nextSequenceToken":"0"}' },
  refuses: { status: 400, body: '{"__type":"InvalidParameterException","message":"…"}' },
  asJson: true,
  parse(text) {
    const body = JSON.parse(text) as Body;
    const sizes = body.logEvents.map(({ message }) => Buffer.byteLength(message) + 26);
    assert.ok(sizes.reduce((sum, size) => sum + size, 0) <= 1_048_576);
    assert.ok(sizes.every((size) => size <= 262_144));
    const times = body.logEvents.map(({ timestamp }) => timestamp);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
    assert.ok((times.at(-1) ?? 0) - (times[0] ?? 0) <= 24 * 3_600_000);
    return {
      ...body,
      logEvents: body.logEvents.map((event) => ({ ...event, message: JSON.parse(event.message) as unknown })),
    };
  },
  schema: exactly({
    logGroupName: { const: '/lanner/alerts' },
    logStreamName: { const: 'lanner-node-1' },
    logEvents: {
      type: 'array',
      minItems: 1,
      maxItems: 10_000,
      items: exactly({ timestamp: { type: 'integer', minimum: 1_700_000_000_000 }, message: ALERT_SCHEMA }),
    },
  }),
});

const at = (hours: number) =>
  delivered({ ...PLAIN_ALERT.alert, time: PLAIN_ALERT.alert.time + BigInt(hours) * HOUR }, `at-${hours}`);

test('aws_cloudwatch_logs: a request spans no more than a day; its events are by time', async (t) => {
  const server = await startReceiver(() => ({ status: 200, body: '{}' }));
  t.after(() => server.close());
  const { channel } = await openChannel(awsCloudwatchLogs, { ...awsOptions(server.url), log_group: 'g' });
  const outcome = await channel.deliver([3, 1, 2, 40, 41, 80].map(at), SIGNAL);
  assert.deepEqual(
    [outcome.result].flat().map(({ kind }) => kind),
    Array(6).fill('delivered'),
  );
  const start = Number(PLAIN_ALERT.alert.time / 1_000_000n);
  const hours = server.received.map(({ body }) =>
    (JSON.parse(body) as Body).logEvents.map(({ timestamp }) => (timestamp - start) / 3_600_000),
  );
  assert.deepEqual(hours, [[1, 2, 3], [40, 41], [80]]);
  await channel.close();
});

test('aws_cloudwatch_logs: what is beyond the bounds of time is refused, the rest is there', async (t) => {
  const rejectedLogEventsInfo = { tooOldLogEventEndIndex: 1, tooNewLogEventStartIndex: 3 };
  const server = await startReceiver(() => ({ status: 200, body: JSON.stringify({ rejectedLogEventsInfo }) }));
  t.after(() => server.close());
  const { channel } = await openChannel(awsCloudwatchLogs, { ...awsOptions(server.url), log_group: 'g' });
  const { result } = await channel.deliver([3, 1, 4, 2].map(at), SIGNAL);
  assert.deepEqual(
    [result].flat().map(({ kind }) => kind),
    ['delivered', 'refused', 'refused', 'delivered'],
  );
  await channel.close();
});

test('aws_cloudwatch_logs: a stream that is not there is made, and a group if that is wanted', async (t) => {
  const made = new Set<string>();
  const missing = (what: string): Answer => ({
    status: 400,
    body: JSON.stringify({ __type: 'ResourceNotFoundException', message: `The specified log ${what} does not exist.` }),
  });
  const server = await startReceiver((request) => {
    verifySignature('logs')(request);
    const target = String(request.headers['x-amz-target']).replace('Logs_20140328.', '');
    if (target === 'PutLogEvents') {
      if (!made.has('CreateLogGroup')) return missing('group');
      return made.has('CreateLogStream') ? { status: 200, body: '{}' } : missing('stream');
    }
    const wanted = target === 'CreateLogGroup' ? ['logGroupName'] : ['logGroupName', 'logStreamName'];
    assert.deepEqual(Object.keys(JSON.parse(request.body) as object), wanted);
    made.add(target);
    return { status: 200, body: '' };
  });
  t.after(() => server.close());
  const open = async (create: boolean) =>
    openChannel(awsCloudwatchLogs, { ...awsOptions(server.url), log_group: 'g', create_group: create });
  const { channel } = await open(false);
  const kind = async (): Promise<unknown> => [(await channel.deliver([PLAIN_ALERT], SIGNAL)).result].flat()[0]?.kind;
  assert.equal(await kind(), 'retry');
  assert.deepEqual(made, new Set());
  const other = await open(true);
  await other.channel.deliver([PLAIN_ALERT], SIGNAL);
  assert.deepEqual(made, new Set(['CreateLogGroup']));
  assert.equal(await kind(), 'delivered');
  assert.ok(made.has('CreateLogStream'));
  await channel.close();
  await other.channel.close();
});
