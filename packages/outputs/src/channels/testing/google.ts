/** Google's token service as its documents have it: it takes a JWT that the key of the account has signed, and nothing else. */
import assert from 'node:assert/strict';
import { createPublicKey, createVerify, generateKeyPairSync } from 'node:crypto';
import { startReceiver, type Received, type Receiver } from './receiver.ts';

export const TOKEN = 'ya29.token-of-google';
export const EMAIL = 'lanner@my-project.iam.gserviceaccount.com';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

/** The scopes that were asked for, if the request is right. Throws if not. */
export function checkAssertion({ method, headers, body }: Received, audience: string, now: number): string {
  assert.equal(method, 'POST');
  assert.equal(headers['content-type'], 'application/x-www-form-urlencoded');
  const form = new URLSearchParams(body);
  assert.deepEqual(Array.from(form.keys()), ['grant_type', 'assertion']);
  assert.equal(form.get('grant_type'), 'urn:ietf:params:oauth:grant-type:jwt-bearer');
  const [header = '', claims = '', signature = ''] = String(form.get('assertion')).split('.');
  const isRight = createVerify('RSA-SHA256')
    .update(`${header}.${claims}`)
    .verify(createPublicKey(publicKey), signature, 'base64url');
  assert.ok(isRight, 'the signature is not that of the key');
  const read = (part: string): Record<string, unknown> =>
    JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  assert.deepEqual(read(header), { alg: 'RS256', typ: 'JWT', kid: 'key-1' });
  const { iss, aud, iat, exp, scope, ...others } = read(claims);
  assert.deepEqual([iss, aud, others], [EMAIL, audience, {}]);
  assert.equal(iat, Math.floor(now / 1000));
  assert.ok(Number(exp) > iat && Number(exp) <= iat + 3600);
  return String(scope);
}

export function serviceAccountKey(tokenUrl: string): string {
  return JSON.stringify({
    type: 'service_account',
    project_id: 'my-project',
    private_key_id: 'key-1',
    private_key: privateKey,
    client_email: EMAIL,
    token_uri: tokenUrl,
  });
}

export interface TokenService {
  /** For the option `credentials`. */
  readonly credentials: string;
  close(): Promise<void>;
}

/** @param scope what is asked for, without what all scopes begin with */
export async function startTokenService(scope: string, now: number): Promise<TokenService> {
  const server: Receiver = await startReceiver((request) => {
    assert.equal(checkAssertion(request, `${server.url}/token`, now), `https://www.googleapis.com/auth/${scope}`);
    return {
      status: 200,
      body: JSON.stringify({ access_token: TOKEN, expires_in: 3599, token_type: 'Bearer' }),
    };
  });
  return { credentials: serviceAccountKey(`${server.url}/token`), close: () => server.close() };
}
