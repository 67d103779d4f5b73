/** Requests with a token that runs out: `Authorization: Bearer TOKEN`, or in another scheme. */
import { Renewed, type Lasting, type Renew } from './renewed.ts';
import type { KnownSecrets, Signer } from './signer.ts';
import { memberOf } from './ask.ts';

export function bearerSigner(
  renew: Renew<string>,
  secrets: KnownSecrets,
  now: () => number,
  scheme: string = 'Bearer',
): Signer {
  const token = new Renewed(renew, now);
  return {
    async sign(request, signal) {
      const headers = { ...request.headers, Authorization: `${scheme} ${await token.get(signal)}` };
      return { ...request, headers };
    },
    heard({ status }) {
      if (status === 401) token.forget();
    },
    secrets: () => secrets.all,
  };
}

/** The token in an answer of OAuth 2.0 (RFC 6749, 5.1). Throws if there is none. */
export function tokenOf(
  who: string,
  members: Readonly<Record<string, string>>,
  secrets: KnownSecrets,
  now: () => number,
): Lasting<string> {
  const seconds = Number(memberOf(who, members, 'expires_in'));
  if (!(seconds > 0)) throw new Error(`${who} answered with a token that has run out`);
  return { value: secrets.add(memberOf(who, members, 'access_token')), until: now() + seconds * 1000 };
}
