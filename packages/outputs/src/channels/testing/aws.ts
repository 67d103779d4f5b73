/** What tests of channels to AWS share. */
import type { Received } from './receiver.ts';
import { assertSigned } from './signature-v4.ts';

export const KEYS = {
  accessKeyId: 'AKIAEXAMPLEEXAMPLE00',
  secretAccessKey: 'secret/of+the/key/EXAMPLE',
  sessionToken: 'session-token-EXAMPLE==',
} as const;

export const REGION = 'eu-central-1';

/** The options that say who sends, and where to. */
export function awsOptions(url: string): Readonly<Record<string, string>> {
  return {
    endpoint: url,
    region: REGION,
    access_key_id: KEYS.accessKeyId,
    secret_access_key: KEYS.secretAccessKey,
    session_token: KEYS.sessionToken,
  };
}

export const AWS_SECRETS: readonly string[] = Object.values(KEYS);

export function verifySignature(service: string): (request: Received) => void {
  return (request) => assertSigned(request, KEYS, { service, region: REGION });
}

/** Schema of an object with these members and no others. */
export function exactly(
  properties: Readonly<Record<string, object>>,
  optional: Readonly<Record<string, object>> = {},
): object {
  return {
    type: 'object',
    additionalProperties: false,
    required: Object.keys(properties),
    properties: { ...properties, ...optional },
  };
}

/** A text in UTF-8 with base64 around it, as a member of JSON has it. Throws if it is not that. */
export function fromBase64(text: unknown): string {
  const bytes = Buffer.from(String(text), 'base64');
  if (bytes.toString('base64') !== text) throw new Error('not base64');
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}
