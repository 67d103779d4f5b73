import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { PLAIN_ALERT } from '../testing/alerts.ts';
import { ALERT_SCHEMA } from '../testing/alert-schema.ts';
import { AWS_SECRETS, awsOptions, verifySignature } from '../testing/aws.ts';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { openChannel } from '../testing/open.ts';
import { startReceiver, type Received } from '../testing/receiver.ts';
import { awsS3 } from './index.ts';

function verify(request: Received): void {
  verifySignature('s3')(request);
  assert.equal(request.headers['x-amz-checksum-sha256'], createHash('sha256').update(request.bytes).digest('base64'));
}

checkHttpChannel(awsS3, {
  options: (url) => ({
    ...awsOptions(url),
    bucket: 'my-alerts',
    prefix: 'a b/+(x)/',
    acl: 'bucket-owner-full-control',
    kms_key_id: 'key-1',
  }),
  method: 'PUT',
  path: /^\/my-alerts\/a%20b\/%2B\(x\)\/2025-11-24\/16-00-00\.\d{3}-node-1-[0-9a-f-]{36}\.ndjson\.gz$/,
  headers: {
    'content-type': 'application/x-ndjson',
    'content-encoding': 'gzip',
    'x-amz-acl': 'bucket-owner-full-control',
    'x-amz-server-side-encryption': 'aws:kms',
    'x-amz-server-side-encryption-aws-kms-key-id': 'key-1',
  },
  secrets: AWS_SECRETS,
  verify,
  refuses: { status: 400, body: '<Error><Code>EntityTooLarge</Code></Error>' },
  busy: { status: 503, headers: { 'Retry-After': '7' }, body: '<Error><Code>SlowDown</Code></Error>' },
  asJson: true,
  parse(body) {
    assert.ok(body.endsWith('\n'));
    return body
      .split('\n')
      .slice(0, -1)
      .map((line): unknown => JSON.parse(line));
  },
  schema: { type: 'array', minItems: 1, items: ALERT_SCHEMA },
});

test('aws_s3: objects may be plain; the bucket is in the name of the host of AWS', async (t) => {
  const server = await startReceiver(() => ({ status: 200 }));
  t.after(() => server.close());
  const options = { ...awsOptions(server.url), bucket: 'my-alerts' };
  const { channel } = await openChannel(awsS3, { ...options, compress: false });
  await channel.deliver([PLAIN_ALERT], new AbortController().signal);
  const [request] = server.received;
  assert.ok(request !== undefined);
  assert.match(request.path, /^\/my-alerts\/2025-11-24\/[^/]+\.ndjson$/);
  assert.equal(request.headers['content-encoding'], undefined);
  await channel.close();
  const hostOf = async (bucket: string): Promise<string> => {
    const { endpoint: _, ...others }: Record<string, string> = options;
    // Through a proxy, which is told the host
    const at: string[] = [];
    const proxy = await startReceiver(() => ({ status: 500 }));
    const { channel: public_ } = await openChannel(awsS3, { ...others, bucket, proxy: proxy.url });
    proxy.onConnect = (target) => at.push(target);
    await public_.deliver([PLAIN_ALERT], new AbortController().signal).catch(() => undefined);
    await public_.close();
    await proxy.close();
    return at.join(' ');
  };
  assert.equal(await hostOf('my-alerts'), 'my-alerts.s3.eu-central-1.amazonaws.com:443');
  assert.equal(await hostOf('my.alerts'), 's3.eu-central-1.amazonaws.com:443');
});
