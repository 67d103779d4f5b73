/** Reports as the Kubernetes Policy Working Group defines them (wgpolicyk8s.io/v1alpha2), with alerts as their results. */
import { cutBytes, type ByPriority, type Content } from '../../messages/index.ts';

export const API_VERSION = 'wgpolicyk8s.io/v1alpha2';

export interface PolicyResult {
  readonly policy: string;
  readonly rule: string;
  readonly source: string;
  readonly category: string;
  readonly severity: string;
  readonly result: 'fail' | 'warn';
  readonly scored: false;
  readonly timestamp: { readonly seconds: number; readonly nanos: number };
  readonly message: string;
  readonly resources?: readonly object[];
  readonly properties: Readonly<Record<string, string>>;
}

export interface PolicyReport {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly summary?: object;
  readonly results?: readonly PolicyResult[];
  readonly [key: string]: unknown;
}

/** The values that the definition allows. */
const SEVERITY: ByPriority<string> = {
  Emergency: 'critical',
  Alert: 'critical',
  Critical: 'critical',
  Error: 'high',
  Warning: 'medium',
  Notice: 'low',
  Informational: 'info',
  Debug: 'info',
};

const SEVERE = new Set(['critical', 'high']);
const MAX_MESSAGE = 1024;
const MAX_PROPERTY = 256;
const MAX_PROPERTIES = 24;
const NS_PER_SECOND = 1_000_000_000n;

/** An object may have 1.5 MiB in the store of Kubernetes, and it comes twice on its way there. */
const MAX_REPORT = 700_000;

export function resultOf(content: Content): PolicyResult {
  const { alert } = content;
  const severity = SEVERITY[alert.priority];
  const pod = content.lookup('fields.k8s.pod.name');
  const namespace = content.lookup('fields.k8s.ns.name');
  const fields = content.fields.slice(0, MAX_PROPERTIES).map(([name, value]) => [name, cutBytes(value, MAX_PROPERTY)]);
  return {
    policy: 'Lanner',
    rule: cutBytes(content.rule, MAX_PROPERTY),
    source: alert.source,
    category: cutBytes(content.tags.join(', '), MAX_PROPERTY),
    severity,
    result: SEVERE.has(severity) ? 'fail' : 'warn',
    scored: false,
    timestamp: { seconds: Number(alert.time / NS_PER_SECOND), nanos: Number(alert.time % NS_PER_SECOND) },
    message: cutBytes(content.message, MAX_MESSAGE),
    ...(pod === undefined || namespace === undefined
      ? {}
      : { resources: [{ apiVersion: 'v1', kind: 'Pod', name: pod, namespace }] }),
    properties: {
      ...Object.fromEntries(fields),
      uuid: content.id,
      priority: alert.priority,
      hostname: cutBytes(content.lookup('hostname') ?? '', MAX_PROPERTY),
    },
  };
}

/** An empty report of this node. Without a namespace it is that of the cluster. */
export function emptyReport(name: string, namespace: string | undefined): PolicyReport {
  return {
    apiVersion: API_VERSION,
    kind: namespace === undefined ? 'ClusterPolicyReport' : 'PolicyReport',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { 'app.kubernetes.io/managed-by': 'lanner' },
    },
  };
}

/** With these results, those that are in it already once; the oldest go when it becomes too long. */
export function withResults(report: PolicyReport, added: readonly PolicyResult[], most: number): PolicyReport {
  const known = new Set(report.results?.map(({ properties }) => properties['uuid']));
  const all = [...(report.results ?? []), ...added.filter(({ properties }) => !known.has(properties['uuid']))];
  const kept = newest(all, most);
  const count = (which: string): number => kept.filter(({ result }) => result === which).length;
  const summary = { pass: 0, fail: count('fail'), warn: count('warn'), error: 0, skip: 0 };
  return { ...report, summary, results: kept };
}

function newest(results: readonly PolicyResult[], most: number): readonly PolicyResult[] {
  let bytes = 0;
  let first = results.length;
  while (first > Math.max(0, results.length - most)) {
    bytes += Buffer.byteLength(JSON.stringify(results[first - 1]));
    if (bytes > MAX_REPORT && first < results.length) break;
    first--;
  }
  return results.slice(first);
}
