import assert from 'node:assert/strict';
import { test } from 'node:test';
import { delivered, PLAIN_ALERT, SAMPLE_ALERTS } from '../testing/alerts.ts';
import { AWS_SECRETS, awsOptions, verifySignature } from '../testing/aws.ts';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { exactly } from '../testing/schemas.ts';
import { openChannel } from '../testing/open.ts';
import { startReceiver } from '../testing/receiver.ts';
import { awsSecurityHub } from './index.ts';

const ACCOUNT = '123456789012';
const SIGNAL = new AbortController().signal;
const text = (maxLength: number): object => ({ type: 'string', minLength: 1, maxLength });
const map = (max: number): object => ({
  type: 'object',
  maxProperties: 50,
  propertyNames: { minLength: 1, maxLength: 128 },
  additionalProperties: { type: 'string', maxLength: max },
});
const time = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' };
const severity = exactly({
  Label: { enum: ['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] },
  Original: text(64),
});
const types = {
  type: 'array',
  minItems: 1,
  maxItems: 50,
  items: {
    type: 'string',
    pattern: '^(TTPs|Unusual Behaviors|Effects|Software and Configuration Checks)/[^/]+(/[^/]+)?$',
  },
};

// After the syntax of the AWS Security Finding Format
checkHttpChannel(awsSecurityHub, {
  options: (url) => ({ ...awsOptions(url), account_id: ACCOUNT }),
  path: '/findings/import',
  headers: { 'content-type': 'application/json' },
  secrets: AWS_SECRETS,
  verify: verifySignature('securityhub'),
  inParts: true,
  accepts({ body }) {
    const { Findings } = JSON.parse(body) as { Findings: unknown[] };
    return { status: 200, body: JSON.stringify({ FailedCount: 0, SuccessCount: Findings.length, FailedFindings: [] }) };
  },
  refuses: {
    status: 200,
    body: JSON.stringify({
      FailedCount: 1,
      SuccessCount: 0,
      FailedFindings: [{ Id: `lanner/${PLAIN_ALERT.id}`, ErrorCode: 'InvalidInput', ErrorMessage: 'no' }],
    }),
  },
  maxBytes: 6_000_000,
  plain(body) {
    const [finding] = (body as { Findings: Record<string, unknown>[] }).Findings;
    assert.deepEqual(finding?.['Types'], ['TTPs/Credential Access']);
    assert.deepEqual(finding['Severity'], { Label: 'MEDIUM', Original: 'Warning' });
    assert.deepEqual(finding['Process'], { Name: 'cat' });
    assert.equal(finding['CreatedAt'], '2025-11-24T16:00:00.123Z');
  },
  schema: exactly({
    Findings: {
      type: 'array',
      minItems: 1,
      maxItems: 100,
      items: exactly(
        {
          SchemaVersion: { const: '2018-10-08' },
          Id: text(512),
          ProductArn: { const: `arn:aws:securityhub:eu-central-1:${ACCOUNT}:product/${ACCOUNT}/default` },
          ProductName: { const: 'Lanner' },
          GeneratorId: text(512),
          AwsAccountId: { const: ACCOUNT },
          Types: types,
          CreatedAt: time,
          UpdatedAt: time,
          Severity: severity,
          Title: text(256),
          Description: text(1024),
          Resources: {
            type: 'array',
            minItems: 1,
            maxItems: 32,
            items: exactly({
              Type: { enum: ['Other', 'Container'] },
              Id: text(1024),
              Partition: { const: 'aws' },
              Region: { const: 'eu-central-1' },
              Details: exactly(
                { Other: map(1024) },
                { Container: exactly({}, { Name: text(128), ImageName: text(256) }) },
              ),
            }),
          },
          ProductFields: map(2048),
          FindingProviderFields: exactly({ Severity: severity, Types: types }),
          RecordState: { enum: ['ACTIVE', 'ARCHIVED'] },
        },
        {
          Process: exactly(
            {},
            { Name: text(64), Path: text(512), Pid: { type: 'integer' }, ParentPid: { type: 'integer' } },
          ),
        },
      ),
    },
  }),
});

test('aws_security_hub: a container is the resource, if the process was in one', async (t) => {
  const server = await startReceiver(() => ({ status: 200, body: '{"FailedCount":0,"SuccessCount":1}' }));
  t.after(() => server.close());
  const { channel } = await openChannel(awsSecurityHub, { ...awsOptions(server.url), account_id: ACCOUNT });
  const fields = [
    ['container.id', '3f6a1b2c4d5e'],
    ['container.name', 'web'],
    ['container.image.repository', 'docker.io/library/nginx'],
    ['proc.pid', 42n],
  ] as const;
  await channel.deliver([delivered({ ...PLAIN_ALERT.alert, fields }, 'x')], SIGNAL);
  const { Findings } = JSON.parse(server.received[0]?.body ?? '') as { Findings: Record<string, unknown>[] };
  const [finding] = Findings;
  assert.deepEqual(finding?.['Process'], { Pid: 42 });
  const [resource] = finding['Resources'] as { Type: string; Id: string; Details: { Container: object } }[];
  assert.equal(`${resource?.Type} ${resource?.Id}`, 'Container node-1/3f6a1b2c4d5e');
  assert.deepEqual(resource?.Details.Container, { Name: 'web', ImageName: 'docker.io/library/nginx' });
  await channel.close();
});

test('aws_security_hub: findings that failed are told apart from those that are there', async (t) => {
  const [one, two, three] = SAMPLE_ALERTS;
  assert.ok(one !== undefined && two !== undefined && three !== undefined);
  const FailedFindings = [
    { Id: `lanner/${two.id}`, ErrorCode: 'InternalException', ErrorMessage: 'again' },
    { Id: `lanner/${three.id}`, ErrorCode: 'InvalidInput', ErrorMessage: 'no' },
  ];
  const server = await startReceiver(() => ({
    status: 200,
    body: JSON.stringify({ FailedCount: 2, SuccessCount: 1, FailedFindings }),
  }));
  t.after(() => server.close());
  const { channel } = await openChannel(awsSecurityHub, { ...awsOptions(server.url), account_id: ACCOUNT });
  const { result } = await channel.deliver([one, two, three], SIGNAL);
  assert.deepEqual(result, [
    { kind: 'delivered' },
    { kind: 'retry', reason: 'InternalException: again' },
    { kind: 'refused', reason: 'InvalidInput: no' },
  ]);
  await channel.close();
});
