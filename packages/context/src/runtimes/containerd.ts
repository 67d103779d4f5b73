/** containerd's own interface: it knows containers that no kubelet has started. */
import { parseImageName } from '../containers/image-name.ts';
import { CONTAINER_NAME, podFromLabels } from '../containers/kubernetes-labels.ts';
import type { ContainerMetadata, Labels, Mount, PodMetadata } from '../containers/metadata.ts';
import { absentIfNotFound } from './cri.ts';
import { GrpcError, UNIMPLEMENTED } from './grpc/client.ts';
import type { GrpcSocket } from './grpc/client.ts';
import { CONTAINERD, CONTAINER_EVENT, TASK_EXEC_STARTED, TASK_EXIT, TASK_START } from './grpc/containerd-messages.ts';
import type { Container, Envelope } from './grpc/containerd-messages.ts';
import { listAt, present, textAt, textsAt } from './json.ts';
import type { RuntimeEvent } from './types.ts';

/** ms */
const NAMESPACES_HOLD = 10_000;
const MOST_NAMESPACES = 64;
const TOPICS = ['/containers/create', '/containers/delete', '/tasks/start', '/tasks/exec-started', '/tasks/exit'];
const NANOSECONDS = 1_000_000_000n;

/** Undefined: what answers is not containerd. */
export async function openContainerd(socket: GrpcSocket): Promise<Containerd | undefined> {
  try {
    const { version } = await socket.call(CONTAINERD.version, {});
    return new Containerd(socket, version);
  } catch (error) {
    if (error instanceof GrpcError && error.code === UNIMPLEMENTED) return undefined;
    throw error;
  }
}

export class Containerd {
  readonly version: string;
  readonly #socket: GrpcSocket;
  #namespaces: readonly string[] = [];
  #namespacesSince = -Infinity;

  constructor(socket: GrpcSocket, version: string) {
    this.#socket = socket;
    this.version = version;
  }

  async list(): Promise<readonly string[]> {
    const tasks = (await this.#allNamespaces()).map(async (namespace) => {
      const answer = await this.#socket.call(CONTAINERD.tasks, {}, inNamespace(namespace));
      return answer.tasks.map((task) => task.containerId || task.id);
    });
    return (await Promise.all(tasks)).flat().filter((id) => id !== '');
  }

  async inspect(id: string): Promise<ContainerMetadata | undefined> {
    for (const namespace of await this.#allNamespaces()) {
      const request = this.#socket.call(CONTAINERD.container, { id }, inNamespace(namespace));
      const container = (await absentIfNotFound(request))?.container;
      if (container !== undefined) return this.#describe(namespace, container);
    }
    return undefined;
  }

  /** @param onEvent told of those in all namespaces */
  async watch(onEvent: (event: RuntimeEvent) => void): Promise<void> {
    const filters = TOPICS.map((topic) => `topic=="${topic}"`);
    await this.#socket.stream(CONTAINERD.events, { filters }, (envelope) => {
      if (!this.#namespaces.includes(envelope.namespace)) this.#namespacesSince = -Infinity;
      const event = readEvent(envelope);
      if (event !== undefined) onEvent(event);
    });
  }

  async #allNamespaces(): Promise<readonly string[]> {
    if (performance.now() - this.#namespacesSince > NAMESPACES_HOLD) {
      const { namespaces } = await this.#socket.call(CONTAINERD.namespaces, {});
      this.#namespaces = namespaces.map((one) => one.name).slice(0, MOST_NAMESPACES);
      this.#namespacesSince = performance.now();
    }
    return this.#namespaces;
  }

  async #describe(namespace: string, container: Container): Promise<ContainerMetadata> {
    const { id, labels, image } = container;
    const spec = specOf(container);
    const digest = image === '' ? undefined : await this.#digestOf(namespace, image);
    const has = (kind: string) => listAt(spec, 'linux', 'namespaces').some((one) => textAt(one, 'type') === kind);
    return {
      fullId: id,
      // What Docker runs in containerd stays Docker's.
      type: namespace === DOCKER_NAMESPACE ? 'docker' : 'containerd',
      name: labels['nerdctl/name'] ?? labels[CONTAINER_NAME] ?? id,
      ...parseImageName(image),
      labels,
      ...(spec === undefined
        ? {}
        : {
            mounts: listAt(spec, 'mounts').flatMap(readMount),
            privileged: isPrivileged(spec),
            hostPid: !has('pid'),
            hostNetwork: !has('network'),
            hostIpc: !has('ipc'),
          }),
      ...present({ image: image === '' ? undefined : image, digest, pod: podOf(labels, spec) }),
    };
  }

  async #digestOf(namespace: string, name: string): Promise<string | undefined> {
    try {
      const { image } = await this.#socket.call(CONTAINERD.image, { name }, inNamespace(namespace));
      return image?.target?.digest || undefined;
    } catch {
      return undefined; // the image may be removed while its containers run
    }
  }
}

/** What containerd itself knows of the pod of a container that CRI has started. */
function podOf(labels: Labels, spec: unknown): PodMetadata | undefined {
  const sandboxId = textAt(spec, 'annotations', 'io.kubernetes.cri.sandbox-id');
  const pod = podFromLabels(labels);
  return sandboxId === undefined ? pod : { ...pod, sandboxId };
}

const DOCKER_NAMESPACE = 'moby';

function inNamespace(namespace: string): Readonly<Record<string, string>> {
  return { 'containerd-namespace': namespace };
}

/** The specification of the container (OCI), which is JSON. */
function specOf({ spec }: Container): unknown {
  try {
    return spec === undefined ? undefined : JSON.parse(new TextDecoder().decode(spec.value));
  } catch {
    return undefined;
  }
}

/** Nobody writes down that a container is privileged; but one that is may use all devices. */
function isPrivileged(spec: unknown): boolean {
  return listAt(spec, 'linux', 'resources', 'devices').some((rule) => {
    const isLimited = ['type', 'major', 'minor'].some((key) => Object.hasOwn(Object(rule) as object, key));
    return (rule as { allow?: unknown }).allow === true && !isLimited && textAt(rule, 'access') === 'rwm';
  });
}

const PROPAGATIONS: ReadonlySet<string> = new Set([
  'private',
  'rprivate',
  'shared',
  'rshared',
  'slave',
  'rslave',
  'unbindable',
  'runbindable',
]);

/** What is mounted from outside; proc, sys and the like are in every container. */
function readMount(mount: unknown): readonly Mount[] {
  const options = textsAt(mount, 'options');
  if (textAt(mount, 'type') !== 'bind' && !options.includes('bind') && !options.includes('rbind')) return [];
  return [
    {
      source: textAt(mount, 'source') ?? '',
      destination: textAt(mount, 'destination') ?? '',
      mode: '',
      writable: !options.includes('ro'),
      propagation: options.find((option) => PROPAGATIONS.has(option)) ?? '',
    },
  ];
}

function readEvent({ topic, namespace, timestamp, event }: Envelope): RuntimeEvent | undefined {
  if (event === undefined) return undefined;
  const time = (timestamp?.seconds ?? 0n) * NANOSECONDS + BigInt(timestamp?.nanos ?? 0);
  switch (topic) {
    case '/containers/create': {
      const { id, image } = CONTAINER_EVENT.decode(event.value);
      const type = namespace === DOCKER_NAMESPACE ? 'docker' : 'containerd';
      const named = image === '' ? {} : { image };
      return {
        what: 'created',
        id,
        time,
        metadata: { fullId: id, type, name: id, ...named, ...parseImageName(image) },
      };
    }
    case '/containers/delete':
      return { what: 'removed', id: CONTAINER_EVENT.decode(event.value).id, time };
    case '/tasks/start': {
      const { containerId, pid } = TASK_START.decode(event.value);
      return { what: 'started', id: containerId, time, pid };
    }
    case '/tasks/exec-started': {
      const { containerId, pid } = TASK_EXEC_STARTED.decode(event.value);
      return { what: 'exec', id: containerId, time, pid };
    }
    case '/tasks/exit': {
      const { containerId, id, exitStatus } = TASK_EXIT.decode(event.value);
      // A process that was started beside the first one has an id of its own.
      return id === containerId ? { what: 'stopped', id, time, exitCode: exitStatus } : undefined;
    }
    default:
      return undefined;
  }
}
