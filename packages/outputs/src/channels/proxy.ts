/** The way to a receiver that does not speak HTTP: straight, or through a proxy over HTTP (`CONNECT`) or SOCKS 5. */
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect, isIPv6, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { OptionTable, OptionValues } from '../contract/options.ts';
import { tlsTo, type TlsSettings } from '../http/index.ts';
import { hostAndPort } from './queue-messages.ts';

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'socks5:': 1080 };
const TIMEOUT_MS = 10_000;

export const CONNECTION_PROXY_OPTIONS = {
  proxy: {
    type: 'url',
    noUser: true,
    protocols: ['http:', 'socks5:'],
    description:
      'The proxy through which the receiver is reached: `http://HOST:PORT`, which is asked to `CONNECT`, or `socks5://HOST:PORT`. It looks up the name of the receiver. The environment names no proxy for this channel.',
  },
  proxy_user: { type: 'text', default: '', description: 'The user, if the proxy asks for one.' },
  proxy_password: { type: 'secret', description: 'The password of `proxy_user`.' },
} as const;

export type ProxyOptions = OptionValues<typeof CONNECTION_PROXY_OPTIONS>;

/** Why a kind cannot be reached through a proxy, as the end of a sentence: `over UDP`. */
export interface NoProxy<Options> {
  readonly why: string;
  /** For which options. Default: any. */
  readonly when?: (options: Options) => boolean;
}

/** The options of a kind, with what they cannot do. */
export function proxyOptions(none: NoProxy<never> | undefined): OptionTable {
  if (none === undefined) return CONNECTION_PROXY_OPTIONS;
  const { proxy, ...others } = CONNECTION_PROXY_OPTIONS;
  const note = `There is no way through a proxy ${none.why}.`;
  return none.when === undefined
    ? { proxy: { ...proxy, description: `${note} It must not be given.` } }
    : { proxy: { ...proxy, description: `${proxy.description} ${note}` }, ...others };
}

/** What is wrong with the options together. */
export function checkProxy<Options>(
  { proxy, proxy_user: user, proxy_password: password }: Partial<ProxyOptions>,
  options: Options,
  none: NoProxy<Options> | undefined,
): string | undefined {
  if (!isGiven(proxy)) {
    return isGiven(user) || password !== undefined ? 'proxy_user and proxy_password need a proxy' : undefined;
  }
  if (none !== undefined && (none.when?.(options) ?? true)) return `proxy: there is no way through a proxy ${none.why}`;
  return isGiven(user) === (password !== undefined) ? undefined : 'proxy_user and proxy_password belong together';
}

function isGiven(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

/** How connections are made: `proxied` is `undefined` if there is no proxy, and the library may connect by itself. */
export interface Way {
  /** Resolves with a socket that is connected to the receiver through the proxy; with `tls` both sides have agreed on that. */
  readonly proxied: ((host: string, port: number, tls?: TlsSettings) => Promise<Socket>) | undefined;
}

export function wayOf(options: Partial<ProxyOptions>): Way {
  const { proxy } = options;
  if (!isGiven(proxy)) return { proxied: undefined };
  const { protocol, host } = new URL(proxy);
  const at = hostAndPort(host, PORTS[protocol] ?? 0);
  const user = options.proxy_user ?? '';
  const password = options.proxy_password?.reveal() ?? '';
  const through = protocol === 'http:' ? throughHttp : throughSocks;
  return {
    async proxied(targetHost, targetPort, tls) {
      let socket: Socket;
      try {
        socket = await through(at, { host: targetHost, port: targetPort }, user, password);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(`the proxy ${host}: ${reason}`, { cause: error });
      }
      // Not every library listens at once; its end says it as well
      socket.on('error', () => undefined);
      return tls === undefined ? socket : encrypted(socket, targetHost, tls);
    },
  };
}

async function encrypted(socket: Socket, host: string, tls: TlsSettings): Promise<TLSSocket> {
  const secure = connectTls({ socket, host, ...tlsTo(host, tls) });
  try {
    await once(secure, 'secureConnect');
    return secure;
  } catch (error) {
    secure.destroy();
    throw error;
  }
}

interface Place {
  readonly host: string;
  readonly port: number;
}

async function throughHttp(proxy: Place, { host, port }: Place, user: string, password: string): Promise<Socket> {
  const authority = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
  const outgoing = request({
    ...proxy,
    method: 'CONNECT',
    path: authority,
    agent: false,
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      Host: authority,
      ...(user === ''
        ? {}
        : { 'Proxy-Authorization': `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }),
    },
  });
  outgoing.end();
  const [response, socket, head] = (await once(outgoing, 'connect')) as [IncomingMessage, Socket, Buffer];
  if (response.statusCode !== 200) {
    socket.destroy();
    throw new Error(`it says ${response.statusCode ?? 0} ${response.statusMessage ?? ''}`.trim());
  }
  // Some receivers speak first
  if (head.length > 0) socket.unshift(head);
  return socket;
}

async function throughSocks(proxy: Place, destination: Place, user: string, password: string): Promise<Socket> {
  const { SocksClient } = await import('socks');
  const socket = connect(proxy);
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(TIMEOUT_MS) });
    await SocksClient.createConnection({
      command: 'connect',
      proxy: { ...proxy, type: 5, ...(user === '' ? {} : { userId: user, password }) },
      destination,
      timeout: TIMEOUT_MS,
      // Of its own one nobody would know
      existing_socket: socket,
    });
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}
