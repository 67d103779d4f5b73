/** Access tokens of Google, from the places that Google's own clients look in, in their order. */
import { createSign } from 'node:crypto';
import { ask, formRequest, memberOf, membersOf } from '../ask.ts';
import { bearerSigner, tokenOf } from '../bearer.ts';
import type { Lasting, Renew } from '../renewed.ts';
import { KnownSecrets, type Signer, type SignerServices } from '../signer.ts';
import { readCredentials, type ExternalAccount, type ServiceAccountKey } from './credentials-file.ts';
import type { GoogleIdentityOptions } from './options.ts';

interface TokenPlaces extends SignerServices {
  readonly scope: string;
  readonly secrets: KnownSecrets;
}

/** @param scope such as `https://www.googleapis.com/auth/pubsub` */
export function googleSigner(options: GoogleIdentityOptions, scope: string, services: SignerServices): Signer {
  const secrets = new KnownSecrets();
  const places = { ...services, scope, secrets };
  return bearerSigner(tokenFrom(places, options.credentials?.reveal()), secrets, services.now);
}

function tokenFrom(places: TokenPlaces, given: string | undefined): Renew<string> {
  const { GOOGLE_APPLICATION_CREDENTIALS: path } = places.env;
  if (given !== undefined) return async (signal) => tokenWith(places, given, signal);
  // The file may be changed while Lanner runs
  if (isSet(path)) return async (signal) => tokenWith(places, await places.readFile(path), signal);
  return async (signal) => machineToken(places, signal);
}

async function tokenWith(places: TokenPlaces, text: string, signal: AbortSignal): Promise<Lasting<string>> {
  const credentials = readCredentials(text);
  if (credentials.type === 'external_account') return federatedToken(places, credentials, signal);
  places.secrets.add(credentials.privateKey);
  return accountToken(places, credentials, signal);
}

const GOOGLE = "Google's token service";

/** https://developers.google.com/identity/protocols/oauth2/service-account#httprest: a JWT signed with the key (RFC 7523) */
async function accountToken(
  places: TokenPlaces,
  { email, keyId, privateKey, tokenUrl }: ServiceAccountKey,
  signal: AbortSignal,
): Promise<Lasting<string>> {
  const { scope, secrets, now } = places;
  const seconds = Math.floor(now() / 1000);
  const header = { alg: 'RS256', typ: 'JWT', ...(keyId === '' ? {} : { kid: keyId }) };
  const claims = { iss: email, scope, aud: tokenUrl, iat: seconds, exp: seconds + 3600 };
  const content = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const signature = createSign('RSA-SHA256').update(content).sign(privateKey, 'base64url');
  const grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
  const assertion = secrets.add(`${content}.${signature}`);
  const answer = await ask(places, GOOGLE, formRequest(tokenUrl, { grant_type: grant, assertion }), signal);
  return tokenOf(GOOGLE, membersOf(GOOGLE, answer), secrets, now);
}

/** https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token: a token of the other side for one of Google */
async function federatedToken(
  places: TokenPlaces,
  account: ExternalAccount,
  signal: AbortSignal,
): Promise<Lasting<string>> {
  const { scope, secrets, now } = places;
  const { impersonationUrl } = account;
  const request = formRequest(account.tokenUrl, {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    audience: account.audience,
    scope: impersonationUrl === undefined ? scope : 'https://www.googleapis.com/auth/cloud-platform',
    subject_token_type: account.tokenType,
    subject_token: secrets.add(await subjectToken(places, account)),
  });
  const own = tokenOf(GOOGLE, membersOf(GOOGLE, await ask(places, GOOGLE, request, signal)), secrets, now);
  return impersonationUrl === undefined ? own : impersonatedToken(places, impersonationUrl, own.value, signal);
}

async function subjectToken({ readFile }: TokenPlaces, { file, member }: ExternalAccount): Promise<string> {
  const text = await readFile(file);
  if (member === undefined) return text.trim();
  return memberOf(file, membersOf(file, { body: text }), member);
}

/** https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken */
async function impersonatedToken(
  places: TokenPlaces,
  url: string,
  token: string,
  signal: AbortSignal,
): Promise<Lasting<string>> {
  const who = 'the service that gives out tokens of service accounts';
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` };
  const members = membersOf(
    who,
    await ask(places, who, { url, headers, body: JSON.stringify({ scope: [places.scope] }) }, signal),
  );
  const until = Date.parse(memberOf(who, members, 'expireTime'));
  if (Number.isNaN(until)) throw new Error(`${who} answered without a time at which the token runs out`);
  return { value: places.secrets.add(memberOf(who, members, 'accessToken')), until };
}

/** https://cloud.google.com/compute/docs/access/authenticate-workloads; in GKE it gives the token of the workload. */
async function machineToken(places: TokenPlaces, signal: AbortSignal): Promise<Lasting<string>> {
  const who = 'the metadata server of the machine';
  const { GCE_METADATA_HOST: host } = places.env;
  const base = `http://${isSet(host) ? host : 'metadata.google.internal'}/computeMetadata/v1`;
  const query = new URLSearchParams({ scopes: places.scope }).toString();
  const url = `${base}/instance/service-accounts/default/token?${query}`;
  const headers = { 'Metadata-Flavor': 'Google' };
  const answer = await ask(places, who, { url, method: 'GET', headers, direct: true }, signal);
  return tokenOf(who, membersOf(who, answer), places.secrets, places.now);
}

function isSet(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}
