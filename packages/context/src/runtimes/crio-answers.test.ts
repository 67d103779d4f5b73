/**
 * What CRI-O 1.30 answers below a kubelet, for one pod: every field of its answers, also those that nobody here reads,
 * and the JSON of `verbose`, as its source (`server/*_status.go`) makes them and `crictl inspect` shows them in its
 * issues 3568 and 3604. The values are made up. For the tests beside it; it has no test of its own.
 */
import { bytes, flag, integer, long, many, message, one, text, textMap } from '../protobuf/index.ts';
import { criMethods } from './grpc/cri-messages.ts';
import { NOT_FOUND, StrictServer } from './grpc-server.test.ts';

export const CONTAINER = '5eed91756358392500fbdbd40a64efb2aaffe58638e57add8becaf460fe74f5b';
export const SANDBOX = '7700278b8ab8cdb7871c0894b8a7d3eea199c7a8f458351952f44a6ad6cc1452';
export const UID = '0f0e0d0c-1111-2222-3333-444455556666';
export const IMAGE_ID = 'e3f2a1c9b5f94bde2c3d8b1a6f7e0d4c2b3a495867768594a3b2c1d0e0f10213';
export const DIGEST = 'sha256:1a7bfc18465eae36b4bb5ca35edafb2f1c9d83ba2a1e34c7b4b1a4ebd61fdd0a';
const PAUSE = 'registry.k8s.io/pause:3.9';
const SLICE = `kubepods-burstable-pod${UID.replaceAll('-', '_')}.slice`;
/** The cgroup of the container, of the systemd driver. */
export const CGROUP = `kubepods.slice/kubepods-burstable.slice/${SLICE}/crio-${CONTAINER}.scope`;
/** The cgroup of what watches over it. */
export const CONMON_CGROUP = `kubepods.slice/kubepods-burstable.slice/${SLICE}/crio-conmon-${CONTAINER}.scope`;
const STORAGE = '/run/containers/storage/overlay-containers';
const CREATED = 1_790_000_000_000_000_000n;

export const KUBELET = {
  'io.kubernetes.pod.name': 'api-5d9c',
  'io.kubernetes.pod.namespace': 'shop',
  'io.kubernetes.pod.uid': UID,
};
export const LABELS = { ...KUBELET, 'io.kubernetes.container.name': 'api' };
export const POD_LABELS = { ...KUBELET, 'io.kubernetes.container.name': 'POD', app: 'api' };
const ANNOTATIONS = {
  'io.kubernetes.container.hash': '4689db3',
  'io.kubernetes.container.restartCount': '0',
  'io.kubernetes.container.terminationMessagePath': '/dev/termination-log',
  'io.kubernetes.container.terminationMessagePolicy': 'File',
  'io.kubernetes.pod.terminationGracePeriod': '30',
};
const POD_ANNOTATIONS = {
  'kubernetes.io/config.seen': '2026-09-21T13:33:20.000000000Z',
  'kubernetes.io/config.source': 'api',
};
const HOSTS = { container_path: '/etc/hosts', host_path: `/var/lib/kubelet/pods/${UID}/etc-hosts` };
export const CNI = {
  cniVersion: '1.0.0',
  interfaces: [
    { name: 'cni0', mac: 'ce:64:08:76:88:6a' },
    { name: 'eth0', sandbox: '/var/run/netns/dec735d1' },
  ],
  ips: [{ interface: 1, address: '10.85.0.7/16', gateway: '10.85.0.1' }],
  routes: [{ dst: '0.0.0.0/0', gw: '10.85.0.1' }],
  dns: {},
};

/** What every container of CRI-O has among the annotations of its OCI configuration. */
function ownAnnotations(id: string, type: 'container' | 'sandbox', labels: object, more: object): object {
  return {
    'io.container.manager': 'cri-o',
    'io.kubernetes.cri-o.ContainerID': id,
    'io.kubernetes.cri-o.ContainerType': type,
    'io.kubernetes.cri-o.Created': '2026-09-21T13:33:20.000000000Z',
    'io.kubernetes.cri-o.IP.0': '10.85.0.7',
    'io.kubernetes.cri-o.Labels': JSON.stringify(labels),
    'io.kubernetes.cri-o.LogPath': `/var/log/pods/shop_api-5d9c_${UID}/${id}.log`,
    'io.kubernetes.cri-o.MountPoint': `/var/lib/containers/storage/overlay/${id}/merged`,
    'io.kubernetes.cri-o.ResolvPath': `${STORAGE}/${SANDBOX}/userdata/resolv.conf`,
    'io.kubernetes.cri-o.SandboxID': SANDBOX,
    'io.kubernetes.cri-o.SandboxName': `k8s_api-5d9c_shop_${UID}_0`,
    'io.kubernetes.cri-o.SeccompProfilePath': '',
    'org.systemd.property.CollectMode': "'inactive-or-failed'",
    'org.systemd.property.DefaultDependencies': 'true',
    ...more,
  };
}

function specification(id: string, args: readonly string[], annotations: object): object {
  return {
    ociVersion: '1.0.2-dev',
    process: { user: { uid: 0, gid: 0 }, args, env: ['HOSTNAME=api-5d9c'], cwd: '/', oomScoreAdj: 999 },
    root: { path: `/var/lib/containers/storage/overlay/${id}/merged` },
    hostname: 'api-5d9c',
    mounts: [{ destination: '/proc', type: 'proc', source: 'proc', options: ['nosuid', 'noexec', 'nodev'] }],
    annotations,
    linux: {
      resources: { devices: [{ allow: false, access: 'rwm' }], cpu: { shares: 102, period: 100_000 } },
      cgroupsPath: `${SLICE}:crio:${id}`,
      namespaces: [{ type: 'mount' }, { type: 'network', path: '/var/run/netns/dec735d1' }],
      maskedPaths: ['/proc/acpi'],
    },
  };
}

const CONTAINER_INFO = {
  sandboxID: SANDBOX,
  pid: 4711,
  runtimeSpec: specification(
    CONTAINER,
    ['/api'],
    ownAnnotations(CONTAINER, 'container', LABELS, {
      ...ANNOTATIONS,
      ...LABELS,
      'io.kubernetes.cri-o.Annotations': JSON.stringify(ANNOTATIONS),
      'io.kubernetes.cri-o.Image': IMAGE_ID,
      'io.kubernetes.cri-o.ImageName': 'quay.io/shop/api:2.1',
      'io.kubernetes.cri-o.ImageRef': IMAGE_ID,
      'io.kubernetes.cri-o.Metadata': JSON.stringify({ name: 'api' }),
      'io.kubernetes.cri-o.Name': `k8s_api_api-5d9c_shop_${UID}_0`,
      'io.kubernetes.cri-o.Stdin': 'false',
      'io.kubernetes.cri-o.TTY': 'false',
      'io.kubernetes.cri-o.Volumes': JSON.stringify([
        { ...HOSTS, readonly: true, propagation: 1, selinux_relabel: false },
      ]),
    }),
  ),
  privileged: true,
};
const SANDBOX_SPECIFICATION = specification(
  SANDBOX,
  ['/pause'],
  ownAnnotations(SANDBOX, 'sandbox', POD_LABELS, {
    ...POD_ANNOTATIONS,
    'io.kubernetes.cri-o.Annotations': JSON.stringify(POD_ANNOTATIONS),
    'io.kubernetes.cri-o.CgroupParent': SLICE,
    'io.kubernetes.cri-o.CNIResult': JSON.stringify(CNI),
    'io.kubernetes.cri-o.ContainerName': `k8s_POD_api-5d9c_shop_${UID}_0`,
    'io.kubernetes.cri-o.HostNetwork': 'false',
    'io.kubernetes.cri-o.Image': PAUSE,
    'io.kubernetes.cri-o.ImageName': PAUSE,
    'io.kubernetes.cri-o.KubeName': 'api-5d9c',
    'io.kubernetes.cri-o.Metadata': JSON.stringify({ name: 'api-5d9c', uid: UID, namespace: 'shop' }),
    'io.kubernetes.cri-o.Namespace': 'shop',
    'io.kubernetes.cri-o.NamespaceOptions': JSON.stringify({ pid: 2 }),
    'io.kubernetes.cri-o.PortMappings': '[]',
    'io.kubernetes.cri-o.PrivilegedRuntime': 'false',
    'io.kubernetes.cri-o.RuntimeHandler': '',
  }),
);

type Info = Readonly<Record<string, string>>;

/** As a message holds it: a message in it may be missing. */
type Held<T> = {
  readonly [K in keyof T]: T[K] extends readonly (infer E)[]
    ? readonly Held<E>[]
    : T[K] extends string | number | bigint | boolean | Uint8Array | Info
      ? T[K]
      : Held<T[K]> | undefined;
};

const NAME = message<{ name: string; attempt: number }>({ name: [1, one(text)], attempt: [2, one(integer)] });
const POD_NAME = message<{ name: string; uid: string; namespace: string; attempt: number }>({
  name: [1, one(text)],
  uid: [2, one(text)],
  namespace: [3, one(text)],
  attempt: [4, one(integer)],
});
const IMAGE = message<{ image: string; annotations: Info }>({ image: [1, one(text)], annotations: [2, textMap] });
const MOUNT = message<{ inside: string; outside: string; readonly: boolean; relabel: boolean; propagation: number }>({
  inside: [1, one(text)],
  outside: [2, one(text)],
  readonly: [3, one(flag)],
  relabel: [4, one(flag)],
  propagation: [5, one(integer)],
});
const CPU = message<{ period: bigint; shares: bigint }>({ period: [1, one(long)], shares: [3, one(long)] });
const RESOURCES = message<{ linux: { period: bigint; shares: bigint } | undefined }>({ linux: [1, one(CPU)] });
const STATUS = message<Held<ReturnType<typeof containerStatus>>>({
  id: [1, one(text)],
  metadata: [2, one(NAME)],
  state: [3, one(integer)],
  createdAt: [4, one(long)],
  startedAt: [5, one(long)],
  image: [8, one(IMAGE)],
  imageRef: [9, one(text)],
  labels: [12, textMap],
  annotations: [13, textMap],
  mounts: [14, many(MOUNT)],
  logPath: [15, one(text)],
  resources: [16, one(RESOURCES)],
  imageId: [17, one(text)],
});
const STATUS_RESPONSE = message<{ status: Held<ReturnType<typeof containerStatus>> | undefined; info: Info }>({
  status: [1, one(STATUS)],
  info: [2, textMap],
});

function containerStatus() {
  return {
    id: CONTAINER,
    metadata: { name: 'api', attempt: 2 },
    state: 1,
    createdAt: CREATED,
    startedAt: CREATED + 44_000_000n,
    image: { image: 'quay.io/shop/api:2.1', annotations: {} as Info },
    imageRef: `quay.io/shop/api@${DIGEST}`,
    labels: LABELS as Info,
    annotations: ANNOTATIONS as Info,
    mounts: [{ inside: HOSTS.container_path, outside: HOSTS.host_path, readonly: true, relabel: true, propagation: 1 }],
    logPath: `/var/log/pods/shop_api-5d9c_${UID}/api/2.log`,
    resources: { linux: { period: 100_000n, shares: 102n } },
    imageId: IMAGE_ID,
  };
}

const ADDRESS = message<{ ip: string }>({ ip: [1, one(text)] });
const NETWORK = message<{ ip: string; more: readonly { ip: string }[] }>({
  ip: [1, one(text)],
  more: [2, many(ADDRESS)],
});
const MODES = message<{ network: number; pid: number; ipc: number }>({
  network: [1, one(integer)],
  pid: [2, one(integer)],
  ipc: [3, one(integer)],
});
const NAMESPACES = message<{ options: { network: number; pid: number; ipc: number } | undefined }>({
  options: [2, one(MODES)],
});
const LINUX = message<{
  namespaces: { options: { network: number; pid: number; ipc: number } | undefined } | undefined;
}>({ namespaces: [1, one(NAMESPACES)] });
const SANDBOX_STATUS = message<Held<ReturnType<typeof sandboxStatus>>>({
  id: [1, one(text)],
  metadata: [2, one(POD_NAME)],
  state: [3, one(integer)],
  createdAt: [4, one(long)],
  network: [5, one(NETWORK)],
  linux: [6, one(LINUX)],
  labels: [7, textMap],
  annotations: [8, textMap],
  runtimeHandler: [9, one(text)],
});
const SANDBOX_RESPONSE = message<{ status: Held<ReturnType<typeof sandboxStatus>> | undefined; info: Info }>({
  status: [1, one(SANDBOX_STATUS)],
  info: [2, textMap],
});

function sandboxStatus() {
  return {
    id: SANDBOX,
    metadata: { name: 'api-5d9c', uid: UID, namespace: 'shop', attempt: 1 },
    state: 0,
    createdAt: CREATED,
    network: { ip: '10.85.0.7', more: [{ ip: 'fd00::7' }] },
    linux: { namespaces: { options: { network: 0, pid: 2, ipc: 0 } } },
    labels: POD_LABELS as Info,
    annotations: POD_ANNOTATIONS as Info,
    runtimeHandler: 'crun',
  };
}

const LISTED = message<{
  id: string;
  sandboxId: string;
  metadata: { name: string; attempt: number } | undefined;
  imageRef: string;
  state: number;
  labels: Info;
}>({
  id: [1, one(text)],
  sandboxId: [2, one(text)],
  metadata: [3, one(NAME)],
  imageRef: [5, one(text)],
  state: [6, one(integer)],
  labels: [8, textMap],
});
const LIST = message<{ containers: readonly ReturnType<typeof LISTED.decode>[] }>({ containers: [1, many(LISTED)] });
const IMAGE_FOUND = message<{
  id: string;
  tags: readonly string[];
  digests: readonly string[];
  size: bigint;
  spec: { image: string; annotations: Info } | undefined;
}>({
  id: [1, one(text)],
  tags: [2, many(text)],
  digests: [3, many(text)],
  size: [4, one(long)],
  spec: [7, one(IMAGE)],
});
const IMAGE_RESPONSE = message<{ image: ReturnType<typeof IMAGE_FOUND.decode> | undefined; info: Info }>({
  image: [1, one(IMAGE_FOUND)],
  info: [2, textMap],
});
const EVENT = message<{ id: string; type: number; createdAt: bigint; sandbox: Uint8Array }>({
  id: [1, one(text)],
  type: [2, one(integer)],
  createdAt: [3, one(long)],
  sandbox: [4, one(bytes)],
});

export interface CrioOptions {
  /** `enable_pod_events`; without it, CRI-O ends the stream of events at once. */
  readonly events: boolean;
  /** `drop_infra_ctr`: the sandbox has no process of its own, and less is told of it. */
  readonly dropsInfra: boolean;
}

/** The server, with a container that `run` says is there. */
export function crio({ events, dropsInfra }: CrioOptions, run: () => boolean = () => true): StrictServer {
  const methods = criMethods('v1');
  const server = new StrictServer();
  const listed = { id: CONTAINER, sandboxId: SANDBOX, metadata: { name: 'api', attempt: 2 }, imageRef: IMAGE_ID };
  server.add(methods.version, () => ({ runtimeName: 'cri-o', runtimeVersion: '1.30.4' }));
  server.add({ ...methods.listContainers, response: LIST }, () => ({
    containers: run() ? [{ ...listed, state: 1, labels: LABELS }] : [],
  }));
  server.add(methods.listSandboxes, () => ({ items: [{ id: SANDBOX, state: 0 }] }));
  server.add({ ...methods.containerStatus, response: STATUS_RESPONSE }, ({ id, verbose }) =>
    id !== CONTAINER
      ? NOT_FOUND
      : { status: containerStatus(), info: verbose ? { info: JSON.stringify(CONTAINER_INFO) } : {} },
  );
  const runtimeSpec = SANDBOX_SPECIFICATION;
  const sandboxInfo = dropsInfra ? { runtimeSpec } : { image: PAUSE, pid: 4700, runtimeSpec };
  server.add({ ...methods.sandboxStatus, response: SANDBOX_RESPONSE }, ({ id, verbose }) =>
    id !== SANDBOX
      ? NOT_FOUND
      : { status: sandboxStatus(), info: verbose ? { info: JSON.stringify(sandboxInfo) } : {} },
  );
  server.add({ ...methods.imageStatus, response: IMAGE_RESPONSE }, () => ({
    image: {
      id: IMAGE_ID,
      tags: ['quay.io/shop/api:2.1'],
      digests: [`quay.io/shop/api@${DIGEST}`],
      size: 1_441_595n,
      spec: { image: '', annotations: { maintainer: 'shop' } },
    },
  }));
  server.addStream({ ...methods.events, response: EVENT }, () =>
    events ? [{ id: CONTAINER, type: 1, createdAt: 5n, sandbox: SANDBOX_STATUS.encode(sandboxStatus()) }] : [],
  );
  return server;
}
