/** The way to the API server, from a kubeconfig file or from the account of the pod. */
import { existsSync } from 'node:fs';
import { request as requestHttp } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { RequestOptions } from 'node:https';
import type { ApiRequest, Transport } from './transport.ts';

const ACCOUNT_TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';
const METADATA_LIST = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
const METADATA = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';
const KEEP_ALIVE_MS = 30_000;

/** Whether this process is in a pod that has an account. */
export function isInCluster(environment: NodeJS.ProcessEnv = process.env): boolean {
  return (environment['KUBERNETES_SERVICE_HOST'] ?? '') !== '' && existsSync(ACCOUNT_TOKEN);
}

/** What is put into each request: certificates, tokens, proxies. Asked for each time, as tokens change. */
type Authenticate = (options: RequestOptions) => Promise<void>;

export interface ApiServer {
  /** Its address. */
  readonly server: string;
  readonly transport: Transport;
}

/**
 * Reads how to reach the API server. The client library knows all the ways to log in; it is loaded here, and takes a second
 * and some memory.
 * @param kubeconfig path of the file; undefined: the account of the pod
 * @throws Error that says what is wrong with the file
 */
export async function connectToApiServer(kubeconfig?: string): Promise<ApiServer> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  if (kubeconfig === undefined) config.loadFromCluster();
  else {
    try {
      config.loadFromFile(kubeconfig);
    } catch (error) {
      throw new Error(`${kubeconfig}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new Error(`${kubeconfig ?? 'the account of the pod'}: there is no current cluster`);
  const authenticate: Authenticate = (options) => config.applyToHTTPSOptions(options);
  return { server: cluster.server, transport: httpTransport(cluster.server, authenticate) };
}

/** @param server address of the API server, with a path if it is behind one */
export function httpTransport(server: string, authenticate: Authenticate = () => Promise.resolve()): Transport {
  return async (request) => {
    const options: RequestOptions = { method: 'GET', headers: headersOf(request) };
    await authenticate(options);
    const response = await send(urlOf(server, request), options, request);
    response.setTimeout(request.idleMs, () =>
      response.destroy(new Error(`the API server says nothing for ${request.idleMs} ms`)),
    );
    const retryAfter = Number(response.headers['retry-after']);
    return {
      status: response.statusCode ?? 0,
      ...(Number.isFinite(retryAfter) ? { retryAfter } : {}),
      body: bodyOf(response),
    };
  };
}

/** What Node says of a connection that broke is one word. */
async function* bodyOf(response: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of response as AsyncIterable<Uint8Array>) yield chunk;
  } catch (error) {
    if (error instanceof Error && error.message === 'aborted') {
      throw new Error('the connection to the API server broke', { cause: error });
    }
    throw error;
  }
}

function urlOf(server: string, { path, query = {} }: ApiRequest): URL {
  const url = new URL(server.replace(/\/$/, '') + path);
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
  return url;
}

function headersOf({ metadataOnly, query }: ApiRequest): OutgoingHttpHeaders {
  const isCollection = query !== undefined;
  const metadata = isCollection && query['watch'] === undefined ? METADATA_LIST : METADATA;
  return { accept: metadataOnly === true ? metadata : 'application/json', 'user-agent': 'lanner' };
}

function send(url: URL, options: RequestOptions, { answerMs, signal }: ApiRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'http:' ? requestHttp : requestHttps;
    const request = send(url, { ...options, signal }, (response) => {
      clearTimeout(timer);
      resolve(response);
    });
    const timer = setTimeout(
      () => request.destroy(new Error(`the API server gives no answer in ${answerMs} ms`)),
      answerMs,
    );
    request.once('socket', (socket) => socket.setKeepAlive(true, KEEP_ALIVE_MS));
    request.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    request.end();
  });
}
