/**
 * AWS Signature Version 4 as the receiver computes it, after
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html and by nothing of what signs.
 */
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface SignedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Uint8Array;
}

const hmac = (key: string | Uint8Array, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

/** Throws if the signature is not that of these keys over this request, or leaves out what it must be over. */
export function assertSigned(request: SignedRequest, keys: Keys, scope: { service: string; region: string }): void {
  const { headers, method, bytes } = request;
  const authorization = String(headers.authorization);
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/.exec(
      authorization,
    );
  assert.ok(parts !== null, authorization);
  const [, id = '', date = '', region = '', service = '', names = '', signature = ''] = parts;
  assert.deepEqual({ id, region, service }, { id: keys.accessKeyId, ...scope });
  const time = String(headers['x-amz-date']);
  assert.match(time, /^\d{8}T\d{6}Z$/);
  assert.equal(time.slice(0, 8), date);
  assert.equal(headers['x-amz-security-token'], keys.sessionToken);
  const signedNames = names.split(';');
  assert.deepEqual(signedNames, signedNames.toSorted());
  for (const name of Object.keys(headers)) {
    if (name === 'host' || name.startsWith('x-amz-') || name === 'content-type') {
      assert.ok(signedNames.includes(name), `${name} is not signed`);
    }
  }
  const digest = sha256(bytes);
  if (service === 's3') assert.equal(headers['x-amz-content-sha256'], digest);
  const [path = '', query = ''] = request.path.split('?', 2);
  const canonical = [
    method,
    // S3 encodes the name of the object; the others encode what is encoded once more
    path
      .split('/')
      .map((part) => encoded(service === 's3' ? decodeURIComponent(part) : part))
      .join('/'),
    Array.from(new URLSearchParams(query), ([key, value]) => `${encoded(key)}=${encoded(value)}`)
      .toSorted()
      .join('&'),
    ...signedNames.map((name) => `${name}:${String(headers[name]).trim().replace(/ +/g, ' ')}`),
    '',
    names,
    digest,
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, `${date}/${region}/${service}/aws4_request`, sha256(canonical)].join('\n');
  const key = [region, service, 'aws4_request'].reduce<Buffer>(hmac, hmac(`AWS4${keys.secretAccessKey}`, date));
  assert.equal(signature, hmac(key, text).toString('hex'));
}
