/** The Kubernetes objects that are known, as the fields ask for them. */
import { AWAITED, SURE, VAIN } from '../containers/table.ts';
import type { Doubt } from '../containers/table.ts';
import type { Controller, KubernetesObject, KubernetesUpdate, Namespace, Owner, Pod, Service } from './objects.ts';

const GIVEN_UP = -Infinity;
/** Events of a pod are still on their way when the API server has forgotten it. */
const GONE_KEPT = 512;

/** Ids that were asked for in vain are remembered, so that they are awaited once. */
const ASKED_LIMIT = 4096;

export interface KubernetesStoreOptions {
  /** How long is awaited what is not known yet, ms; 0: not at all. */
  readonly wait: number;
  /** ms, growing */
  readonly now?: () => number;
}

export class KubernetesStore {
  /** What was read and not known, by unique id: since when it is awaited, ms, or that it is no longer. */
  readonly #asked = new Map<string, number>();
  readonly #wait: number;
  readonly #now: () => number;
  #awaited = 0;
  readonly #objects = new Map<string, KubernetesObject>();
  /** By namespace and name. */
  readonly #namespaces = new Map<string, Namespace>();
  readonly #services = new Map<string, Map<string, Service>>();
  readonly #pods = new Map<string, Pod>();
  /** Pods and their owners that are gone, oldest first. */
  readonly #gone = new Map<string, Pod | Controller>();
  #selected = new WeakMap<Pod, readonly Service[]>();

  /** Without options: nothing follows the API server, and nothing is awaited. */
  constructor({ wait, now = () => performance.now() }: KubernetesStoreOptions = { wait: 0 }) {
    this.#wait = wait;
    this.#now = now;
  }

  /** How many objects are awaited. */
  get awaited(): number {
    return this.#awaited;
  }

  /** An object was read that is not known. How sure that is: it may still come, it did not in time, or nobody would tell. */
  doubtOf(uid: string): Doubt {
    if (this.#wait === 0) return SURE;
    const since = this.#asked.get(uid);
    if (since !== undefined) return since === GIVEN_UP ? VAIN : AWAITED;
    const [eldest = ''] = this.#asked.size >= ASKED_LIMIT ? this.#asked.keys() : [];
    this.#settle(eldest);
    this.#asked.delete(eldest);
    this.#asked.set(uid, this.#now());
    this.#awaited++;
    return AWAITED;
  }

  /**
   * Gives up what was awaited for too long.
   * @returns whether there was any
   */
  expire(): boolean {
    if (this.#awaited === 0) return false;
    const before = this.#awaited;
    const now = this.#now();
    for (const [uid, since] of this.#asked) if (now - since >= this.#wait) this.#settle(uid);
    return this.#awaited < before;
  }

  #settle(uid: string): void {
    const since = this.#asked.get(uid);
    if (since === undefined || since === GIVEN_UP) return;
    this.#asked.set(uid, GIVEN_UP);
    this.#awaited--;
  }

  apply({ put, gone }: KubernetesUpdate): void {
    for (const uid of gone) this.#remove(uid);
    for (const object of put) this.#put(object);
  }

  /** Objects, but for pods that are gone. */
  get size(): number {
    return this.#objects.size;
  }

  /** @param uid as the control groups of the pod say it */
  pod(uid: string): Pod | undefined {
    const found = this.#pods.get(uid) ?? this.#gone.get(uid);
    return found?.kind === 'Pod' ? found : undefined;
  }

  namespace({ namespace }: Pod): Namespace | undefined {
    return this.#namespaces.get(namespace);
  }

  /** The services whose selector the labels of a pod fulfil, by name. */
  services(pod: Pod): readonly Service[] {
    let found = this.#selected.get(pod);
    if (found === undefined) {
      const all = [...(this.#services.get(pod.namespace)?.values() ?? [])];
      found = all.filter((service) => selects(service, pod)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
      this.#selected.set(pod, found);
    }
    return found;
  }

  /** What owns a pod, or owns its owner: as far as it goes, from the inside out. */
  owners({ owner }: Pod): readonly Owner[] {
    if (owner === undefined) return [];
    const outer = this.controller(owner.uid)?.owner;
    return outer === undefined ? [owner] : [owner, outer];
  }

  controller(uid: string): Controller | undefined {
    const found = this.#objects.get(uid) ?? this.#gone.get(uid);
    return found === undefined || !isController(found) ? undefined : found;
  }

  #put(object: KubernetesObject): void {
    this.#forget(this.#objects.get(object.uid));
    this.#objects.set(object.uid, object);
    this.#gone.delete(object.uid);
    for (const uid of object.kind === 'Pod' ? idsOf(object) : [object.uid]) {
      this.#settle(uid);
      this.#asked.delete(uid);
    }
    if (object.kind === 'Namespace') this.#namespaces.set(object.name, object);
    if (object.kind === 'Service') {
      const those = this.#services.get(object.namespace) ?? new Map<string, Service>();
      this.#services.set(object.namespace, those.set(object.uid, object));
      this.#selected = new WeakMap();
    }
    if (object.kind === 'Pod') for (const uid of idsOf(object)) this.#pods.set(uid, object);
  }

  #remove(uid: string): void {
    const object = this.#objects.get(uid);
    if (object === undefined) return;
    this.#objects.delete(uid);
    this.#forget(object);
    if (object.kind !== 'Pod' && !isController(object)) return;
    for (const id of object.kind === 'Pod' ? idsOf(object) : [uid]) this.#gone.set(id, object);
    while (this.#gone.size > GONE_KEPT) {
      const [oldest = ''] = this.#gone.keys();
      this.#gone.delete(oldest);
    }
  }

  /** Takes an object out of the ways to it. */
  #forget(object: KubernetesObject | undefined): void {
    if (object?.kind === 'Namespace' && this.#namespaces.get(object.name) === object) {
      this.#namespaces.delete(object.name);
    }
    if (object?.kind === 'Service') {
      const those = this.#services.get(object.namespace);
      those?.delete(object.uid);
      if (those?.size === 0) this.#services.delete(object.namespace);
      this.#selected = new WeakMap();
    }
    if (object?.kind === 'Pod') for (const uid of idsOf(object)) this.#pods.delete(uid);
  }
}

function isController(object: KubernetesObject): object is Controller {
  return object.kind === 'ReplicaSet' || object.kind === 'ReplicationController' || object.kind === 'Deployment';
}

function idsOf({ uid, mirrorOf }: Pod): readonly string[] {
  return mirrorOf === undefined ? [uid] : [uid, mirrorOf];
}

function selects({ selector }: Service, { labels }: Pod): boolean {
  if (selector.size === 0) return false;
  for (const [key, value] of selector) if (labels.get(key) !== value) return false;
  return true;
}
