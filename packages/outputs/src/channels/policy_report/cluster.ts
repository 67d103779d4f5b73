/** Reads and writes reports through the API server. */
import type { HttpClient, HttpResponse } from '../../http/index.ts';
import { objectOf } from '../answers.ts';
import { API_VERSION, emptyReport, type PolicyReport } from './report.ts';

export interface Cluster {
  readonly http: HttpClient;
  /** The address of the API server. */
  readonly url: string;
  /** Read for each request: tokens of service accounts are replaced while they are used. */
  token(): Promise<string>;
}

/** What became of a change. */
export type Written =
  | { readonly kind: 'written'; readonly response: HttpResponse }
  /** Somebody else wrote meanwhile. */
  | { readonly kind: 'conflict'; readonly response: HttpResponse }
  /** There is no such namespace, or nothing new can be made in it. */
  | { readonly kind: 'no namespace'; readonly response: HttpResponse }
  | { readonly kind: 'failed'; readonly response: HttpResponse };

/** Changes the report of this name, which is made if it is not there yet. */
export async function changeReport(
  cluster: Cluster,
  name: string,
  namespace: string | undefined,
  change: (report: PolicyReport) => PolicyReport,
  signal: AbortSignal,
): Promise<Written> {
  const all = `${cluster.url}/apis/${API_VERSION}/${namespace === undefined ? 'clusterpolicyreports' : `namespaces/${encodeURIComponent(namespace)}/policyreports`}`;
  const one = `${all}/${name}`;
  const found = await ask(cluster, 'GET', one, undefined, signal);
  if (found.status === 404) {
    return written(await ask(cluster, 'POST', all, change(emptyReport(name, namespace)), signal), namespace);
  }
  if (found.status !== 200) return written(found, namespace);
  // Its version goes back with it: the server refuses the change of a report that has changed meanwhile
  return written(await ask(cluster, 'PUT', one, change(JSON.parse(found.body) as PolicyReport), signal), namespace);
}

function written(response: HttpResponse, namespace: string | undefined): Written {
  const { status } = response;
  if (status >= 200 && status < 300) return { kind: 'written', response };
  // Deleted meanwhile, changed meanwhile, made meanwhile
  if (status === 409) return { kind: 'conflict', response };
  if (namespace !== undefined && (status === 404 || status === 403) && isAboutNamespace(response)) {
    return { kind: 'no namespace', response };
  }
  return { kind: 'failed', response };
}

interface StatusDetails {
  readonly kind?: string;
  readonly causes?: readonly { readonly reason?: string }[];
}

/** A Status of the API server tells what is missing, or that a namespace is on its way out. */
function isAboutNamespace(response: HttpResponse): boolean {
  const details = objectOf(response)?.['details'] as StatusDetails | undefined;
  const isLeaving = details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating') === true;
  return details?.kind === 'namespaces' || isLeaving;
}

async function ask(
  { http, token }: Cluster,
  method: string,
  url: string,
  body: PolicyReport | undefined,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const headers = { Authorization: `Bearer ${await token()}`, Accept: 'application/json' };
  if (body === undefined) return http.send({ url, method, headers }, signal);
  const json = JSON.stringify(body);
  return http.send({ url, method, headers: { ...headers, 'Content-Type': 'application/json' }, body: json }, signal);
}
