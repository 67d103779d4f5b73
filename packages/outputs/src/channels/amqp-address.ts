/** Addresses of brokers that speak AMQP, of whichever version. */
import { unescape } from 'node:querystring';

export const AMQP_URL_OPTION: {
  readonly type: 'secret';
  readonly required: true;
  readonly check: (url: string) => string | undefined;
  readonly description: string;
} = {
  type: 'secret',
  required: true,
  check: urlProblem,
  description:
    'The address with user, password and virtual host; `amqps://` for an encrypted connection. What means something in a URL is written with percent signs: `%40` for `@`, `%25` for `%`.',
};

export interface AmqpPlace {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly username?: string;
  readonly password?: string;
  readonly vhost: string;
}

/** The parts of the address. Libraries take bytes for characters. */
export function amqpPlace(address: string): AmqpPlace {
  const { protocol, hostname, port, username, password, pathname } = new URL(address);
  return {
    protocol: protocol.slice(0, -1),
    hostname: hostname.replace(/^\[|\]$/g, ''),
    ...(port === '' ? {} : { port: Number(port) }),
    ...(username === '' && password === '' ? {} : { username: unescape(username), password: unescape(password) }),
    vhost: pathname.slice(1),
  };
}

function urlProblem(url: string): string | undefined {
  return ['amqp:', 'amqps:'].includes(URL.parse(url)?.protocol ?? '')
    ? undefined
    : 'an address that begins with amqp:// or amqps:// is expected';
}
