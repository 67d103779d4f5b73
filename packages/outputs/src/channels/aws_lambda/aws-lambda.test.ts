import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PLAIN_ALERT } from '../testing/alerts.ts';
import { ALERT_SCHEMA } from '../testing/alert-schema.ts';
import { AWS_SECRETS, awsOptions, verifySignature } from '../testing/aws.ts';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { openChannel } from '../testing/open.ts';
import { startReceiver } from '../testing/receiver.ts';
import { awsLambda } from './index.ts';

const FUNCTION = 'arn:aws:lambda:eu-central-1:123456789012:function:alerts';

checkHttpChannel(awsLambda, {
  options: (url) => ({ ...awsOptions(url), function: FUNCTION, qualifier: 'v 1' }),
  path: `/2015-03-31/functions/${encodeURIComponent(FUNCTION)}/invocations?Qualifier=v%201`,
  headers: { 'content-type': 'application/json', 'x-amz-invocation-type': 'Event' },
  secrets: AWS_SECRETS,
  verify: verifySignature('lambda'),
  accepts: { status: 202 },
  refuses: { status: 400, headers: { 'x-amzn-errortype': 'InvalidRequestContentException' }, body: '{"Message":"…"}' },
  asJson: true,
  maxBytes: 262_144,
  schema: ALERT_SCHEMA,
});

test('aws_lambda: a function that is waited for and fails has not taken the alert', async (t) => {
  const server = await startReceiver(({ headers }) => {
    assert.equal(headers['x-amz-invocation-type'], 'RequestResponse');
    return { status: 200, headers: { 'X-Amz-Function-Error': 'Unhandled' }, body: '{"errorMessage":"boom"}' };
  });
  t.after(() => server.close());
  const options = { ...awsOptions(server.url), function: 'alerts', invocation: 'request_response' };
  const { channel } = await openChannel(awsLambda, options);
  const deliver = async () => (await channel.deliver([PLAIN_ALERT], new AbortController().signal)).result;
  assert.deepEqual(await deliver(), { kind: 'retry', reason: 'the function failed: 200 OK {"errorMessage":"boom"}' });
  server.answer = () => ({ status: 200, body: '{}' });
  assert.deepEqual(await deliver(), { kind: 'delivered' });
  await channel.close();
});
