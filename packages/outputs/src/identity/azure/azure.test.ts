/** Tokens of Entra ID from each place that gives them, from strict local servers. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { Secret } from '../../contract/index.ts';
import { CLIENT, tokenAnswer, tokenForm, TENANT } from '../../channels/testing/azure.ts';
import type { Answer, Received } from '../../channels/testing/receiver.ts';
import { NO_PROXY, signerWorld, type World } from '../testing/world.ts';
import type { AzureIdentityOptions } from './options.ts';
import { azureSigner } from './token.ts';

const RESOURCE = 'https://monitor.azure.com';
const SIGNAL = new AbortController().signal;
let now = Date.parse('2026-11-24T12:00:00Z');

async function setUp(
  t: TestContext,
  answer: (request: Received) => Answer,
  world: World,
  given: (url: string) => Partial<AzureIdentityOptions> = () => ({}),
) {
  const { server, services } = await signerWorld(t, answer, world, () => now);
  const none = { tenant_id: '', client_id: '', client_secret: undefined, authority: undefined };
  const signer = azureSigner({ ...none, ...given(server.url) }, RESOURCE, services);
  const sign = async (): Promise<string | undefined> =>
    (await signer.sign({ url: 'https://monitor.example/' }, SIGNAL)).headers?.['Authorization'];
  return { signer, sign };
}

test('the secret of an application, renewed before the token runs out or when it is not taken', async (t) => {
  let tokens = 0;
  const { sign, signer } = await setUp(
    t,
    (request) => {
      const form = tokenForm(request);
      assert.equal(form['scope'], `${RESOURCE}/.default`);
      return form['client_secret'] === 'option-secret' ? tokenAnswer(`t${++tokens}`) : { status: 401 };
    },
    { env: () => ({ AZURE_TENANT_ID: 'other', AZURE_CLIENT_ID: 'other', AZURE_CLIENT_SECRET: 'other' }) },
    (url) => ({ authority: url, tenant_id: TENANT, client_id: CLIENT, client_secret: new Secret('option-secret') }),
  );
  assert.equal(await sign(), 'Bearer t1');
  now += 50 * 60_000;
  assert.equal(await sign(), 'Bearer t1');
  now += 6 * 60_000;
  assert.equal(await sign(), 'Bearer t2');
  signer.heard({ status: 401, statusText: '', headers: {}, body: '' });
  assert.equal(await sign(), 'Bearer t3');
  assert.ok(signer.secrets().includes('t3'));
});

test('a secret in the environment; what Entra ID says against it is told', async (t) => {
  const { sign, signer } = await setUp(t, () => ({ status: 401, body: '{"error":"invalid_client"}' }), {
    env: (url) => ({
      AZURE_TENANT_ID: TENANT,
      AZURE_CLIENT_ID: CLIENT,
      AZURE_CLIENT_SECRET: 'env-secret',
      AZURE_AUTHORITY_HOST: `${url}/`,
    }),
  });
  await assert.rejects(sign(), /Entra ID says 401 Unauthorized .*invalid_client/);
  assert.ok(signer.secrets().includes('env-secret'));
});

test('a workload identity: the token of the file as it is then', async (t) => {
  const files: Record<string, string> = { '/token': 'jwt-one\n' };
  const assertions: string[] = [];
  const { sign } = await setUp(
    t,
    (request) => {
      const { client_assertion: assertion = '', ...form } = tokenForm(request);
      assertions.push(assertion);
      assert.deepEqual(form, {
        grant_type: 'client_credentials',
        scope: `${RESOURCE}/.default`,
        client_id: CLIENT,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      });
      return tokenAnswer('workload');
    },
    {
      env: (url) => ({
        AZURE_TENANT_ID: TENANT,
        AZURE_CLIENT_ID: CLIENT,
        AZURE_FEDERATED_TOKEN_FILE: '/token',
        AZURE_AUTHORITY_HOST: url,
      }),
      files: () => files,
    },
  );
  assert.equal(await sign(), 'Bearer workload');
  files['/token'] = 'jwt-two\n';
  now += 58 * 60_000;
  await sign();
  assert.deepEqual(assertions, ['jwt-one', 'jwt-two']);
});

test('the managed identity of a machine, past the proxy', async (t) => {
  const { sign } = await setUp(
    t,
    ({ method, path, headers }) => {
      assert.equal(method, 'GET');
      assert.equal(headers['metadata'], 'true');
      const query = `api-version=2018-02-01&resource=${encodeURIComponent(RESOURCE)}&client_id=${CLIENT}`;
      assert.equal(path, `/metadata/identity/oauth2/token?${query}`);
      // Here the number is a text
      return { status: 200, body: JSON.stringify({ access_token: 'machine', expires_in: '86399' }) };
    },
    { env: (url) => ({ AZURE_POD_IDENTITY_AUTHORITY_HOST: url }), proxy: NO_PROXY },
    () => ({ client_id: CLIENT }),
  );
  assert.equal(await sign(), 'Bearer machine');
});

test('the managed identity of App Service, which says when the token runs out', async (t) => {
  let asked = 0;
  const { sign } = await setUp(
    t,
    ({ path, headers }) => {
      asked += 1;
      assert.equal(headers['x-identity-header'], 'header-secret');
      assert.match(path, /^\/msi\/token\?api-version=2019-08-01&resource=https%3A%2F%2Fmonitor\.azure\.com$/);
      const expires_on = String(Math.floor(now / 1000) + 3600);
      return { status: 200, body: JSON.stringify({ access_token: `app${asked}`, expires_on }) };
    },
    { env: (url) => ({ IDENTITY_ENDPOINT: `${url}/msi/token`, IDENTITY_HEADER: 'header-secret' }), proxy: NO_PROXY },
  );
  assert.equal(await sign(), 'Bearer app1');
  now += 54 * 60_000;
  assert.equal(await sign(), 'Bearer app1');
  now += 2 * 60_000;
  assert.equal(await sign(), 'Bearer app2');
});
