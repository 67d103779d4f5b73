import assert from 'node:assert/strict';
import { ALERT_SCHEMA } from '../testing/alert-schema.ts';
import { AWS_SECRETS, awsOptions, verifySignature } from '../testing/aws.ts';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { exactly, fromBase64 } from '../testing/schemas.ts';
import { awsFirehose } from './index.ts';

interface Body {
  readonly Records: readonly { readonly Data: string }[];
}

checkHttpChannel(awsFirehose, {
  options: (url) => ({ ...awsOptions(url), stream: 'alerts' }),
  path: '/',
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Firehose_20150804.PutRecordBatch' },
  secrets: AWS_SECRETS,
  verify: verifySignature('firehose'),
  inParts: true,
  accepts({ body }) {
    const RequestResponses = (JSON.parse(body) as Body).Records.map((_, index) => ({ RecordId: `${index}` }));
    return { status: 200, body: JSON.stringify({ FailedPutCount: 0, RequestResponses }) };
  },
  refuses: {
    status: 200,
    body: '{"FailedPutCount":1,"RequestResponses":[{"ErrorCode":"InvalidArgumentException","ErrorMessage":"no"}]}',
  },
  asJson: true,
  cut: (body) => (JSON.parse(body) as Body).Records.map(({ Data }) => fromBase64(Data)).join(''),
  parse(text) {
    const body = JSON.parse(text) as Body;
    const sizes = body.Records.map(({ Data }) => Buffer.from(Data, 'base64').length);
    assert.ok(sizes.every((size) => size <= 1_024_000));
    assert.ok(sizes.reduce((a, b) => a + b) <= 4_194_304);
    const lines = body.Records.map(({ Data }) => fromBase64(Data));
    for (const line of lines) assert.match(line, /^[^\n]+\n$/);
    return { ...body, Records: lines.map((line) => ({ Data: JSON.parse(line) as unknown })) };
  },
  schema: exactly({
    DeliveryStreamName: { const: 'alerts' },
    Records: { type: 'array', minItems: 1, maxItems: 500, items: exactly({ Data: ALERT_SCHEMA }) },
  }),
});
