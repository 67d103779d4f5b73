/** What the fields need to know beyond the event. */
import type { ContainerTable } from './containers/table.ts';
import type { KubernetesStore } from './kubernetes/store.ts';
import type { ProcessTable } from './process-table.ts';
import type { Users } from './users.ts';

export interface Host {
  readonly hostname: string;
  /** When the machine started, ns since the epoch: turns times since boot into times of day. */
  bootTime: bigint;
  readonly users: Users;
  readonly processes: ProcessTable;
  readonly containers: ContainerTable;
  /** Empty without Kubernetes. */
  readonly kubernetes: KubernetesStore;
}
