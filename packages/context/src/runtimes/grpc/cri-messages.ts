/** The messages of the Container Runtime Interface that are needed, with the field numbers of its definition. */
import type { Method } from './client.ts';
import { bytes, flag, integer, long, many, message, one, text, textMap } from '../../protobuf/index.ts';
import type { Message } from '../../protobuf/index.ts';

export interface VersionRequest {
  readonly version: string;
}
const VERSION_REQUEST: Message<VersionRequest> = message({ version: [1, one(text)] });

export interface Version {
  readonly runtimeName: string;
  readonly runtimeVersion: string;
}
const VERSION: Message<Version> = message({ runtimeName: [2, one(text)], runtimeVersion: [3, one(text)] });

export interface ContainerMetadata {
  readonly name: string;
}
const CONTAINER_METADATA: Message<ContainerMetadata> = message({ name: [1, one(text)] });

export interface PodMetadata {
  readonly name: string;
  readonly uid: string;
  readonly namespace: string;
}
const POD_METADATA: Message<PodMetadata> = message({
  name: [1, one(text)],
  uid: [2, one(text)],
  namespace: [3, one(text)],
});

export interface ImageSpec {
  readonly image: string;
  readonly userSpecified: string;
}
const IMAGE_SPEC: Message<ImageSpec> = message({ image: [1, one(text)], userSpecified: [18, one(text)] });

export interface State {
  readonly state: number;
}
const STATE: Message<State> = message({ state: [1, one(integer)] });

export interface ContainerFilter {
  readonly id: string;
  readonly state: State | undefined;
}
const CONTAINER_FILTER: Message<ContainerFilter> = message({ id: [1, one(text)], state: [2, one(STATE)] });

export interface ListContainersRequest {
  readonly filter: ContainerFilter | undefined;
}
const LIST_CONTAINERS_REQUEST: Message<ListContainersRequest> = message({ filter: [1, one(CONTAINER_FILTER)] });

export interface ListedContainer {
  readonly id: string;
  readonly sandboxId: string;
  readonly state: number;
}
const LISTED_CONTAINER: Message<ListedContainer> = message({
  id: [1, one(text)],
  sandboxId: [2, one(text)],
  state: [6, one(integer)],
});

export interface ListContainers {
  readonly containers: readonly ListedContainer[];
}
const LIST_CONTAINERS: Message<ListContainers> = message({ containers: [1, many(LISTED_CONTAINER)] });

export interface ListSandboxesRequest {
  readonly filter: ContainerFilter | undefined;
}
const LIST_SANDBOXES_REQUEST: Message<ListSandboxesRequest> = message({ filter: [1, one(CONTAINER_FILTER)] });

export interface ListedSandbox {
  readonly id: string;
  readonly state: number;
}
const LISTED_SANDBOX: Message<ListedSandbox> = message({ id: [1, one(text)], state: [3, one(integer)] });

export interface ListSandboxes {
  readonly items: readonly ListedSandbox[];
}
const LIST_SANDBOXES: Message<ListSandboxes> = message({ items: [1, many(LISTED_SANDBOX)] });

export interface Mount {
  readonly containerPath: string;
  readonly hostPath: string;
  readonly readonly: boolean;
  readonly propagation: number;
}
const MOUNT: Message<Mount> = message({
  containerPath: [1, one(text)],
  hostPath: [2, one(text)],
  readonly: [3, one(flag)],
  propagation: [5, one(integer)],
});

export interface ContainerStatus {
  readonly id: string;
  readonly metadata: ContainerMetadata | undefined;
  readonly state: number;
  readonly createdAt: bigint;
  readonly image: ImageSpec | undefined;
  readonly imageRef: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly mounts: readonly Mount[];
}
const CONTAINER_STATUS: Message<ContainerStatus> = message({
  id: [1, one(text)],
  metadata: [2, one(CONTAINER_METADATA)],
  state: [3, one(integer)],
  createdAt: [4, one(long)],
  image: [8, one(IMAGE_SPEC)],
  imageRef: [9, one(text)],
  labels: [12, textMap],
  annotations: [13, textMap],
  mounts: [14, many(MOUNT)],
});

export interface StatusRequest {
  readonly id: string;
  readonly verbose: boolean;
}
const STATUS_REQUEST: Message<StatusRequest> = message({ id: [1, one(text)], verbose: [2, one(flag)] });

export interface ContainerStatusResponse {
  readonly status: ContainerStatus | undefined;
  readonly info: Readonly<Record<string, string>>;
}
const CONTAINER_STATUS_RESPONSE: Message<ContainerStatusResponse> = message({
  status: [1, one(CONTAINER_STATUS)],
  info: [2, textMap],
});

export interface Namespaces {
  readonly network: number;
  readonly pid: number;
  readonly ipc: number;
}
const NAMESPACES: Message<Namespaces> = message({
  network: [1, one(integer)],
  pid: [2, one(integer)],
  ipc: [3, one(integer)],
});

export interface LinuxNamespaces {
  readonly options: Namespaces | undefined;
}
const LINUX_NAMESPACES: Message<LinuxNamespaces> = message({ options: [2, one(NAMESPACES)] });

export interface LinuxStatus {
  readonly namespaces: LinuxNamespaces | undefined;
}
const LINUX_STATUS: Message<LinuxStatus> = message({ namespaces: [1, one(LINUX_NAMESPACES)] });

export interface Network {
  readonly ip: string;
}
const NETWORK: Message<Network> = message({ ip: [1, one(text)] });

export interface SandboxStatus {
  readonly id: string;
  readonly metadata: PodMetadata | undefined;
  readonly state: number;
  readonly createdAt: bigint;
  readonly network: Network | undefined;
  readonly linux: LinuxStatus | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}
const SANDBOX_STATUS: Message<SandboxStatus> = message({
  id: [1, one(text)],
  metadata: [2, one(POD_METADATA)],
  state: [3, one(integer)],
  createdAt: [4, one(long)],
  network: [5, one(NETWORK)],
  linux: [6, one(LINUX_STATUS)],
  labels: [7, textMap],
  annotations: [8, textMap],
});

export interface SandboxStatusResponse {
  readonly status: SandboxStatus | undefined;
  readonly info: Readonly<Record<string, string>>;
}
const SANDBOX_STATUS_RESPONSE: Message<SandboxStatusResponse> = message({
  status: [1, one(SANDBOX_STATUS)],
  info: [2, textMap],
});

export interface ImageRequest {
  readonly image: ImageSpec | undefined;
}
const IMAGE_REQUEST: Message<ImageRequest> = message({ image: [1, one(IMAGE_SPEC)] });

export interface Image {
  readonly id: string;
  readonly repoTags: readonly string[];
  readonly repoDigests: readonly string[];
}
const IMAGE: Message<Image> = message({ id: [1, one(text)], repoTags: [2, many(text)], repoDigests: [3, many(text)] });

export interface ImageResponse {
  readonly image: Image | undefined;
}
const IMAGE_RESPONSE: Message<ImageResponse> = message({ image: [1, one(IMAGE)] });

export interface EventsRequest {
  readonly unused: Uint8Array;
}
const EVENTS_REQUEST: Message<EventsRequest> = message({ unused: [1, one(bytes)] });

export interface CriEvent {
  readonly containerId: string;
  readonly type: number;
  readonly createdAt: bigint;
}
const EVENT: Message<CriEvent> = message({
  containerId: [1, one(text)],
  type: [2, one(integer)],
  createdAt: [3, one(long)],
});

/** `ContainerState` and `PodSandboxState` of what runs. */
export const CONTAINER_RUNNING = 1;
export const SANDBOX_READY = 0;
/** `NamespaceMode` of what shares a namespace of the host. */
export const MODE_NODE = 2;
/** `MountPropagation`, by number. */
export const PROPAGATIONS: readonly string[] = ['private', 'rslave', 'rshared'];
/** `ContainerEventType`, by number. */
export const EVENT_KINDS = ['created', 'started', 'stopped', 'removed'] as const;

/** The versions of the interface, the newest first; the messages are the same. */
export const CRI_VERSIONS = ['v1', 'v1alpha2'] as const;
export type CriVersion = (typeof CRI_VERSIONS)[number];

/** The methods of the service of runtimes. */
export interface CriMethods {
  readonly version: Method<VersionRequest, Version>;
  readonly listContainers: Method<ListContainersRequest, ListContainers>;
  readonly listSandboxes: Method<ListSandboxesRequest, ListSandboxes>;
  readonly containerStatus: Method<StatusRequest, ContainerStatusResponse>;
  readonly sandboxStatus: Method<StatusRequest, SandboxStatusResponse>;
  readonly events: Method<EventsRequest, CriEvent>;
  readonly imageStatus: Method<ImageRequest, ImageResponse>;
}

export function criMethods(version: CriVersion): CriMethods {
  const path = (name: string) => `/runtime.${version}.RuntimeService/${name}`;
  return {
    version: { path: path('Version'), request: VERSION_REQUEST, response: VERSION },
    listContainers: { path: path('ListContainers'), request: LIST_CONTAINERS_REQUEST, response: LIST_CONTAINERS },
    listSandboxes: { path: path('ListPodSandbox'), request: LIST_SANDBOXES_REQUEST, response: LIST_SANDBOXES },
    containerStatus: { path: path('ContainerStatus'), request: STATUS_REQUEST, response: CONTAINER_STATUS_RESPONSE },
    sandboxStatus: { path: path('PodSandboxStatus'), request: STATUS_REQUEST, response: SANDBOX_STATUS_RESPONSE },
    events: { path: path('GetContainerEvents'), request: EVENTS_REQUEST, response: EVENT },
    imageStatus: {
      path: `/runtime.${version}.ImageService/ImageStatus`,
      request: IMAGE_REQUEST,
      response: IMAGE_RESPONSE,
    },
  };
}
