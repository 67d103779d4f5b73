/** What the Container Runtime Interface tells of containers and their pods: containerd and CRI-O speak it. */
import { completeImageName, isImageId, parseImageName } from '../containers/image-name.ts';
import { podFromLabels } from '../containers/kubernetes-labels.ts';
import type { ContainerMetadata, ImageName, PodMetadata } from '../containers/metadata.ts';
import { GrpcError, NOT_FOUND, UNIMPLEMENTED } from './grpc/client.ts';
import type { GrpcSocket } from './grpc/client.ts';
import {
  CONTAINER_RUNNING,
  CRI_VERSIONS,
  EVENT_KINDS,
  MODE_NODE,
  PROPAGATIONS,
  SANDBOX_READY,
  criMethods,
} from './grpc/cri-messages.ts';
import type {
  ContainerStatusResponse,
  CriMethods,
  CriVersion,
  Image,
  SandboxStatusResponse,
} from './grpc/cri-messages.ts';
import { at, booleanAt, numberAt, present, textAt } from './json.ts';
import type { RuntimeEvent } from './types.ts';

const KNOWN_LIMIT = 256;

/** Finds the newest version that the runtime speaks. Undefined: none. */
export async function openCri(socket: GrpcSocket): Promise<Cri | undefined> {
  for (const version of CRI_VERSIONS) {
    try {
      const { runtimeName, runtimeVersion } = await socket.call(criMethods(version).version, { version: '0.1.0' });
      return new Cri(socket, version, runtimeName, runtimeVersion);
    } catch (error) {
      if (!(error instanceof GrpcError) || error.code !== UNIMPLEMENTED) throw error;
    }
  }
  return undefined;
}

interface Sandbox {
  readonly pod: PodMetadata;
  readonly hostPid: boolean;
  readonly hostNetwork: boolean;
  readonly hostIpc: boolean;
  readonly response: SandboxStatusResponse;
}

export class Cri {
  readonly runtimeName: string;
  readonly runtimeVersion: string;
  readonly #socket: GrpcSocket;
  readonly #methods: CriMethods;
  readonly #type: string;
  readonly #sandboxes = new Map<string, Sandbox>();
  readonly #images = new Map<string, Image>();

  constructor(socket: GrpcSocket, version: CriVersion, runtimeName: string, runtimeVersion: string) {
    this.#socket = socket;
    this.#methods = criMethods(version);
    this.runtimeName = runtimeName;
    this.runtimeVersion = runtimeVersion;
    this.#type = ['containerd', 'cri-o'].includes(runtimeName) ? runtimeName : 'cri';
  }

  /** Containers that run, and sandboxes that are ready. */
  async list(): Promise<readonly string[]> {
    const [{ containers }, { items }] = await Promise.all([
      this.#socket.call(this.#methods.listContainers, {}),
      this.#socket.call(this.#methods.listSandboxes, {}),
    ]);
    return [
      ...containers.filter((one) => one.state === CONTAINER_RUNNING).map((one) => one.id),
      ...items.filter((one) => one.state === SANDBOX_READY).map((one) => one.id),
    ];
  }

  async inspect(id: string): Promise<ContainerMetadata | undefined> {
    const response = await absentIfNotFound(this.#socket.call(this.#methods.containerStatus, { id, verbose: true }));
    if (response?.status !== undefined) return this.#container(id, response);
    const sandbox = await this.#sandbox(id);
    return sandbox === undefined ? undefined : this.#sandboxAsContainer(id, sandbox);
  }

  /** Resolves when there are no more events, or none at all; rejects where a runtime, being of some age, knows of none. */
  async watch(onEvent: (event: RuntimeEvent) => void): Promise<void> {
    await this.#socket.stream(this.#methods.events, {}, ({ containerId, type, createdAt }) => {
      const what = EVENT_KINDS[type];
      if (what !== undefined && containerId !== '') onEvent({ what, id: containerId, time: createdAt });
    });
  }

  async #container(id: string, { status, info }: ContainerStatusResponse): Promise<ContainerMetadata> {
    const details = parse(info['info']);
    const annotations = at(details, 'runtimeSpec', 'annotations');
    const sandboxId = textAt(details, 'sandboxID') ?? (await this.#sandboxOf(id)) ?? '';
    const sandbox = await this.#sandbox(sandboxId);
    const labels = status?.labels ?? {};
    const { imageId, ...image } = await this.#imageOf(
      [status?.image?.userSpecified, status?.image?.image, textAt(details, 'config', 'image', 'user_specified_image')],
      status?.imageRef ?? '',
    );
    const security = at(details, 'config', 'linux', 'security_context');
    return {
      fullId: id,
      type: this.#type,
      labels,
      ...image,
      mounts: (status?.mounts ?? []).map((mount) => ({
        source: mount.hostPath,
        destination: mount.containerPath,
        mode: '',
        writable: !mount.readonly,
        propagation: PROPAGATIONS[mount.propagation] ?? '',
      })),
      privileged: booleanAt(security, 'privileged') ?? booleanAt(details, 'privileged') ?? false,
      ...present({
        name: status?.metadata?.name || undefined,
        imageId,
        pid: numberAt(details, 'pid'),
        pod: podFromLabels(labels) ?? podFromLabels(annotated(annotations)),
      }),
      ...(sandbox === undefined ? {} : ofSandbox(sandbox)),
    };
  }

  /** What a container has from the sandbox of its pod; nothing if there is no such sandbox. */
  async sandboxFacts(id: string): Promise<Partial<ContainerMetadata>> {
    const sandbox = await this.#sandbox(id);
    return sandbox === undefined ? {} : ofSandbox(sandbox);
  }

  #sandboxAsContainer(id: string, sandbox: Sandbox): ContainerMetadata {
    const { pod, response } = sandbox;
    const details = parse(response.info['info']);
    // Of a sandbox that has no process, CRI-O tells the image among its annotations only.
    const image = textAt(details, 'image') ?? textAt(details, 'runtimeSpec', 'annotations', CRIO_IMAGE) ?? '';
    return {
      fullId: id,
      type: this.#type,
      sandbox: true,
      labels: response.status?.labels ?? {},
      ...parseImageName(image),
      ...ofSandbox(sandbox),
      privileged: booleanAt(details, 'config', 'linux', 'security_context', 'privileged') ?? false,
      ...present({
        name: pod.name,
        image: image === '' ? undefined : image,
        pid: numberAt(details, 'pid'),
      }),
    };
  }

  async #sandbox(id: string): Promise<Sandbox | undefined> {
    const known = this.#sandboxes.get(id);
    if (known !== undefined || id === '') return known;
    const response = await absentIfNotFound(this.#socket.call(this.#methods.sandboxStatus, { id, verbose: true }));
    const status = response?.status;
    if (response === undefined || status === undefined) return undefined;
    const details = parse(response.info['info']);
    const cni = at(details, 'cniResult') ?? parse(textAt(details, 'runtimeSpec', 'annotations', CRIO_CNI));
    const modes = status.linux?.namespaces?.options;
    const sandbox: Sandbox = {
      pod: {
        sandboxId: id,
        labels: status.labels,
        ...present({
          name: status.metadata?.name || undefined,
          namespace: status.metadata?.namespace || undefined,
          uid: status.metadata?.uid || undefined,
          ip: status.network?.ip || undefined,
          cniJson: cni === undefined ? undefined : JSON.stringify(cni),
        }),
      },
      hostNetwork: modes?.network === MODE_NODE,
      hostPid: modes?.pid === MODE_NODE,
      hostIpc: modes?.ipc === MODE_NODE,
      response,
    };
    if (status.state === SANDBOX_READY) remember(this.#sandboxes, id, sandbox);
    return sandbox;
  }

  async #sandboxOf(id: string): Promise<string | undefined> {
    const { containers } = await this.#socket.call(this.#methods.listContainers, { filter: { id, state: undefined } });
    return containers.find((one) => one.id === id)?.sandboxId;
  }

  /** @param names as the runtime has them, the best first @param ref a digest in a repository, or an id */
  async #imageOf(
    names: readonly (string | undefined)[],
    ref: string,
  ): Promise<ImageName & { readonly image?: string; readonly imageId?: string }> {
    const given = names.find((name) => name !== undefined && name !== '' && !isImageId(name));
    const found = await this.#image(ref === '' ? (given ?? '') : ref);
    const { repoTags = [], repoDigests = [], id = '' } = found ?? {};
    const image = given ?? repoTags[0] ?? names.find((name) => name !== undefined && name !== '');
    const digests = ref.includes('@') ? [ref, ...repoDigests] : repoDigests;
    const imageId = (id === '' && isImageId(ref) ? ref : id).replace(/^sha256:/, '');
    return {
      ...completeImageName(parseImageName(image ?? ''), repoTags, digests),
      ...present({ image, imageId: imageId === '' ? undefined : imageId }),
    };
  }

  async #image(name: string): Promise<Image | undefined> {
    const known = this.#images.get(name);
    if (known !== undefined || name === '') return known;
    try {
      const request = { image: { image: name, userSpecified: '' } };
      const { image } = await this.#socket.call(this.#methods.imageStatus, request);
      if (image !== undefined) remember(this.#images, name, image);
      return image;
    } catch {
      // What is not known of an image is no reason to know nothing of its containers.
      return undefined;
    }
  }
}

function ofSandbox({ pod, hostPid, hostNetwork, hostIpc }: Sandbox): Partial<ContainerMetadata> {
  return { pod, hostPid, hostNetwork, hostIpc, ...present({ ip: pod.ip, cniJson: pod.cniJson }) };
}

const CRIO_CNI = 'io.kubernetes.cri-o.CNIResult';
const CRIO_IMAGE = 'io.kubernetes.cri-o.ImageName';

/** The labels that CRI-O writes as annotations. */
function annotated(annotations: unknown): Readonly<Record<string, string>> {
  const labels = textAt(annotations, 'io.kubernetes.cri-o.Labels');
  const parsed = parse(labels);
  const entries = typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function remember<V>(known: Map<string, V>, key: string, value: V): void {
  const [eldest] = known.keys();
  if (known.size >= KNOWN_LIMIT && eldest !== undefined) known.delete(eldest);
  known.set(key, value);
}

function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Undefined where the runtime says that there is no such thing. */
export async function absentIfNotFound<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof GrpcError && error.code === NOT_FOUND) return undefined;
    throw error;
  }
}
