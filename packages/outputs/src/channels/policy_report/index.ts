/** Alerts in reports of Kubernetes. */
import { readFile } from 'node:fs/promises';
import { defineChannel, resultsOf } from '../../contract/index.ts';
import type { ChannelType, Outcome, Result } from '../../contract/index.ts';
import { checkTls, HTTP_CLIENT_OPTIONS, openHttp, outcomeOf } from '../../http/index.ts';
import { checkContent, contentMaker, CONTENT_OPTIONS, type Content } from '../../messages/index.ts';
import { concealed, concealedError, concealerFor } from '../conceal.ts';
import { changeReport, type Cluster } from './cluster.ts';
import { resultOf, withResults } from './report.ts';

/** Where a pod finds its own. */
const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Others write reports of other names; two engines on one node are rare. */
const MAX_CONFLICTS = 5;

export const policyReport: ChannelType = defineChannel({
  name: 'policy_report',
  title: 'Kubernetes policy reports',
  summary:
    'Results in PolicyReport and ClusterPolicyReport objects (`wgpolicyk8s.io/v1alpha2`), which dashboards for policies show: one report a node in the namespace of the pod, and one for all that is in no namespace. The definitions must be installed in the cluster; `deploy/kubernetes/policy-report.yaml` has the permissions.',
  options: {
    url: {
      type: 'url',
      default: '',
      description: 'The address of the API server. Without it the one of the cluster that Lanner runs in.',
    },
    token_file: {
      type: 'path',
      default: `${ACCOUNT}/token`,
      description: 'The file with the token of the service account. It is read for each request.',
    },
    max_results: {
      type: 'number',
      integer: true,
      min: 1,
      max: 1000,
      default: 200,
      description: 'The most results of a report. The oldest go first, also where a report becomes too large.',
    },
    ...CONTENT_OPTIONS,
    ...HTTP_CLIENT_OPTIONS,
  },
  example: { max_results: 100 },
  ordered: true,
  defaults: { batch: { alerts: 100, waitMs: 1000 }, concurrency: 1, timeoutMs: 30_000 },
  check: (options) => checkTls(options) ?? checkContent(options),
  async open(options, services) {
    const url = options.url === '' ? clusterAddress() : options.url.replace(/\/+$/, '');
    const authority = options.url === '' && options.ca_cert === undefined ? { ca_cert: `${ACCOUNT}/ca.crt` } : {};
    const http = await openHttp({ ...options, ...authority }, services);
    const make = contentMaker(options);
    const name = nameOf(services.hostname);
    let token = '';
    const cluster: Cluster = {
      http,
      url,
      token: async () => (token = (await readFile(options.token_file, 'utf8')).trim()),
    };

    async function write(
      namespace: string | undefined,
      contents: readonly Content[],
      signal: AbortSignal,
    ): Promise<Outcome> {
      const added = contents.map(resultOf);
      for (let attempt = 0; ; attempt++) {
        const { kind, response } = await changeReport(
          cluster,
          name,
          namespace,
          (report) => withResults(report, added, options.max_results),
          signal,
        );
        if (kind === 'conflict' && attempt < MAX_CONFLICTS) continue;
        // It went before its last alert was here
        if (kind === 'no namespace') return write(undefined, contents, signal);
        return outcomeOf(response, services.now());
      }
    }

    return {
      async deliver(batch, signal) {
        const contents = batch.map(make);
        const byNamespace = Map.groupBy(contents.keys(), (index) => contents[index]?.lookup('fields.k8s.ns.name'));
        const results: Result[] = [];
        const answers: string[] = [];
        try {
          for (const [namespace, indices] of byNamespace) {
            const some = indices.flatMap((index) => contents[index] ?? []);
            const outcome = await write(namespace, some, signal);
            for (const [at, result] of resultsOf(outcome, indices.length).entries()) results[indices[at] ?? 0] = result;
            answers.push(outcome.answer);
          }
          return concealed({ result: results, answer: answers.join('; ') }, concealerFor([token]));
        } catch (error) {
          throw concealedError(error, concealerFor([token]));
        }
      },
      reopen: () => http.reopen(),
      close: async () => http.close(),
    };
  },
});

function clusterAddress(): string {
  const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '443' } = process.env;
  if (host === '')
    throw new Error('url must be given, for Lanner runs in no cluster: KUBERNETES_SERVICE_HOST is not set');
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** A name as objects may have it, of the node. */
function nameOf(hostname: string): string {
  const node = hostname
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  return `lanner-${node.slice(0, 200) || 'node'}`;
}
