/** Alerts as mails. */
import { callbackify } from 'node:util';
import { delivered, refused, type ChannelType } from '../../contract/index.ts';
import { reasonOf } from '../../contract/reason.ts';
import { checkMessage, messageMaker, MESSAGE_OPTIONS } from '../../messages/index.ts';
import { connectedChannel } from '../over-connection.ts';
import { only } from '../over-http.ts';
import { addressProblem, hostAndPort } from '../queue-messages.ts';
import { MAIL_LIMITS, mailOf } from './mail.ts';

const PORTS = { starttls: 587, tls: 465, none: 25 } as const;

export const smtp: ChannelType = connectedChannel({
  name: 'smtp',
  title: 'Mail',
  summary: 'A mail for each alert, handed to a mail server over SMTP.',
  options: {
    address: {
      type: 'text',
      required: true,
      check: addressProblem,
      description: 'Host and port of the mail server. Without a port: 587, 465 with `tls`, 25 with `none`.',
    },
    encryption: {
      type: 'choice',
      values: ['starttls', 'tls', 'none'],
      default: 'starttls',
      description:
        'With `starttls` the connection becomes encrypted before anything is said, or is given up; with `tls` it is from the start.',
    },
    auth: {
      type: 'choice',
      values: ['plain', 'oauthbearer', 'none'],
      default: 'plain',
      description: 'How to log in, if `user` is given: with `password`, or with `token` (OAuth 2).',
    },
    user: { type: 'text', default: '', description: 'The user.' },
    password: { type: 'secret', description: 'The password.' },
    token: { type: 'secret', description: 'The access token.' },
    from: { type: 'text', required: true, description: 'The sender.' },
    to: { type: 'list', required: true, description: 'Those who get the mail: addresses, one or a list.' },
    format: {
      type: 'choice',
      values: ['html', 'text'],
      default: 'html',
      description: 'Whether the mail has HTML besides its plain text.',
    },
    ...MESSAGE_OPTIONS,
  },
  example: {
    address: 'mail.example.org:587',
    user: 'lanner',
    password: { env: 'SMTP_PASSWORD' },
    from: 'Lanner <lanner@example.org>',
    to: ['security@example.org'],
  },
  batch: 1,
  check: checkMessage,
  prepare(options, { hostname }) {
    const make = messageMaker(options, MAIL_LIMITS);
    const { encryption, auth, user, password, token, from, to, format } = options;
    const login =
      user === '' || auth === 'none'
        ? {}
        : auth === 'oauthbearer'
          ? { auth: { type: 'OAuth2' as const, user, accessToken: token?.reveal() ?? '' } }
          : { auth: { user, pass: password?.reveal() ?? '' } };
    return async (tls, { proxied }) => {
      const { createTransport } = await import('nodemailer');
      const { host, port } = hostAndPort(options.address, PORTS[encryption]);
      const transport = createTransport({
        host,
        port,
        secure: encryption === 'tls',
        requireTLS: encryption === 'starttls',
        ignoreTLS: encryption === 'none',
        name: hostname.replace(/[^A-Za-z0-9.-]/g, '-'),
        tls,
        ...login,
        ...(proxied === undefined
          ? {}
          : { getSocket: callbackify(async () => ({ connection: await proxied(host, port) })) }),
        connectionTimeout: 10_000,
        greetingTimeout: 10_000,
        socketTimeout: 10_000,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      return {
        async deliver(batch) {
          try {
            const { response } = await transport.sendMail({ from, to: [...to], ...mailOf(make(only(batch)), format) });
            return delivered(response);
          } catch (error) {
            // What the server says to the mail itself is about it; all else can be put right
            const { command, responseCode = 0 } = error as { command?: string; responseCode?: number };
            if (command !== 'DATA' || responseCode < 500) throw error;
            return refused(reasonOf(error));
          }
        },
        isOpen: () => true,
        close: () => transport.close(),
      };
    };
  },
});
