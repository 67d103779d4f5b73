/** What is kept of Kubernetes objects: a few hundred bytes of the tens of kilobytes that the API server tells. */

export type Labels = ReadonlyMap<string, string>;

interface Meta {
  readonly uid: string;
  readonly name: string;
  readonly labels: Labels;
}

interface Namespaced extends Meta {
  readonly namespace: string;
}

/** The one object that answers for another one: the entry of `ownerReferences` with `controller: true`. */
export interface Owner {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

export interface Pod extends Namespaced {
  readonly kind: 'Pod';
  readonly ip?: string;
  readonly node?: string;
  readonly owner?: Owner;
  /** The id in the control groups of a static pod, which the kubelet made before the API server had a name for it. */
  readonly mirrorOf?: string;
}

export interface Namespace extends Meta {
  readonly kind: 'Namespace';
}

export interface Service extends Namespaced {
  readonly kind: 'Service';
  /** Empty: the service finds its pods in another way, and takes in none by their labels. */
  readonly selector: Labels;
}

/** The kinds that a pod is owned by, and of which more than name and uid is asked. */
export const OWNER_KINDS = ['ReplicaSet', 'ReplicationController', 'Deployment'] as const;
export type OwnerKind = (typeof OWNER_KINDS)[number];

export interface Controller extends Namespaced {
  readonly kind: OwnerKind;
  readonly owner?: Owner;
}

export type KubernetesObject = Pod | Namespace | Service | Controller;
export type ObjectKind = KubernetesObject['kind'];

/** What has changed, as one thread tells another. */
export interface KubernetesUpdate {
  readonly put: readonly KubernetesObject[];
  /** Unique ids of objects that are gone. */
  readonly gone: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function part(value: unknown, key: string): Json {
  const found = isJson(value) ? value[key] : undefined;
  return isJson(found) ? found : {};
}

/** A text of its own: one that was cut out of a long text would keep that one alive. */
function own(value: string): string {
  return Buffer.from(value).toString();
}

function labels(value: unknown): Labels {
  if (!isJson(value)) return new Map();
  const found = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return new Map(found.map(([key, each]) => [own(key), own(each)] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function ownerOf(metadata: Json): Owner | undefined {
  const references = metadata['ownerReferences'];
  if (!Array.isArray(references)) return undefined;
  const found: unknown = references.find((each: unknown) => isJson(each) && each['controller'] === true);
  if (!isJson(found)) return undefined;
  const [kind, name, uid] = [text(found['kind']), text(found['name']), text(found['uid'])];
  if (kind === undefined || name === undefined || uid === undefined) return undefined;
  return { kind: own(kind), name: own(name), uid: own(uid) };
}

/**
 * What is kept of an object as the API server tells it. The kind is given, as the items of a list do not say theirs.
 * @returns undefined: it is not an object of that kind
 */
export function reduceObject(kind: ObjectKind, object: unknown): KubernetesObject | undefined {
  const metadata = part(object, 'metadata');
  const [uid, name] = [text(metadata['uid']), text(metadata['name'])];
  if (uid === undefined || name === undefined) return undefined;
  const meta = { uid: own(uid), name: own(name), labels: labels(metadata['labels']) };
  if (kind === 'Namespace') return { kind, ...meta };
  const within = text(metadata['namespace']);
  if (within === undefined) return undefined;
  const namespaced = { ...meta, namespace: own(within) };
  const owner = ownerOf(metadata);
  if (kind === 'Service') return { kind, ...namespaced, selector: labels(part(object, 'spec')['selector']) };
  if (kind !== 'Pod') return { kind, ...namespaced, ...(owner === undefined ? {} : { owner }) };
  const ip = text(part(object, 'status')['podIP']);
  const node = text(part(object, 'spec')['nodeName']);
  const mirrorOf = text(part(metadata, 'annotations')['kubernetes.io/config.mirror']);
  return {
    kind,
    ...namespaced,
    ...(ip === undefined ? {} : { ip: own(ip) }),
    ...(node === undefined ? {} : { node: own(node) }),
    ...(owner === undefined ? {} : { owner }),
    ...(mirrorOf === undefined ? {} : { mirrorOf: own(mirrorOf) }),
  };
}
