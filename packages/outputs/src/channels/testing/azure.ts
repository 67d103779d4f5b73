/** Entra ID as its documents have it, and the shared keys of Event Hubs as the service verifies them. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { startReceiver, type Answer, type Received, type Receiver } from './receiver.ts';

export const TOKEN = 'eyJ0.token-of-entra';
export const SECRET = 'secret~of.the-application';
export const TENANT = '72f988bf-0000-0000-0000-2d7cd011db47';
export const CLIENT = '11111111-2222-3333-4444-555555555555';

/** The form, if the request is one for a token of the tenant. Throws if not. */
export function tokenForm({ method, path, headers, body }: Received): Readonly<Record<string, string>> {
  assert.deepEqual([method, path], ['POST', `/${TENANT}/oauth2/v2.0/token`]);
  assert.equal(headers['content-type'], 'application/x-www-form-urlencoded');
  return Object.fromEntries(new URLSearchParams(body));
}

export function tokenAnswer(token: string, seconds = 3599): Answer {
  return { status: 200, body: JSON.stringify({ token_type: 'Bearer', expires_in: seconds, access_token: token }) };
}

/** @param scope the only one that is asked for */
export async function startEntra(scope: string): Promise<Receiver> {
  return startReceiver((request) => {
    const wanted = { grant_type: 'client_credentials', scope, client_id: CLIENT, client_secret: SECRET };
    assert.deepEqual(tokenForm(request), wanted);
    return tokenAnswer(TOKEN);
  });
}

/** The options that say who sends. */
export function azureOptions(authority: string): Readonly<Record<string, string>> {
  return { authority, tenant_id: TENANT, client_id: CLIENT, client_secret: SECRET };
}

/** Throws if the header is not a token for the resource, signed with the key, that holds at the time. */
export function assertSharedAccess(
  header: string | undefined,
  { resource, keyName, key, now }: { resource: string; keyName: string; key: string; now: number },
): void {
  const [scheme, token = ''] = String(header).split(' ', 2);
  assert.equal(scheme, 'SharedAccessSignature');
  const parts = new URLSearchParams(token);
  assert.deepEqual(Array.from(parts.keys()).toSorted(), ['se', 'sig', 'skn', 'sr']);
  assert.equal(parts.get('sr'), resource);
  assert.equal(parts.get('skn'), keyName);
  assert.ok(Number(parts.get('se')) * 1000 > now);
  const text = `${encodeURIComponent(resource)}\n${String(parts.get('se'))}`;
  assert.equal(parts.get('sig'), createHmac('sha256', key).update(text).digest('base64'));
}
