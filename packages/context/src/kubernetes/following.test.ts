/** What the tests of the informer share: one that follows a test server, and what it has told so far. */
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { TestApiServer } from './api-server.test.ts';
import type { RawObject } from './api-server.test.ts';
import { httpTransport } from './client.ts';
import { Informer } from './informer.ts';
import type { KubernetesUpdate } from './objects.ts';
import { KubernetesStore } from './store.ts';
import type { Timing } from './timing.ts';

/** Impatient, so that tests are quick. None of it limits how long a test may take. */
export const QUICK: Timing = {
  backoff: { first: 2, most: 20 },
  answerMs: 60_000,
  watchSeconds: 600,
  shortWatchMs: 50,
  refreshMs: 1e8,
  collectMs: 1,
};

export class Following implements AsyncDisposable {
  readonly server: TestApiServer;
  readonly store = new KubernetesStore();
  readonly updates: KubernetesUpdate[] = [];
  readonly messages: string[] = [];
  readonly informer: Informer;
  readonly #ending = new AbortController();
  readonly #running: Promise<void>;

  constructor(server: TestApiServer, timing: Partial<Timing> = {}) {
    this.server = server;
    this.informer = new Informer({
      transport: httpTransport(server.address),
      node: 'vm',
      timing: { ...QUICK, ...timing },
      onUpdate: (update) => {
        // As from one thread to another.
        const told = structuredClone(update);
        this.updates.push(told);
        this.store.apply(told);
      },
      onMessage: (severity, text) => this.messages.push(`${severity}: ${text}`),
    });
    this.#running = this.informer.run(this.#ending.signal);
  }

  /** Until all was listed, and all three watches stand. */
  async settled(): Promise<void> {
    await until(() => this.informer.state.synced && this.server.watches === 3);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.#running;
    await this.server[Symbol.asyncDispose]();
  }
}

/** Follows a new server that has these objects from the start. */
export async function follow(
  objects: readonly (readonly [resource: string, object: RawObject])[],
  timing?: Partial<Timing>,
): Promise<Following> {
  const server = await new TestApiServer().start();
  for (const [resource, object] of objects) server.put(resource, object);
  return new Following(server, timing);
}

/** Lists that were asked for, by resource. */
export function lists({ server }: Following, resource: string): URL[] {
  return server.asked.filter((asked) => asked.resource === resource && asked.verb === 'list').map(({ url }) => url);
}

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(2);
}

interface Metadata {
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly owner?: readonly [kind: string, name: string];
}

/** An object whose unique id is `uid-of-NAME`. */
export function object(name: string, { namespace, labels, owner }: Metadata = {}, rest: object = {}): RawObject {
  const [kind, of] = owner ?? [];
  return {
    metadata: {
      name,
      uid: `uid-of-${name}`,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
      ...(of === undefined ? {} : { ownerReferences: [{ kind, name: of, uid: `uid-of-${of}`, controller: true }] }),
    },
    ...rest,
  };
}

export function pod(name: string, metadata: Metadata = {}, node = 'vm'): RawObject {
  const status = { podIP: '10.0.0.1', phase: 'Running' };
  return object(name, { namespace: 'prod', ...metadata }, { spec: { nodeName: node, containers: [] }, status });
}

/** A deployment with one pod, a service for it, and a pod of its own. */
export const SMALL: readonly (readonly [string, RawObject])[] = [
  ['namespaces', object('prod', { labels: { team: 'shop' } })],
  ['deployments', object('web', { namespace: 'prod', labels: { app: 'web', release: '7' } })],
  ['replicasets', object('web-5d', { namespace: 'prod', labels: { app: 'web' }, owner: ['Deployment', 'web'] })],
  ['pods', pod('web-5d-x', { labels: { app: 'web', tier: 'front' }, owner: ['ReplicaSet', 'web-5d'] })],
  ['pods', pod('alone')],
  ['pods', pod('elsewhere', {}, 'other')],
  ['services', object('front', { namespace: 'prod', labels: { s: '1' } }, { spec: { selector: { app: 'web' } } })],
];

const SAMPLES = new URL('../../../../../shared/infra/kubernetes/samples/', import.meta.url);

/** Why what was recorded from a real cluster cannot be replayed, or false if it can. */
export const whyNoSamples: string | false = existsSync(SAMPLES)
  ? false
  : 'the recorded cluster is not beside the checkout';

/** @throws if there are no samples */
export function sample(name: string): Buffer {
  return readFileSync(new URL(name, SAMPLES));
}
