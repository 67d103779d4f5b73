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
