/** Tokens of Entra ID, from the places that Azure's own clients look in. */
import { ask, formRequest, memberOf, membersOf } from '../ask.ts';
import { bearerSigner, tokenOf } from '../bearer.ts';
import type { Lasting, Renew } from '../renewed.ts';
import { KnownSecrets, type Signer, type SignerServices } from '../signer.ts';
import type { AzureIdentityOptions } from './options.ts';

interface TokenPlaces extends SignerServices {
  readonly options: AzureIdentityOptions;
  /** Without `/.default`. */
  readonly resource: string;
  readonly secrets: KnownSecrets;
}

/** How a token is had from a place; `undefined` if nothing says that there is one. */
type Place = (places: TokenPlaces) => Renew<string> | undefined;

const PLACES: readonly Place[] = [fromOptions, fromSecret, fromWorkload, fromAppService];

/** @param resource such as `https://monitor.azure.com` */
export function azureSigner(options: AzureIdentityOptions, resource: string, services: SignerServices): Signer {
  const secrets = new KnownSecrets();
  const places = { ...services, options, resource, secrets };
  const found = PLACES.map((place) => place(places)).find((renew) => renew !== undefined);
  return bearerSigner(found ?? fromMachine(places), secrets, services.now);
}

function fromOptions(places: TokenPlaces): Renew<string> | undefined {
  const { tenant_id: tenant, client_id: client, client_secret: secret } = places.options;
  if (secret === undefined) return undefined;
  return async (signal) => entraToken(places, tenant, { client_id: client, client_secret: secret.reveal() }, signal);
}

function fromSecret(places: TokenPlaces): Renew<string> | undefined {
  const { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: client, AZURE_CLIENT_SECRET: secret } = places.env;
  if (!isSet(tenant) || !isSet(client) || !isSet(secret)) return undefined;
  places.secrets.add(secret);
  return async (signal) => entraToken(places, tenant, { client_id: client, client_secret: secret }, signal);
}

/** https://azure.github.io/azure-workload-identity: the token of the service account stands for the secret. */
function fromWorkload(places: TokenPlaces): Renew<string> | undefined {
  const { env, options, readFile, secrets } = places;
  const { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: own, AZURE_FEDERATED_TOKEN_FILE: file } = env;
  const client = options.client_id === '' ? own : options.client_id;
  if (!isSet(tenant) || !isSet(client) || !isSet(file)) return undefined;
  return async (signal) => {
    const proof = {
      client_id: client,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      // The kubelet writes a new token into the file before the old one runs out
      client_assertion: secrets.add((await readFile(file)).trim()),
    };
    return entraToken(places, tenant, proof, signal);
  };
}

const ENTRA = 'Entra ID';

/** https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow */
async function entraToken(
  places: TokenPlaces,
  tenant: string,
  proof: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Lasting<string>> {
  const { options, env, resource, secrets, now } = places;
  const { AZURE_AUTHORITY_HOST: host } = env;
  const authority = options.authority ?? (isSet(host) ? host : 'https://login.microsoftonline.com');
  const url = `${authority.replace(/\/+$/, '')}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`;
  const form = formRequest(url, { grant_type: 'client_credentials', scope: `${resource}/.default`, ...proof });
  return tokenOf(ENTRA, membersOf(ENTRA, await ask(places, ENTRA, form, signal)), secrets, now);
}

/** App Service, Functions, Container Apps: https://learn.microsoft.com/azure/app-service/overview-managed-identity */
function fromAppService(places: TokenPlaces): Renew<string> | undefined {
  const { IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: header } = places.env;
  if (!isSet(endpoint) || !isSet(header)) return undefined;
  places.secrets.add(header);
  return async (signal) => managedToken(places, endpoint, '2019-08-01', { 'X-IDENTITY-HEADER': header }, signal);
}

const MACHINE_HOST = 'http://169.254.169.254';

/** https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token */
function fromMachine(places: TokenPlaces): Renew<string> {
  const { AZURE_POD_IDENTITY_AUTHORITY_HOST: host } = places.env;
  const base = (isSet(host) ? host : MACHINE_HOST).replace(/\/+$/, '');
  const url = `${base}/metadata/identity/oauth2/token`;
  return async (signal) => managedToken(places, url, '2018-02-01', { Metadata: 'true' }, signal);
}

async function managedToken(
  places: TokenPlaces,
  endpoint: string,
  version: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Lasting<string>> {
  const { options, env, resource, secrets, now } = places;
  const who = 'the service for managed identities';
  const { AZURE_CLIENT_ID: own } = env;
  const client = options.client_id === '' ? own : options.client_id;
  const query = new URLSearchParams({
    'api-version': version,
    resource,
    ...(isSet(client) ? { client_id: client } : {}),
  });
  const url = `${endpoint}?${query.toString()}`;
  const members = membersOf(who, await ask(places, who, { url, method: 'GET', headers, direct: true }, signal));
  if (members['expires_in'] !== undefined) return tokenOf(who, members, secrets, now);
  // App Service says the time instead, in seconds
  const until = Number(memberOf(who, members, 'expires_on')) * 1000;
  return { value: secrets.add(memberOf(who, members, 'access_token')), until };
}

function isSet(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}
