/** Requests to AWS, signed with the keys of whoever Lanner is there. */
import { Renewed } from '../renewed.ts';
import { KnownSecrets, type Signer, type SignerServices } from '../signer.ts';
import { awsCredentials } from './credentials.ts';
import { awsErrorCode, KEYS_NOT_TAKEN } from './errors.ts';
import type { AwsIdentityOptions } from './options.ts';
import { signed, type SignatureScope } from './signature.ts';

export function awsSigner(options: AwsIdentityOptions, scope: SignatureScope, services: SignerServices): Signer {
  const secrets = new KnownSecrets();
  const { now } = services;
  const credentials = new Renewed(awsCredentials({ ...services, options, region: scope.region, secrets }), now);
  return {
    async sign(request, signal) {
      return signed(request, scope, await credentials.get(signal), now());
    },
    heard(response) {
      if (response.status < 400) return;
      const code = awsErrorCode(response);
      if (code !== undefined && KEYS_NOT_TAKEN.has(code)) credentials.forget();
    },
    secrets: () => secrets.all,
  };
}
