/** What a kubelet writes on the containers that it has started, whatever their runtime. */
import type { Labels, PodMetadata } from './metadata.ts';

const POD = {
  name: 'io.kubernetes.pod.name',
  namespace: 'io.kubernetes.pod.namespace',
  uid: 'io.kubernetes.pod.uid',
  sandboxId: 'io.kubernetes.sandbox.id',
} as const;

/** The name of the container in its pod. */
export const CONTAINER_NAME = 'io.kubernetes.container.name';

/** Undefined if the labels name no pod. */
export function podFromLabels(labels: Labels): PodMetadata | undefined {
  const found = Object.entries(POD).flatMap(([key, label]) => {
    const value = Object.hasOwn(labels, label) ? labels[label] : undefined;
    return value === undefined || value === '' ? [] : [[key, value] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}
