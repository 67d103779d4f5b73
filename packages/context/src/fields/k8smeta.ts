/** `k8smeta.*`, and what Lanner adds to it: from the pod that the control groups name. */
import type { FieldValue } from '@lanner/schema';
import type { LiveEvent } from '../event.ts';
import type { Labels, Owner, OwnerKind, Pod } from '../kubernetes/objects.ts';
import type { KubernetesStore } from '../kubernetes/store.ts';
import { always } from './types.ts';
import type { FieldImplementation, FieldTable } from './types.ts';

type Read = (pod: Pod, store: KubernetesStore) => FieldValue;
type ReadLabels = (pod: Pod, store: KubernetesStore) => readonly Labels[];

function ofPod(read: Read): FieldImplementation {
  return always((e) => {
    const pod = podOf(e);
    return pod === undefined ? undefined : read(pod, e.host.kubernetes);
  });
}

/** A field that hangs on what owns the owner of the pod: until that is known, it is in doubt. */
function ofOwners(field: FieldImplementation): FieldImplementation {
  return {
    bind: (argument, event) => {
      const read = field.bind(argument, event);
      return (e) => {
        const { owner } = podOf(e) ?? {};
        const { kubernetes, containers } = e.host;
        if (owner?.kind === 'ReplicaSet' && kubernetes.controller(owner.uid) === undefined) {
          containers.doubtAtLeast(kubernetes.doubtOf(owner.uid));
        }
        return read?.(e);
      };
    },
  };
}

function podOf({ process, host: { kubernetes, containers } }: LiveEvent): Pod | undefined {
  const { podUid } = process.container;
  if (podUid === undefined) return undefined;
  const pod = kubernetes.pod(podUid);
  if (pod === undefined) containers.doubtAtLeast(kubernetes.doubtOf(podUid));
  return pod;
}

/** A list without elements is no value. */
function list(values: readonly string[]): FieldValue {
  return values.length === 0 ? undefined : values;
}

function allLabels(read: ReadLabels): FieldImplementation {
  return ofPod((pod, store) =>
    list(read(pod, store).flatMap((labels) => Array.from(labels, ([key, value]) => `${key}:${value}`))),
  );
}

/** The values that a label has; `several`: as a list, even of one. */
function oneLabel(read: ReadLabels, several = false): FieldImplementation {
  return {
    bind: (key) => (e) => {
      const pod = podOf(e);
      if (pod === undefined || key === undefined) return undefined;
      const values = read(pod, e.host.kubernetes).flatMap((labels) => labels.get(key) ?? []);
      return several ? list(values) : values[0];
    },
  };
}

function ownerOf(pod: Pod, store: KubernetesStore, kind: OwnerKind): Owner | undefined {
  return store.owners(pod).find((owner) => owner.kind === kind);
}

function controllerFields(prefix: string, kind: OwnerKind): FieldTable {
  const labels: ReadLabels = (pod, store) => {
    const owner = ownerOf(pod, store, kind);
    const found = owner === undefined ? undefined : store.controller(owner.uid);
    return found === undefined ? [] : [found.labels];
  };
  return {
    [`k8smeta.${prefix}.name`]: ofOwners(ofPod((pod, store) => ownerOf(pod, store, kind)?.name)),
    [`k8smeta.${prefix}.uid`]: ofOwners(ofPod((pod, store) => ownerOf(pod, store, kind)?.uid)),
    [`k8smeta.${prefix}.label`]: ofOwners(oneLabel(labels)),
    [`k8smeta.${prefix}.labels`]: ofOwners(allLabels(labels)),
  };
}

const podLabels: ReadLabels = ({ labels }) => [labels];
const serviceLabels: ReadLabels = (pod, store) => store.services(pod).map(({ labels }) => labels);
const namespaceLabels: ReadLabels = (pod, store) => {
  const namespace = store.namespace(pod);
  return namespace === undefined ? [] : [namespace.labels];
};

export const K8SMETA_FIELDS: FieldTable = {
  'k8smeta.pod.name': ofPod(({ name }) => name),
  'k8smeta.pod.uid': ofPod(({ uid }) => uid),
  'k8smeta.pod.label': oneLabel(podLabels),
  'k8smeta.pod.labels': allLabels(podLabels),
  'k8smeta.pod.ip': ofPod(({ ip }) => ip),
  'k8smeta.ns.name': ofPod(({ namespace }) => namespace),
  'k8smeta.ns.uid': ofPod((pod, store) => store.namespace(pod)?.uid),
  'k8smeta.ns.label': oneLabel(namespaceLabels),
  'k8smeta.ns.labels': allLabels(namespaceLabels),
  ...controllerFields('deployment', 'Deployment'),
  ...controllerFields('rs', 'ReplicaSet'),
  ...controllerFields('rc', 'ReplicationController'),
  'k8smeta.svc.name': ofPod((pod, store) => list(store.services(pod).map(({ name }) => name))),
  'k8smeta.svc.uid': ofPod((pod, store) => list(store.services(pod).map(({ uid }) => uid))),
  'k8smeta.svc.label': oneLabel(serviceLabels, true),
  'k8smeta.svc.labels': allLabels(serviceLabels),
  'lanner.k8s.workload.kind': ofOwners(ofPod((pod, store) => store.owners(pod).at(-1)?.kind ?? 'Pod')),
  'lanner.k8s.workload.name': ofOwners(ofPod((pod, store) => store.owners(pod).at(-1)?.name ?? pod.name)),
  'lanner.k8s.node.name': ofPod(({ node }) => node),
};
