/** The JSON that Google gives out to programs: https://google.aip.dev/auth/4112 and 4117. */
import { createPrivateKey } from 'node:crypto';

export interface ServiceAccountKey {
  readonly type: 'service_account';
  readonly email: string;
  readonly keyId: string;
  /** PEM. */
  readonly privateKey: string;
  readonly tokenUrl: string;
}

export interface ExternalAccount {
  readonly type: 'external_account';
  readonly audience: string;
  readonly tokenType: string;
  readonly tokenUrl: string;
  /** The file that has the token of the other side. */
  readonly file: string;
  /** The member of the file that has it, if the file is JSON. */
  readonly member: string | undefined;
  /** Where a token of a service account is asked for with that of the federation; `undefined` if it is used itself. */
  readonly impersonationUrl: string | undefined;
}

type Members = Readonly<Record<string, unknown>>;

/** Throws, without showing any of it, if it is neither of them. */
export function readCredentials(text: string): ServiceAccountKey | ExternalAccount {
  const members = jsonObject(text);
  if (members === undefined) throw new Error('the credentials are not a JSON object');
  if (members['type'] === 'service_account') return serviceAccount(members);
  if (members['type'] === 'external_account') return externalAccount(members);
  throw new Error('the type of the credentials is neither service_account nor external_account');
}

function serviceAccount(members: Members): ServiceAccountKey {
  const privateKey = textOf(members, 'private_key');
  try {
    createPrivateKey(privateKey);
  } catch {
    throw new Error('the private_key of the credentials is no key in PEM');
  }
  return {
    type: 'service_account',
    email: textOf(members, 'client_email'),
    keyId: typeof members['private_key_id'] === 'string' ? members['private_key_id'] : '',
    privateKey,
    tokenUrl: urlOf(members, 'token_uri', 'https://oauth2.googleapis.com/token'),
  };
}

function externalAccount(members: Members): ExternalAccount {
  const source = objectOf(members['credential_source']);
  const format = objectOf(source?.['format']);
  const file = source?.['file'];
  if (typeof file !== 'string') {
    throw new Error('the credential_source of the credentials names no file: other sources are not supported');
  }
  const isImpersonated = members['service_account_impersonation_url'] !== undefined;
  return {
    type: 'external_account',
    audience: textOf(members, 'audience'),
    tokenType: textOf(members, 'subject_token_type'),
    tokenUrl: urlOf(members, 'token_url', 'https://sts.googleapis.com/v1/token'),
    file,
    member: format?.['type'] === 'json' ? textOf(format, 'subject_token_field_name') : undefined,
    impersonationUrl: isImpersonated ? urlOf(members, 'service_account_impersonation_url', '') : undefined,
  };
}

function jsonObject(text: string): Members | undefined {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): Members | undefined {
  return typeof value === 'object' && value !== null ? (value as Members) : undefined;
}

function textOf(members: Members, name: string): string {
  const value = members[name];
  if (typeof value !== 'string' || value === '') throw new Error(`the credentials have no ${name}`);
  return value;
}

function urlOf(members: Members, name: string, otherwise: string): string {
  const url = members[name] === undefined ? otherwise : textOf(members, name);
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) throw new Error(`the ${name} of the credentials is no URL`);
  return url;
}
