/** Signature Version 4: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
import { createHash } from 'node:crypto';
import { packed, type HttpRequest } from '../../http/index.ts';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface SignatureScope {
  /** As in the scope of the signature: `sqs`, `logs`. */
  readonly service: string;
  readonly region: string;
}

/** The request with its time and its signature, over all of its headers and its body. */
export async function signed(
  request: HttpRequest,
  { service, region }: SignatureScope,
  credentials: AwsCredentials,
  nowMs: number,
): Promise<HttpRequest> {
  const { AwsV4Signer } = await import('aws4fetch');
  const sent = await packed(request);
  const { url, method = 'POST', headers = {}, body = '' } = sent;
  const signer = new AwsV4Signer({
    ...credentials,
    url,
    method,
    headers: { ...headers, ...(service === 's3' ? digestHeaders(body) : {}) },
    body: typeof body === 'string' ? body : new Uint8Array(body),
    service,
    region,
    datetime: new Date(nowMs).toISOString().replace(/[:-]|\.\d{3}/g, ''),
    allHeaders: true,
  });
  const made = await signer.sign();
  return { ...sent, headers: Object.fromEntries(made.headers) };
}

/** S3 wants the digest of the body told, and for buckets with locks a checksum, too. */
function digestHeaders(body: string | Uint8Array): Readonly<Record<string, string>> {
  const digest = createHash('sha256').update(body).digest();
  return { 'X-Amz-Content-Sha256': digest.toString('hex'), 'X-Amz-Checksum-Sha256': digest.toString('base64') };
}
