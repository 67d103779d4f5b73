/** Tokens of Google from each place that gives them, from strict local servers. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { Secret } from '../../contract/index.ts';
import { checkAssertion, serviceAccountKey } from '../../channels/testing/google.ts';
import type { Answer, Received } from '../../channels/testing/receiver.ts';
import { NO_PROXY, signerWorld, type World } from '../testing/world.ts';
import { readCredentials } from './credentials-file.ts';
import { googleSigner } from './token.ts';

const SCOPE = 'https://www.googleapis.com/auth/pubsub';
const SIGNAL = new AbortController().signal;
let now = Date.parse('2026-11-24T12:00:00Z');

interface Setting extends World {
  readonly credentials?: (url: string) => string;
}

async function setUp(t: TestContext, answer: (request: Received, url: string) => Answer, setting: Setting) {
  const { server, services } = await signerWorld(t, answer, setting, () => now);
  const text = setting.credentials?.(server.url);
  const signer = googleSigner({ credentials: text === undefined ? undefined : new Secret(text) }, SCOPE, services);
  const sign = async (): Promise<string | undefined> =>
    (await signer.sign({ url: 'https://pubsub.example/' }, SIGNAL)).headers?.['Authorization'];
  return { signer, sign };
}

const token = (text: string, seconds = 3599): Answer => ({
  status: 200,
  body: JSON.stringify({ access_token: text, expires_in: seconds, token_type: 'Bearer' }),
});

test('a service account: a token for a signed JWT, renewed before it runs out or when it is not taken', async (t) => {
  let tokens = 0;
  const { sign, signer } = await setUp(
    t,
    (request, url) => {
      assert.equal(checkAssertion(request, `${url}/token`, now), SCOPE);
      return token(`t${++tokens}`);
    },
    { credentials: (url) => serviceAccountKey(`${url}/token`) },
  );
  assert.equal(await sign(), 'Bearer t1');
  now += 50 * 60_000;
  assert.equal(await sign(), 'Bearer t1');
  now += 6 * 60_000;
  assert.equal(await sign(), 'Bearer t2');
  signer.heard({ status: 503, statusText: '', headers: {}, body: '' });
  assert.equal(await sign(), 'Bearer t2');
  signer.heard({ status: 401, statusText: '', headers: {}, body: '' });
  assert.equal(await sign(), 'Bearer t3');
  assert.ok(signer.secrets().includes('t3') && signer.secrets().some((one) => one.includes('PRIVATE KEY')));
});

test('the file that the environment names; what the token service says against it is told', async (t) => {
  const { sign } = await setUp(t, () => ({ status: 400, body: '{"error":"invalid_grant"}' }), {
    env: () => ({ GOOGLE_APPLICATION_CREDENTIALS: '/key.json' }),
    files: (url) => ({ '/key.json': serviceAccountKey(`${url}/token`) }),
  });
  await assert.rejects(sign(), /Google's token service says 400 Bad Request .*invalid_grant/);
});

test('the machine: its metadata server, past the proxy', async (t) => {
  const { sign } = await setUp(
    t,
    ({ method, path, headers }) => {
      assert.equal(method, 'GET');
      const query = `scopes=${encodeURIComponent(SCOPE)}`;
      assert.equal(path, `/computeMetadata/v1/instance/service-accounts/default/token?${query}`);
      return headers['metadata-flavor'] === 'Google' ? token('machine') : { status: 403 };
    },
    { env: (url) => ({ GCE_METADATA_HOST: new URL(url).host }), proxy: NO_PROXY },
  );
  assert.equal(await sign(), 'Bearer machine');
});

function federated(url: string, more: object = {}): string {
  return JSON.stringify({
    type: 'external_account',
    audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/k8s',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: `${url}/v1/token`,
    credential_source: { file: '/var/run/token', format: { type: 'json', subject_token_field_name: 'tok' } },
    ...more,
  });
}

test('workload identity federation: the token of the other side for one of Google, and that for one of an account', async (t) => {
  const impersonation = (url: string): object => ({
    service_account_impersonation_url: `${url}/sa:generateAccessToken`,
  });
  let asked = '';
  const { sign } = await setUp(
    t,
    ({ path, body, headers }) => {
      if (path === '/sa:generateAccessToken') {
        assert.equal(headers.authorization, 'Bearer federated');
        assert.deepEqual(JSON.parse(body), { scope: [SCOPE] });
        const expireTime = new Date(now + 3_600_000).toISOString();
        return { status: 200, body: JSON.stringify({ accessToken: 'impersonated', expireTime }) };
      }
      assert.equal(path, '/v1/token');
      const form = new URLSearchParams(body);
      asked = String(form.get('scope'));
      assert.equal(form.get('grant_type'), 'urn:ietf:params:oauth:grant-type:token-exchange');
      assert.equal(form.get('requested_token_type'), 'urn:ietf:params:oauth:token-type:access_token');
      assert.equal(form.get('subject_token_type'), 'urn:ietf:params:oauth:token-type:jwt');
      assert.match(String(form.get('audience')), /^\/\/iam\.googleapis\.com\//);
      return form.get('subject_token') === 'k8s-jwt' ? token('federated') : { status: 400 };
    },
    {
      credentials: (url) => federated(url, impersonation(url)),
      files: () => ({ '/var/run/token': '{"tok":"k8s-jwt"}' }),
    },
  );
  assert.equal(await sign(), 'Bearer impersonated');
  assert.equal(asked, 'https://www.googleapis.com/auth/cloud-platform');
});

test('credentials that are none are told, and not shown', () => {
  const wrong: readonly [string, RegExp][] = [
    ['secret text', /not a JSON object/],
    ['{"type":"authorized_user","refresh_token":"secret"}', /neither service_account nor external_account/],
    ['{"type":"service_account","private_key":"secret"}', /private_key .* no key in PEM/],
    [federated('http://x', { credential_source: { url: 'http://secret' } }), /names no file/],
    [federated('secret'), /token_url .* no URL/],
  ];
  for (const [text, message] of wrong) {
    assert.throws(
      () => readCredentials(text),
      (error) => message.test(String(error)) && !String(error).includes('secret'),
    );
  }
});
