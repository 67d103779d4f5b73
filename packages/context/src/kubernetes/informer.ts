/** Follows the Kubernetes objects that matter to one node, and passes on what has changed of them. */
import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject, KubernetesUpdate, ObjectKind } from './objects.ts';
import { reduceObject } from './objects.ts';
import { Owners } from './owners.ts';
import { Reflector } from './reflector.ts';
import type { Collection, ReflectorCounts, ReflectorEvents } from './reflector.ts';
import { TIMING } from './timing.ts';
import type { Timing } from './timing.ts';
import type { Transport } from './transport.ts';

export interface InformerOptions {
  readonly transport: Transport;
  /** Name of the node, as the API server has it. */
  readonly node: string;
  readonly onUpdate: (update: KubernetesUpdate) => void;
  /** All that there is was passed on once. */
  readonly onSynced?: () => void;
  /** Told once when something stops to work, and once when it works again. */
  readonly onMessage?: (severity: 'info' | 'warning', text: string) => void;
  readonly timing?: Timing;
}

/** What the informer has, and what happened to it. */
export interface InformerState {
  /** All that there is was told once. */
  readonly synced: boolean;
  readonly objects: Readonly<Record<string, number>>;
  readonly counts: Readonly<Record<string, Readonly<ReflectorCounts>>>;
}

type Watched = 'Pod' | 'Namespace' | 'Service';

function collections(node: string): Readonly<Record<Watched, Collection>> {
  return {
    Pod: { path: '/api/v1/pods', fieldSelector: `spec.nodeName=${node}` },
    Namespace: { path: '/api/v1/namespaces', metadataOnly: true },
    // Their selectors are no metadata.
    Service: { path: '/api/v1/services' },
  };
}

export class Informer {
  readonly #options: InformerOptions;
  readonly #timing: Timing;
  readonly #known: ReadonlyMap<Watched, Map<string, KubernetesObject>>;
  readonly #reflectors: ReadonlyMap<Watched, Reflector>;
  readonly #owners: Owners;
  readonly #unlisted: Set<Watched>;
  readonly #troubled = new Set<string>();
  #put = new Map<string, KubernetesObject>();
  #gone = new Set<string>();
  #passing: NodeJS.Timeout | undefined;

  constructor(options: InformerOptions) {
    this.#options = options;
    this.#timing = options.timing ?? TIMING;
    const all = Object.entries(collections(options.node)) as [Watched, Collection][];
    this.#known = new Map(all.map(([kind]) => [kind, new Map<string, KubernetesObject>()]));
    this.#unlisted = new Set(all.map(([kind]) => kind));
    this.#reflectors = new Map(
      all.map(([kind, collection]) => [
        kind,
        new Reflector(collection, options.transport, this.#eventsOf(kind), this.#timing),
      ]),
    );
    this.#owners = new Owners(
      options.transport,
      {
        put: (object) => this.#change(object),
        gone: (uid) => this.#remove(uid),
        failed: (kind, error) => this.#trouble(kind).failed(error),
        works: (kind) => this.#trouble(kind).works(),
      },
      this.#timing,
    );
  }

  /** Goes on until the signal is aborted. Never fails: what does not work is tried again. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([...Array.from(this.#reflectors.values(), (each) => each.run(signal)), this.#owners.run(signal)]);
    clearTimeout(this.#passing);
  }

  get state(): InformerState {
    const sizes = Array.from(this.#known, ([kind, objects]) => [kind, objects.size] as const);
    return {
      synced: this.#unlisted.size === 0,
      objects: { ...Object.fromEntries(sizes), owners: this.#owners.size },
      counts: Object.fromEntries(Array.from(this.#reflectors, ([kind, { counts }]) => [kind, { ...counts }])),
    };
  }

  #eventsOf(kind: Watched): ReflectorEvents {
    const known = this.#known.get(kind) ?? new Map<string, KubernetesObject>();
    let missing = new Set<string>();
    return {
      put: (object) => {
        const reduced = reduceObject(kind, object);
        if (reduced === undefined) return false;
        // A server that knows no field selectors tells of all.
        if (reduced.kind === 'Pod' && reduced.node !== this.#options.node) return true;
        missing.delete(reduced.uid);
        const before = known.get(reduced.uid);
        if (isDeepStrictEqual(before, reduced)) return true;
        known.set(reduced.uid, reduced);
        this.#change(reduced);
        if (reduced.kind !== 'Pod') return true;
        this.#owners.retain(reduced.owner, reduced.namespace);
        if (before?.kind === 'Pod') this.#owners.release(before.owner);
        return true;
      },
      gone: (object) => {
        const uid = reduceObject(kind, object)?.uid;
        if (uid !== undefined) this.#drop(known, uid);
      },
      listBegins: () => void (missing = new Set(known.keys())),
      listComplete: () => {
        for (const uid of missing) this.#drop(known, uid);
        missing.clear();
        this.#listed(kind);
      },
      ...this.#trouble(kind),
    };
  }

  #drop(known: Map<string, KubernetesObject>, uid: string): void {
    const object = known.get(uid);
    if (object === undefined) return;
    known.delete(uid);
    this.#remove(uid);
    if (object.kind === 'Pod') this.#owners.release(object.owner);
  }

  #listed(kind: Watched): void {
    if (!this.#unlisted.delete(kind) || this.#unlisted.size > 0) return;
    const count = (each: Watched) => this.#known.get(each)?.size ?? 0;
    this.#say(
      'info',
      `${count('Pod')} pods on node ${this.#options.node}, ${count('Namespace')} namespaces, ${count('Service')} services`,
    );
    this.#passOn();
    this.#options.onSynced?.();
  }

  #trouble(kind: ObjectKind): { failed: (error: Error) => void; works: () => void } {
    const what = `${kind.toLowerCase()}s`;
    return {
      failed: (error) => {
        if (this.#troubled.has(what)) return;
        this.#troubled.add(what);
        this.#say('warning', `${what}: ${error.message}; what is known is kept, and it is tried again`);
      },
      works: () => {
        if (this.#troubled.delete(what)) this.#say('info', `${what}: the API server answers again`);
      },
    };
  }

  #say(severity: 'info' | 'warning', text: string): void {
    this.#options.onMessage?.(severity, text);
  }

  #change(object: KubernetesObject): void {
    this.#put.set(object.uid, object);
    this.#gone.delete(object.uid);
    this.#passOnSoon();
  }

  #remove(uid: string): void {
    this.#put.delete(uid);
    this.#gone.add(uid);
    this.#passOnSoon();
  }

  #passOnSoon(): void {
    this.#passing ??= setTimeout(() => this.#passOn(), this.#timing.collectMs);
  }

  #passOn(): void {
    clearTimeout(this.#passing);
    this.#passing = undefined;
    if (this.#put.size + this.#gone.size === 0) return;
    const update = { put: [...this.#put.values()], gone: [...this.#gone] };
    this.#put = new Map();
    this.#gone = new Set();
    this.#options.onUpdate(update);
  }
}
