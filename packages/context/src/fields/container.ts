/** `container.*` and `k8s.*` as far as they come from the runtime of the container. */
import { compileSearch } from '@lanner/engine/runtime';
import type { FieldValue } from '@lanner/schema';
import { HOST } from '../container-id.ts';
import type { ContainerMetadata, Labels, Mount, PodMetadata } from '../containers/metadata.ts';
import type { LiveEvent } from '../event.ts';
import { always } from './types.ts';
import type { FieldImplementation, FieldTable } from './types.ts';

const SHORT_ID = 12;

function of(read: (container: ContainerMetadata) => FieldValue): FieldImplementation {
  return always((e) => {
    const container = e.host.containers.read(e.process.container);
    return container === undefined ? undefined : read(container);
  });
}

function ofPod(read: (pod: PodMetadata) => FieldValue): FieldImplementation {
  return of(({ pod }) => (pod === undefined ? undefined : read(pod)));
}

function labels(labelsOf: (container: ContainerMetadata) => Labels | undefined): FieldImplementation {
  return of((container) => {
    const all = labelsOf(container);
    if (all === undefined) return undefined;
    const texts = Object.entries(all).map(([key, value]) => `${key}:${value}`);
    return texts.length === 0 ? undefined : texts.toSorted().join(',');
  });
}

function label(labelsOf: (container: ContainerMetadata) => Labels | undefined): FieldImplementation {
  return {
    bind: (argument) => {
      if (argument === undefined) return () => undefined;
      return (e) => {
        const container = e.host.containers.read(e.process.container);
        const all = container === undefined ? undefined : labelsOf(container);
        return all !== undefined && Object.hasOwn(all, argument) ? all[argument] : undefined;
      };
    },
  };
}

function describe(mount: Mount): string {
  return [mount.source, mount.destination, mount.mode, String(mount.writable), mount.propagation].join(':');
}

/** The argument is a number, or a regular expression that is searched for, as in Falco. */
function mount(by: 'source' | 'destination', read: (mount: Mount) => string): FieldImplementation {
  return {
    bind: (argument) => {
      const choose = argument === undefined ? undefined : chooser(argument, by);
      if (choose === undefined) return () => undefined;
      return (e) => {
        const found = choose(e.host.containers.read(e.process.container)?.mounts ?? []);
        return found === undefined ? undefined : read(found);
      };
    },
  };
}

type Choose = (mounts: readonly Mount[]) => Mount | undefined;

function chooser(argument: string, by: 'source' | 'destination'): Choose | undefined {
  if (/^\d+$/.test(argument)) return (mounts) => mounts[Number(argument)];
  const isIn = compileSearch(argument);
  return isIn === undefined ? undefined : (mounts) => mounts.find((one) => isIn(one[by]));
}

/** When the process namespace of a container began, ns since the epoch: its start, told by the kernel, not by a runtime. */
function start({ process: { container, facts }, host }: LiveEvent): bigint | undefined {
  return container === HOST || facts.pidnsInitStart === 0n ? undefined : facts.pidnsInitStart + host.bootTime;
}

/** Where the cgroup does not tell the runtime, the runtime may. */
function typeOf({ process: { container }, host }: LiveEvent): string {
  const { type } = container;
  return type === 'cri' || type === 'unknown' ? (host.containers.read(container)?.type ?? type) : type;
}

const ofContainer = ({ labels: all }: ContainerMetadata): Labels | undefined => all;
const ofItsPod = ({ pod }: ContainerMetadata): Labels | undefined => pod?.labels;

export const CONTAINER_FIELDS: FieldTable = {
  'container.type': always(typeOf),
  'container.name': of(({ name }) => name),
  'container.image': of(({ image }) => image),
  'container.image.id': of(({ imageId }) => imageId),
  'container.image.repository': of(({ repository }) => repository),
  'container.image.tag': of(({ tag }) => tag),
  'container.image.digest': of(({ digest }) => digest),
  'container.privileged': of(({ privileged }) => privileged),
  'container.mounts': of(({ mounts }) => mounts?.map(describe).join(',')),
  'container.mount': mount('source', describe),
  'container.mount.source': mount('destination', ({ source }) => source),
  'container.mount.dest': mount('source', ({ destination }) => destination),
  'container.mount.mode': mount('source', ({ mode }) => mode),
  'container.mount.rdwr': mount('source', ({ writable }) => String(writable)),
  'container.mount.propagation': mount('source', ({ propagation }) => propagation),
  'container.start_ts': always(start),
  'container.duration': always((e) => {
    const since = start(e);
    return since === undefined ? undefined : e.time - since;
  }),
  'container.ip': of(({ ip }) => ip),
  'container.cni.json': of(({ cniJson }) => cniJson),
  'container.host_pid': of(({ hostPid }) => hostPid),
  'container.host_network': of(({ hostNetwork }) => hostNetwork),
  'container.host_ipc': of(({ hostIpc }) => hostIpc),
  'container.label': label(ofContainer),
  'container.labels': labels(ofContainer),
  'k8s.pod.name': ofPod(({ name }) => name),
  'k8s.ns.name': ofPod(({ namespace }) => namespace),
  'k8s.pod.sandbox_id': ofPod(({ sandboxId }) => sandboxId?.slice(0, SHORT_ID)),
  'k8s.pod.full_sandbox_id': ofPod(({ sandboxId }) => sandboxId),
  'k8s.pod.label': label(ofItsPod),
  'k8s.pod.labels': labels(ofItsPod),
  'k8s.pod.ip': ofPod(({ ip }) => ip),
  'k8s.pod.cni.json': ofPod(({ cniJson }) => cniJson),
};
