/** https://learn.microsoft.com/rest/api/eventhub/generate-sas-token: requests signed with a shared key of a namespace */
import { createHmac } from 'node:crypto';
import { bearerSigner } from '../bearer.ts';
import { KnownSecrets, type Signer } from '../signer.ts';

export interface ConnectionString {
  /** Of the namespace: `alerts.servicebus.windows.net`. */
  readonly host: string;
  readonly keyName: string;
  readonly key: string;
  /** The event hub, if the string is for one alone. */
  readonly entity: string | undefined;
}

/** Throws, without showing any of it, if the text is none with a key. */
export function readConnectionString(text: string): ConnectionString {
  const parts = new Map(
    text.split(';').map((part) => {
      const at = part.indexOf('=');
      return [part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()] as const;
    }),
  );
  const host = /^sb:\/\/([\w.-]+)\/?$/.exec(parts.get('endpoint') ?? '')?.[1];
  const [keyName, key] = [parts.get('sharedaccesskeyname'), parts.get('sharedaccesskey')];
  if (host === undefined) throw new Error('the connection string has no Endpoint=sb://HOST/');
  if (keyName === undefined || key === undefined || key === '') {
    throw new Error('the connection string has no SharedAccessKeyName and SharedAccessKey');
  }
  return { host, keyName, key, entity: parts.get('entitypath') };
}

const TOKEN_MS = 3_600_000;

/** @param resource the address of what is sent to, without a query */
export function sharedAccessSigner({ keyName, key }: ConnectionString, resource: string, now: () => number): Signer {
  const secrets = new KnownSecrets();
  secrets.add(key);
  const renew = async () => {
    const until = now() + TOKEN_MS;
    const token = secrets.add(sharedAccessToken(resource, keyName, key, Math.floor(until / 1000)));
    return { value: token, until };
  };
  return bearerSigner(renew, secrets, now, 'SharedAccessSignature');
}

function sharedAccessToken(resource: string, keyName: string, key: string, expiry: number): string {
  const encoded = encodeURIComponent(resource);
  const signature = createHmac('sha256', key).update(`${encoded}\n${expiry}`).digest('base64');
  return `sr=${encoded}&sig=${encodeURIComponent(signature)}&se=${expiry}&skn=${encodeURIComponent(keyName)}`;
}
