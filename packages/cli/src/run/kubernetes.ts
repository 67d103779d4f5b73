/** Tells the engine thread what the API server of Kubernetes knows of the pods of this node. */
import { hostname } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { KubernetesUpdate } from '@lanner/context';
import { isInCluster } from '@lanner/context/kubernetes';
import type { Settings } from '../config/keys.ts';
import { isTold } from '../config/log.ts';
import type { FromInformer, InformerInput } from './kubernetes-thread.ts';
import type { ToEngine } from './messages.ts';

const THREAD = new URL(
  import.meta.url.endsWith('.ts') ? './kubernetes-thread.ts' : './kubernetes-thread.js',
  import.meta.url,
);
/** With 5,000 pods on the node, all of the thread takes 65 MB. */
const LIMITS = { maxOldGenerationSizeMb: 256 };
const AGAIN_MS = 30_000;

/** Where the API server is looked for, and as which node. Undefined: nobody wants it, or nothing says where it is. */
export function kubernetesSource(settings: Settings, environment: NodeJS.ProcessEnv): InformerInput | undefined {
  const mode = settings['kubernetes.informer'];
  const kubeconfig = settings['kubernetes.kubeconfig'];
  if (mode === 'off' || (mode === 'auto' && kubeconfig === '' && !isInCluster(environment))) return undefined;
  const names = [settings['kubernetes.node'], environment['LANNER_NODE_NAME'], environment['FALCO_K8S_NODE_NAME']];
  const node = names.find((name) => name !== undefined && name !== '') ?? hostname().toLowerCase();
  return { node, ...(kubeconfig === '' ? {} : { kubeconfig }) };
}

export interface Following {
  close(): void;
}

/** What was told, so that what a new thread does not tell again is known to be gone. */
export class ToldObjects {
  #told = new Set<string>();
  /** Of those, what the thread at hand has told; undefined once it has told all. */
  #again: Set<string> | undefined;

  /** A new thread begins, and will tell all that there is. */
  begin(): void {
    this.#again = new Set();
  }

  pass({ put, gone }: KubernetesUpdate): void {
    for (const uid of gone) this.#told.delete(uid);
    for (const { uid } of put) {
      this.#told.add(uid);
      this.#again?.add(uid);
    }
  }

  /** The thread has told all. @returns unique ids of what is gone */
  synced(): readonly string[] {
    const again = this.#again ?? this.#told;
    const gone = [...this.#told].filter((uid) => !again.has(uid));
    for (const uid of gone) this.#told.delete(uid);
    this.#again = undefined;
    return gone;
  }
}

/** Follows the API server in a thread of its own until it is closed. A thread that ends is replaced. */
export function followKubernetes(engine: Worker, input: InformerInput, settings: Settings): Following {
  const told = new ToldObjects();
  let thread: Worker | undefined;
  let again: NodeJS.Timeout | undefined;
  let closed = false;

  function say(severity: 'info' | 'warning', text: string): void {
    if (isTold(severity, settings)) {
      process.stderr.write(`lanner: ${severity === 'warning' ? 'warning: ' : ''}kubernetes: ${text}\n`);
    }
  }

  function pass(update: KubernetesUpdate): void {
    engine.postMessage({ kind: 'kubernetes', update } satisfies ToEngine);
  }

  function start(): void {
    told.begin();
    thread = new Worker(THREAD, { workerData: input, resourceLimits: LIMITS });
    thread.on('message', (message: FromInformer) => {
      switch (message.kind) {
        case 'update':
          told.pass(message.update);
          return pass(message.update);
        case 'synced':
          return pass({ put: [], gone: told.synced() });
        case 'message':
          return say(message.severity, message.text);
      }
    });
    thread.on('error', (error) => say('warning', `${error.message}; tried again in ${AGAIN_MS / 1000} s`));
    thread.on('exit', () => {
      if (!closed) again = setTimeout(start, AGAIN_MS);
    });
  }

  start();
  return {
    close() {
      closed = true;
      clearTimeout(again);
      void thread?.terminate();
    },
  };
}
