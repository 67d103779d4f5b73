/** The Kubernetes objects that are known, as the fields ask for them. */
import type { Controller, KubernetesObject, KubernetesUpdate, Namespace, Owner, Pod, Service } from './objects.ts';

/** Events of a pod are still on their way when the API server has forgotten it. */
const GONE_KEPT = 512;

export class KubernetesStore {
  readonly #objects = new Map<string, KubernetesObject>();
  /** By namespace and name. */
  readonly #namespaces = new Map<string, Namespace>();
  readonly #services = new Map<string, Map<string, Service>>();
  readonly #pods = new Map<string, Pod>();
  /** Pods that are gone, oldest first. */
  readonly #gone = new Map<string, Pod>();
  #selected = new WeakMap<Pod, readonly Service[]>();

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
    return this.#pods.get(uid) ?? this.#gone.get(uid);
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
    const found = this.#objects.get(uid);
    return found === undefined || !isController(found) ? undefined : found;
  }

  #put(object: KubernetesObject): void {
    this.#forget(this.#objects.get(object.uid));
    this.#objects.set(object.uid, object);
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
    if (object.kind !== 'Pod') return;
    for (const id of idsOf(object)) this.#gone.set(id, object);
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
