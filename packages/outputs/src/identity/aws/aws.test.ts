/** Signatures against AWS's published examples; keys from each place that AWS gives them in, from a strict local server. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { Secret } from '../../contract/index.ts';
import type { HttpRequest } from '../../http/index.ts';
import type { Answer, Received } from '../../channels/testing/receiver.ts';
import { assertSigned } from '../../channels/testing/signature-v4.ts';
import { NO_PROXY, signerWorld, type World } from '../testing/world.ts';
import type { AwsIdentityOptions } from './options.ts';
import { signed } from './signature.ts';
import { awsSigner } from './signer.ts';

const EXAMPLE = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const TIME = Date.parse('2015-08-30T12:36:00Z');

const PUBLISHED: readonly [string, HttpRequest, { service: string; region: string }, string][] = [
  [
    'get-vanilla of the test suite',
    { url: 'https://example.amazonaws.com/', method: 'GET' },
    { service: 'service', region: 'us-east-1' },
    '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  ],
  [
    'the example of ListUsers',
    {
      url: 'https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08',
      method: 'GET',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' },
    },
    { service: 'iam', region: 'us-east-1' },
    '5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
  ],
];

for (const [name, request, scope, signature] of PUBLISHED) {
  test(`the signature is the published one, and the tests verify it: ${name}`, async () => {
    const { headers = {} } = await signed(request, scope, EXAMPLE, TIME);
    assert.ok(headers['authorization']?.endsWith(`Signature=${signature}`), headers['authorization']);
    const { host, pathname, search } = new URL(request.url);
    const received = {
      method: request.method ?? '',
      path: `${pathname}${search}`,
      headers: { ...headers, host },
      bytes: Buffer.of(),
    };
    assertSigned(received, EXAMPLE, scope);
    assert.throws(() => assertSigned({ ...received, bytes: Buffer.from('x') }, EXAMPLE, scope));
    assert.throws(() => assertSigned(received, { ...EXAMPLE, secretAccessKey: 'other' }, scope));
  });
}

const NO_OPTIONS: AwsIdentityOptions = {
  region: '',
  access_key_id: undefined,
  secret_access_key: undefined,
  session_token: undefined,
  role_arn: '',
  external_id: '',
  sts_endpoint: undefined,
};

interface Setting extends World {
  readonly options?: Partial<AwsIdentityOptions>;
}

const REGION = 'eu-west-1';
const SCOPE = { service: 'sqs', region: REGION };
const SIGNAL = new AbortController().signal;
let now = Date.parse('2026-11-24T12:00:00Z');
const inMinutes = (minutes: number): string => new Date(now + minutes * 60_000).toISOString();

const NO_INSTANCE = () => ({ AWS_EC2_METADATA_DISABLED: 'true' });

/** A signer, and the server that it asks for keys; `sts_endpoint` is there, if it is set. */
async function setUp(t: TestContext, answer: (request: Received) => Answer, { options, ...world }: Setting) {
  const { server, services } = await signerWorld(t, answer, { env: NO_INSTANCE, ...world }, () => now);
  const sts = options?.sts_endpoint === undefined ? {} : { sts_endpoint: `${server.url}/sts` };
  const signer = awsSigner({ ...NO_OPTIONS, ...options, ...sts }, SCOPE, services);
  const sign = async (): Promise<string> =>
    keyOf(await signer.sign({ url: 'https://sqs.example/', body: 'x' }, SIGNAL));
  return { server, signer, sign };
}

/** The key id and the token that a request was signed with. */
function keyOf({ headers = {} }: HttpRequest): string {
  const [, id = ''] = /Credential=([^/]+)\//.exec(headers['authorization'] ?? '') ?? [];
  return [id, headers['x-amz-security-token']].filter((part) => part !== undefined).join(' ');
}

const keysJson = (id: string, minutes = 60): string =>
  JSON.stringify({
    Code: 'Success',
    AccessKeyId: id,
    SecretAccessKey: `${id}-secret`,
    Token: `${id}-token`,
    Expiration: inMinutes(minutes),
  });

const keysXml = (action: string, id: string): string =>
  `<${action}Response><${action}Result><Credentials><AccessKeyId>${id}</AccessKeyId><SecretAccessKey>${id}-secret</SecretAccessKey><SessionToken>${id}-token</SessionToken><Expiration>${inMinutes(60)}</Expiration></Credentials></${action}Result></${action}Response>`;

test('keys of the configuration go before those of the environment', async (t) => {
  const env = () => ({ AWS_ACCESS_KEY_ID: 'AKENV', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 'st' });
  const options = { access_key_id: new Secret('AKCONF'), secret_access_key: new Secret('s2') };
  const refuse = (): Answer => ({ status: 500 });
  assert.equal(await (await setUp(t, refuse, { options, env })).sign(), 'AKCONF');
  assert.equal(await (await setUp(t, refuse, { env })).sign(), 'AKENV st');
});

test('the instance: a session first, then its role, then keys, which are renewed before they run out', async (t) => {
  let keys = 0;
  const { server, sign, signer } = await setUp(
    t,
    ({ method, path, headers }) => {
      if (method === 'PUT' && path === '/latest/api/token') {
        assert.match(String(headers['x-aws-ec2-metadata-token-ttl-seconds']), /^\d+$/);
        return { status: 200, body: 'imds-session' };
      }
      assert.equal(method, 'GET');
      if (headers['x-aws-ec2-metadata-token'] !== 'imds-session') return { status: 401 };
      if (path === '/latest/meta-data/iam/security-credentials/') return { status: 200, body: 'node-role' };
      assert.equal(path, '/latest/meta-data/iam/security-credentials/node-role');
      keys += 1;
      return { status: 200, body: keysJson(`AKI${keys}`) };
    },
    { proxy: NO_PROXY, env: (url) => ({ AWS_EC2_METADATA_SERVICE_ENDPOINT: url }) },
  );
  assert.equal(await sign(), 'AKI1 AKI1-token');
  now += 50 * 60_000;
  assert.equal(await sign(), 'AKI1 AKI1-token');
  now += 6 * 60_000;
  assert.equal(await sign(), 'AKI2 AKI2-token');
  // What cannot be renewed is used for as long as it holds
  now += 57 * 60_000;
  server.answer = () => ({ status: 503 });
  assert.equal(await sign(), 'AKI2 AKI2-token');
  now += 4 * 60_000;
  await assert.rejects(sign(), /the metadata service of the instance says 503/);
  for (const secret of ['imds-session', 'AKI2-secret', 'AKI2-token']) assert.ok(signer.secrets().includes(secret));
});

test('keys that the service no longer takes are asked for anew', async (t) => {
  let keys = 0;
  const { sign, signer } = await setUp(
    t,
    ({ headers }) => {
      assert.equal(headers.authorization, 'pod-token');
      return { status: 200, body: keysJson(`AKP${++keys}`) };
    },
    {
      proxy: NO_PROXY,
      env: (url) => ({
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/v1/credentials`,
        AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '/var/run/token',
      }),
      files: () => ({ '/var/run/token': 'pod-token\n' }),
    },
  );
  assert.equal(await sign(), 'AKP1 AKP1-token');
  const answer = (body: string) => ({ status: 400, statusText: 'Bad Request', headers: {}, body });
  signer.heard(answer('{"__type":"com.amazon.coral.availability#ThrottlingException"}'));
  assert.equal(await sign(), 'AKP1 AKP1-token');
  signer.heard(answer('{"__type":"com.amazon.coral.service#ExpiredTokenException","message":"…"}'));
  assert.equal(await sign(), 'AKP2 AKP2-token');
  signer.heard(answer('<ErrorResponse><Error><Code>ExpiredToken</Code></Error></ErrorResponse>'));
  assert.equal(await sign(), 'AKP3 AKP3-token');
});

test('keys of a container are not asked for in the clear beyond this machine', async (t) => {
  const { sign } = await setUp(t, () => ({ status: 200 }), {
    env: () => ({ AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://example.org/keys' }),
  });
  await assert.rejects(sign(), /not asked for at example\.org without TLS/);
});

test('a role of a service account: the token of the file as it is then, in a request without signature', async (t) => {
  const files: Record<string, string> = { '/token': 'jwt-one\n' };
  const tokens: (string | null)[] = [];
  const { sign } = await setUp(
    t,
    ({ headers, body, method, path }) => {
      assert.deepEqual([method, path, headers.authorization], ['POST', '/sts', undefined]);
      assert.equal(headers['content-type'], 'application/x-www-form-urlencoded');
      const form = new URLSearchParams(body);
      tokens.push(form.get('WebIdentityToken'));
      assert.deepEqual(
        [form.get('Action'), form.get('Version'), form.get('RoleArn')],
        ['AssumeRoleWithWebIdentity', '2011-06-15', 'arn:aws:iam::123456789012:role/irsa'],
      );
      assert.match(String(form.get('RoleSessionName')), /^[\w+=,.@-]{2,64}$/);
      return { status: 200, body: keysXml('AssumeRoleWithWebIdentity', 'AKW') };
    },
    {
      options: { sts_endpoint: 'set' },
      env: () => ({ AWS_WEB_IDENTITY_TOKEN_FILE: '/token', AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/irsa' }),
      files: () => files,
    },
  );
  assert.equal(await sign(), 'AKW AKW-token');
  files['/token'] = 'jwt-two\n';
  now += 58 * 60_000;
  await sign();
  assert.deepEqual(tokens, ['jwt-one', 'jwt-two']);
});

test('a role is assumed in a signed request; what STS says against it is told', async (t) => {
  const options = {
    access_key_id: new Secret('AKBASE'),
    secret_access_key: new Secret('base-secret'),
    role_arn: 'arn:aws:iam::123456789012:role/lanner',
    external_id: 'ext 1',
    sts_endpoint: 'set',
  };
  const { server, sign } = await setUp(
    t,
    (request) => {
      const base = { accessKeyId: 'AKBASE', secretAccessKey: 'base-secret' };
      assertSigned(request, base, { service: 'sts', region: REGION });
      const form = new URLSearchParams(request.body);
      assert.deepEqual(
        [form.get('Action'), form.get('RoleArn'), form.get('ExternalId')],
        ['AssumeRole', options.role_arn, 'ext 1'],
      );
      return { status: 200, body: keysXml('AssumeRole', 'AKROLE') };
    },
    { options },
  );
  assert.equal(await sign(), 'AKROLE AKROLE-token');
  now += 61 * 60_000;
  server.answer = () => ({ status: 403, body: '<Error><Code>AccessDenied</Code></Error>' });
  await assert.rejects(sign(), /STS says 403 Forbidden <Error><Code>AccessDenied/);
});

test('without any keys it is said that there are none', async (t) => {
  const { sign } = await setUp(t, () => ({ status: 200 }), {});
  await assert.rejects(sign(), /there are no keys for AWS/);
});
