/** Where the keys for AWS are: the places that AWS's own clients look in, in their order. */
import { hostname } from 'node:os';
import { ask, formRequest, memberOf, membersOf } from '../ask.ts';
import type { Lasting, Renew } from '../renewed.ts';
import type { KnownSecrets, SignerServices } from '../signer.ts';
import { awsDomain, type AwsIdentityOptions } from './options.ts';
import { signed, type AwsCredentials } from './signature.ts';

export interface CredentialPlaces extends SignerServices {
  readonly options: AwsIdentityOptions;
  readonly region: string;
  readonly secrets: KnownSecrets;
}

/** How keys are had from a place; `undefined` if nothing says that they are there. */
type Place = (places: CredentialPlaces) => Renew<AwsCredentials> | undefined;

const PLACES: readonly Place[] = [fromOptions, fromEnvironment, fromWebIdentity, fromContainer, fromInstance];

/** Keys of the first place that has some; with `role_arn`, those of the role, which is assumed with them. */
export function awsCredentials(places: CredentialPlaces): Renew<AwsCredentials> {
  const found = PLACES.map((place) => place(places)).find((renew) => renew !== undefined);
  const own: Renew<AwsCredentials> =
    found ??
    (() => {
      throw new Error('there are no keys for AWS: neither in the configuration nor where AWS gives them to a process');
    });
  const { role_arn: role } = places.options;
  return role === '' ? own : async (signal) => assumeRole(places, (await own(signal)).value, signal);
}

function fromOptions({ options }: CredentialPlaces): Renew<AwsCredentials> | undefined {
  const { access_key_id: id, secret_access_key: secret, session_token: token } = options;
  if (id === undefined || secret === undefined) return undefined;
  return constant({
    accessKeyId: id.reveal(),
    secretAccessKey: secret.reveal(),
    ...(token === undefined ? {} : { sessionToken: token.reveal() }),
  });
}

function fromEnvironment({ env, secrets }: CredentialPlaces): Renew<AwsCredentials> | undefined {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = env;
  if (!isSet(id) || !isSet(secret)) return undefined;
  return constant({
    accessKeyId: secrets.add(id),
    secretAccessKey: secrets.add(secret),
    ...(isSet(token) ? { sessionToken: secrets.add(token) } : {}),
  });
}

/** IRSA: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html. The request is not signed. */
function fromWebIdentity(places: CredentialPlaces): Renew<AwsCredentials> | undefined {
  const { env, readFile, secrets } = places;
  const { AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: role, AWS_ROLE_SESSION_NAME: session } = env;
  if (!isSet(file) || !isSet(role)) return undefined;
  return async (signal) => {
    // The kubelet writes a new token into the file before the old one runs out
    const token = secrets.add((await readFile(file)).trim());
    const request = formRequest(stsEndpoint(places), {
      Action: 'AssumeRoleWithWebIdentity',
      Version: STS_VERSION,
      RoleArn: role,
      RoleSessionName: isSet(session) ? session : sessionName(),
      WebIdentityToken: token,
    });
    return fromSts(places, (await ask(places, 'STS', request, signal)).body);
  };
}

const CONTAINER_HOST = 'http://169.254.170.2';
/** Without TLS keys are asked for only where nobody can listen: on this machine, and at the agents of ECS and EKS. */
const CONTAINER_HOSTS = /^(?:localhost|127\.[\d.]+|\[::1\]|169\.254\.170\.(?:2|23)|\[fd00:ec2::23\])$/;

/** ECS tasks, and EKS Pod Identity: https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html */
function fromContainer(places: CredentialPlaces): Renew<AwsCredentials> | undefined {
  const { env, readFile, secrets } = places;
  const { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: path, AWS_CONTAINER_CREDENTIALS_FULL_URI: full } = env;
  const url = isSet(path) ? `${CONTAINER_HOST}${path}` : isSet(full) ? full : undefined;
  if (url === undefined) return undefined;
  const who = 'the agent that has the keys of the container';
  return async (signal) => {
    const { protocol, hostname: host } = new URL(url);
    if (protocol !== 'https:' && !CONTAINER_HOSTS.test(host)) {
      throw new Error(`AWS_CONTAINER_CREDENTIALS_FULL_URI: keys are not asked for at ${host} without TLS`);
    }
    const { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file, AWS_CONTAINER_AUTHORIZATION_TOKEN: given } = env;
    const token = isSet(file) ? (await readFile(file)).trim() : isSet(given) ? given : '';
    const headers = token === '' ? {} : { Authorization: secrets.add(token) };
    const response = await ask(places, who, { url, method: 'GET', headers, direct: true }, signal);
    return fromJson(places, who, membersOf(who, response));
  };
}

const INSTANCE_HOST = 'http://169.254.169.254';
const ROLE_PATH = '/latest/meta-data/iam/security-credentials/';

/** IMDSv2: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html */
function fromInstance(places: CredentialPlaces): Renew<AwsCredentials> | undefined {
  const { AWS_EC2_METADATA_DISABLED: disabled, AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint } = places.env;
  if (disabled?.toLowerCase() === 'true') return undefined;
  const base = (isSet(endpoint) ? endpoint : INSTANCE_HOST).replace(/\/+$/, '');
  const who = 'the metadata service of the instance';
  return async (signal) => {
    const query = async (method: string, path: string, headers: Readonly<Record<string, string>>) =>
      ask(places, who, { url: `${base}${path}`, method, headers, direct: true }, signal);
    const session = await query('PUT', '/latest/api/token', { 'X-aws-ec2-metadata-token-ttl-seconds': '300' });
    const headers = { 'X-aws-ec2-metadata-token': places.secrets.add(session.body.trim()) };
    const role = (await query('GET', ROLE_PATH, headers)).body.trim();
    if (!/^[\w+=,.@-]+$/.test(role)) throw new Error(`${who} knows no role of the instance`);
    return fromJson(places, who, membersOf(who, await query('GET', `${ROLE_PATH}${role}`, headers)));
  };
}

const STS_VERSION = '2011-06-15';

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
async function assumeRole(
  places: CredentialPlaces,
  own: AwsCredentials,
  signal: AbortSignal,
): Promise<Lasting<AwsCredentials>> {
  const { options, region, now } = places;
  const request = formRequest(stsEndpoint(places), {
    Action: 'AssumeRole',
    Version: STS_VERSION,
    RoleArn: options.role_arn,
    RoleSessionName: sessionName(),
    ...(options.external_id === '' ? {} : { ExternalId: options.external_id }),
  });
  const response = await ask(places, 'STS', await signed(request, { service: 'sts', region }, own, now()), signal);
  return fromSts(places, response.body);
}

function stsEndpoint({ options, env, region }: CredentialPlaces): string {
  const { sts_endpoint: given } = options;
  const { AWS_ENDPOINT_URL_STS: ofEnvironment } = env;
  if (isSet(given)) return given;
  return isSet(ofEnvironment) ? ofEnvironment : `https://sts.${region}.${awsDomain(region)}/`;
}

/** In the trail of AWS it says which machine it was. */
function sessionName(): string {
  return `lanner-${hostname()}`.replace(/[^\w+=,.@-]/g, '-').slice(0, 64);
}

function fromSts(places: CredentialPlaces, xml: string): Lasting<AwsCredentials> {
  const names = ['AccessKeyId', 'SecretAccessKey', 'SessionToken', 'Expiration'];
  const members = names.map((name) => [name, new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? ''] as const);
  const { SessionToken: token = '', ...others } = Object.fromEntries(members);
  return fromJson(places, 'STS', { ...others, Token: token });
}

function fromJson(
  { secrets }: CredentialPlaces,
  who: string,
  members: Readonly<Record<string, string>>,
): Lasting<AwsCredentials> {
  const until = Date.parse(memberOf(who, members, 'Expiration'));
  if (Number.isNaN(until)) throw new Error(`${who} answered without a time at which the keys run out`);
  return {
    value: {
      accessKeyId: secrets.add(memberOf(who, members, 'AccessKeyId')),
      secretAccessKey: secrets.add(memberOf(who, members, 'SecretAccessKey')),
      sessionToken: secrets.add(memberOf(who, members, 'Token')),
    },
    until,
  };
}

function constant(value: AwsCredentials): Renew<AwsCredentials> {
  return async () => ({ value, until: Infinity });
}

function isSet(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}
