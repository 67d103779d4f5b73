/** What channels to NATS have in common. */
import type { NatsConnection } from '@nats-io/transport-node';
import type { Secret } from '../../contract/index.ts';
import type { TlsSettings } from '../../http/index.ts';
import { MESSAGE_OPTIONS, nameOf } from '../queue-messages.ts';

const OWN_OPTIONS = {
  url: {
    type: 'url',
    noUser: true,
    protocols: ['nats:', 'tls:'],
    required: true,
    description:
      'The address of a server; `tls://` for an encrypted connection, which a server that demands it is not offered otherwise.',
  },
  subject: {
    type: 'template',
    default: 'falco.{priority:lower}.{rule}',
    description:
      'The subject. In values of the alert, blanks, dots, wildcards and what is no plain character become `_`.',
  },
  user: { type: 'text', default: '', description: 'The user.' },
  password: { type: 'secret', description: 'The password.' },
  token: { type: 'secret', description: 'A token, instead of user and password.' },
  credentials: { type: 'secret', description: 'The text of a `.creds` file, instead of user and password.' },
} as const;

export const NATS_OPTIONS: typeof OWN_OPTIONS & typeof MESSAGE_OPTIONS = { ...OWN_OPTIONS, ...MESSAGE_OPTIONS };

export interface NatsOptions {
  readonly url: string;
  readonly user: string;
  readonly password: Secret | undefined;
  readonly token: Secret | undefined;
  readonly credentials: Secret | undefined;
}

/** Its library connects by itself. */
export const NO_PROXY = { why: 'to servers of NATS' } as const;

/** Dots would make more levels of a subject, `*` and `>` are wildcards. */
export function subjectOf(template: string): ReturnType<typeof nameOf> {
  return nameOf(template, /[^A-Za-z0-9_=/@+-]+/g);
}

export async function connectNats(options: NatsOptions, userAgent: string, tls: TlsSettings): Promise<NatsConnection> {
  const { connect, credsAuthenticator } = await import('@nats-io/transport-node');
  const { url, user, password, token, credentials } = options;
  const { host, protocol } = new URL(url);
  return connect({
    servers: host,
    name: userAgent,
    reconnect: false,
    maxReconnectAttempts: 0,
    waitOnFirstConnect: false,
    ignoreClusterUpdates: true,
    timeout: 10_000,
    ...(user === '' ? {} : { user }),
    ...(password === undefined ? {} : { pass: password.reveal() }),
    ...(token === undefined ? {} : { token: token.reveal() }),
    ...(credentials === undefined ? {} : { authenticator: credsAuthenticator(Buffer.from(credentials.reveal())) }),
    tls: protocol === 'tls:' ? tls : null,
  });
}

/** What a message may have of bytes, headers aside. */
export function roomOf(connection: NatsConnection, max: number): number {
  return Math.min(max, (connection.info?.max_payload ?? max) - HEADER_ROOM);
}

const HEADER_ROOM = 1024;
