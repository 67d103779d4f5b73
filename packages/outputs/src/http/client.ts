/** One receiver over HTTP: connections that are kept, certificates, a proxy, answers as outcomes. */
import { Agent as PlainAgent, request as plainRequest, type IncomingMessage } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { unescape } from 'node:querystring';
import { constants, gzip } from 'node:zlib';
import { promisify } from 'node:util';
import type { HttpClientOptions } from './options.ts';
import { readTls } from './tls.ts';

const compress = promisify(gzip);

/** No more of an answer is kept. */
const MAX_ANSWER = 1024 * 1024;

export interface HttpRequest {
  readonly url: string;
  /** Default: POST. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Sends the body with `Content-Encoding: gzip`. */
  readonly gzip?: boolean;
  /** Past any proxy: for services that only this machine can reach, such as those that know what it is. */
  readonly direct?: boolean;
}

export interface HttpResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The first MiB of the body. */
  readonly body: string;
}

export interface HttpClientSettings {
  readonly userAgent: string;
  /** Whether connections stay open between requests. Default: true. */
  readonly keepAlive?: boolean;
}

export interface HttpClient {
  /** Resolves with any answer, also one that says no; rejects if there is none. Redirects are not followed. */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse>;
  /** Reads the certificates anew and lets the connections go. */
  reopen(): void;
  close(): void;
}

/** Rejects if a certificate cannot be read. */
export async function openHttp(options: HttpClientOptions, settings: HttpClientSettings): Promise<HttpClient> {
  let agents: Agents | undefined = await openAgents(options, settings);
  return {
    async send(request, signal) {
      agents ??= await openAgents(options, settings);
      return send(request, agents, settings, signal);
    },
    reopen() {
      agents?.destroy();
      agents = undefined;
    },
    close() {
      agents?.destroy();
    },
  };
}

interface Agents {
  readonly plain: PlainAgent;
  readonly tls: TlsAgent;
  /** Without a proxy. */
  readonly direct: PlainAgent;
  destroy(): void;
}

async function openAgents(options: HttpClientOptions, { keepAlive = true }: HttpClientSettings): Promise<Agents> {
  const { proxy } = options;
  const proxyEnv = proxy === undefined || proxy === '' ? process.env : { HTTP_PROXY: proxy, HTTPS_PROXY: proxy };
  const common = { keepAlive, proxyEnv };
  const plain = new PlainAgent(common);
  const tls = new TlsAgent({ ...common, ...(await readTls(options)) });
  const direct = new PlainAgent({ keepAlive });
  return {
    plain,
    tls,
    direct,
    destroy() {
      plain.destroy();
      tls.destroy();
      direct.destroy();
    },
  };
}

async function send(
  request: HttpRequest,
  agents: Agents,
  { userAgent }: HttpClientSettings,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const { url, method = 'POST', headers, body, direct = false } = await packed(request);
  const bytes = body === undefined ? undefined : bytesOf(body);
  const target = new URL(url);
  const isTls = target.protocol === 'https:';
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = (isTls ? tlsRequest : plainRequest)(
      target,
      {
        method,
        agent: isTls ? agents.tls : direct ? agents.direct : agents.plain,
        signal,
        ...userOf(target),
        headers: {
          'User-Agent': userAgent,
          ...headers,
          ...(bytes === undefined ? {} : { 'Content-Length': bytes.length }),
        },
      },
      resolve,
    );
    outgoing.on('error', reject);
    outgoing.end(bytes);
  });
  return {
    status: response.statusCode ?? 0,
    statusText: response.statusMessage ?? '',
    headers: response.headers,
    body: await readBody(response),
  };
}

/** The request as it is sent: with `gzip` its body is compressed. */
export async function packed(request: HttpRequest): Promise<HttpRequest> {
  const { gzip: isPacked = false, body, headers, ...others } = request;
  if (!isPacked || body === undefined) return request;
  return { ...others, body: await compress(body, FAST), headers: { ...headers, 'Content-Encoding': 'gzip' } };
}

/** Of `http://user:password@…`, taken out of it: Node.js throws if a percent sign in them is no escape. */
function userOf(target: URL): { readonly auth?: string } {
  const { username, password } = target;
  target.username = '';
  target.password = '';
  return username === '' && password === '' ? {} : { auth: `${unescape(username)}:${unescape(password)}` };
}

function bytesOf(body: string | Uint8Array): Uint8Array {
  return typeof body === 'string' ? Buffer.from(body) : body;
}

const FAST = { level: constants.Z_BEST_SPEED };

async function readBody(response: IncomingMessage): Promise<string> {
  const kept: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    if (size < MAX_ANSWER) kept.push(chunk.subarray(0, MAX_ANSWER - size));
    size += chunk.length;
  }
  return Buffer.concat(kept).toString('utf8');
}
