/** Fields of the Kubernetes objects around the process, as the API server has them: pod, namespace, owners, services. */
import type { FieldDef } from '../types.ts';
import { KEY, fieldsOf, type FieldProperties, type FieldRow } from './build.ts';

const LIST: FieldProperties = { list: true };
const LABEL: FieldProperties = { argument: KEY };
const LABELS = 'as `key:value`, sorted by key.';

function owner(kind: string, what: string): readonly FieldRow[] {
  return [
    [`k8smeta.${kind}.name`, 'CHARBUF', `Name of the ${what} of the pod.`],
    [`k8smeta.${kind}.uid`, 'CHARBUF', `Unique id of the ${what} of the pod.`],
    [`k8smeta.${kind}.label`, 'CHARBUF', `One label of the ${what}, by key: \`k8smeta.${kind}.label[app]\`.`, LABEL],
    [`k8smeta.${kind}.labels`, 'CHARBUF', `All labels of the ${what}, ${LABELS}`, LIST],
  ];
}

export const K8SMETA_FIELDS: readonly FieldDef[] = fieldsOf('k8smeta', [
  ['k8smeta.pod.name', 'CHARBUF', 'Name of the pod, from the API server.'],
  ['k8smeta.pod.uid', 'CHARBUF', 'Unique id of the pod. Has a value once the API server has told of the pod.'],
  ['k8smeta.pod.label', 'CHARBUF', 'One label of the pod, by key: `k8smeta.pod.label[app]`.', LABEL],
  ['k8smeta.pod.labels', 'CHARBUF', `All labels of the pod, ${LABELS}`, LIST],
  ['k8smeta.pod.ip', 'CHARBUF', 'Address of the pod.'],
  ['k8smeta.ns.name', 'CHARBUF', 'Namespace of the pod, from the API server.'],
  ['k8smeta.ns.uid', 'CHARBUF', 'Unique id of the namespace.'],
  ['k8smeta.ns.label', 'CHARBUF', 'One label of the namespace, by key: `k8smeta.ns.label[team]`.', LABEL],
  ['k8smeta.ns.labels', 'CHARBUF', `All labels of the namespace, ${LABELS}`, LIST],
  ...owner('deployment', 'deployment'),
  ['k8smeta.svc.name', 'CHARBUF', 'Names of the services whose selector takes in the pod.', LIST],
  ['k8smeta.svc.uid', 'CHARBUF', 'Unique ids of the services of the pod, in the order of their names.', LIST],
  [
    'k8smeta.svc.label',
    'CHARBUF',
    'The values of one label, by key, of those services of the pod that have it.',
    { argument: KEY, list: true },
  ],
  ['k8smeta.svc.labels', 'CHARBUF', 'All labels of the services of the pod, as `key:value`.', LIST],
  ...owner('rs', 'replica set'),
  ...owner('rc', 'replication controller'),
]);
