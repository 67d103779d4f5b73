/** The thread that follows the API server. Apart, as to load the client library takes a second of a processor. */
import { parentPort, workerData } from 'node:worker_threads';
import type { KubernetesUpdate } from '@lanner/context';
import { Informer, connectToApiServer } from '@lanner/context/kubernetes';

export interface InformerInput {
  readonly node: string;
  /** Path of the file; without it, the account of the pod is used. */
  readonly kubeconfig?: string;
}

export type FromInformer =
  | { readonly kind: 'update'; readonly update: KubernetesUpdate }
  /** All that there is was told. */
  | { readonly kind: 'synced' }
  | { readonly kind: 'message'; readonly severity: 'info' | 'warning'; readonly text: string };

const port = parentPort;
if (port === null) throw new Error('the API server is followed in a worker thread');
const post = (message: FromInformer) => port.postMessage(message);

const { node, kubeconfig } = workerData as InformerInput;
const { transport, server } = await connectToApiServer(kubeconfig);
const informer = new Informer({
  transport,
  node,
  onUpdate: (update) => post({ kind: 'update', update }),
  onSynced: () => post({ kind: 'synced' }),
  onMessage: (severity, text) => post({ kind: 'message', severity, text: `${server}: ${text}` }),
});
await informer.run(new AbortController().signal);
