/** Fields that Lanner adds: what a path argument became, and how far an event can be trusted. */
import type { FieldDef } from '../types.ts';
import { fieldsOf } from './build.ts';

export const LANNER_FIELDS: readonly FieldDef[] = fieldsOf('lanner', [
  [
    'lanner.path.real',
    'CHARBUF',
    'Path at which the kernel arrived, with links, `..`, bind mounts and chroot resolved.',
  ],
  ['lanner.path.lexical', 'CHARBUF', 'Path that the process asked for, made absolute from the text alone.'],
  [
    'lanner.race',
    'BOOL',
    'True if an argument changed between entry and exit of the call: a race, or an attempt to deceive.',
  ],
  [
    'lanner.container.by_lineage',
    'BOOL',
    'True if the control groups of the process do not name its container: it, or who started it, was moved out of them, or to those of another container. `container.id` stays that of the container it comes from.',
  ],
  [
    'lanner.container.outer_id',
    'CHARBUF',
    'First 12 characters of the id of the container in which the container of the process runs. Without a value if there is none.',
  ],
  [
    'lanner.k8s.workload.kind',
    'CHARBUF',
    'Kind of what the pod was made by: `Deployment`, `DaemonSet`, `StatefulSet`, `Job` and others; `Pod` if by nothing. From the API server.',
  ],
  ['lanner.k8s.workload.name', 'CHARBUF', 'Name of what the pod was made by.'],
  ['lanner.k8s.node.name', 'CHARBUF', 'Name of the node of the pod. From the API server.'],
  ['lanner.truncated', 'BOOL', 'True if a path, the arguments or the environment did not fit and were cut.'],
]);
