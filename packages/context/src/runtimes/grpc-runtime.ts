/** Runtimes that speak gRPC: the interface of kubelets, containerd's own, or both on one socket. */
import type { ContainerMetadata } from '../containers/metadata.ts';
import { openContainerd } from './containerd.ts';
import type { Containerd } from './containerd.ts';
import { openCri } from './cri.ts';
import type { Cri } from './cri.ts';
import { GrpcError, GrpcSocket, UNIMPLEMENTED } from './grpc/client.ts';
import type { RuntimeClient, RuntimeEvent } from './types.ts';

/** How often a runtime without events is asked for its containers, ms. */
const POLL_INTERVAL = 2000;

/** Rejects if what answers speaks neither. */
export async function openGrpcRuntime(path: string): Promise<RuntimeClient> {
  const socket = new GrpcSocket(path);
  try {
    const containerd = await openContainerd(socket);
    const cri = await openCri(socket);
    if (containerd === undefined && cri === undefined) throw new Error('neither containerd nor a CRI runtime answers');
    return new GrpcRuntime(socket, containerd, cri);
  } catch (error) {
    socket.close();
    throw error;
  }
}

class GrpcRuntime implements RuntimeClient {
  readonly description: string;
  readonly #socket: GrpcSocket;
  readonly #containerd: Containerd | undefined;
  readonly #cri: Cri | undefined;
  #closed = false;

  constructor(socket: GrpcSocket, containerd: Containerd | undefined, cri: Cri | undefined) {
    this.#socket = socket;
    this.#containerd = containerd;
    this.#cri = cri;
    const own =
      containerd === undefined ? `${cri?.runtimeName} ${cri?.runtimeVersion}` : `containerd ${containerd.version}`;
    this.description = containerd === undefined || cri === undefined ? own : `${own}, with CRI`;
  }

  async list(): Promise<readonly string[]> {
    const lists = await Promise.all([this.#containerd?.list() ?? [], this.#cri?.list() ?? []]);
    return [...new Set(lists.flat())];
  }

  /** What the kubelet has started is best known by its own interface. */
  async inspect(id: string): Promise<ContainerMetadata | undefined> {
    const known = await this.#cri?.inspect(id);
    if (known !== undefined) return known;
    const metadata = await this.#containerd?.inspect(id);
    // It is made before CRI speaks of it; of its pod it speaks already.
    const sandboxId = metadata?.pod?.sandboxId;
    if (metadata === undefined || this.#cri === undefined || sandboxId === undefined) return metadata;
    return { ...metadata, ...(await this.#cri.sandboxFacts(sandboxId)) };
  }

  async watch(onEvent: (event: RuntimeEvent) => void, onReady: () => void): Promise<void> {
    if (this.#containerd !== undefined) {
      const watching = this.#containerd.watch(onEvent);
      onReady();
      return watching;
    }
    onReady();
    try {
      await this.#cri?.watch(onEvent);
    } catch (error) {
      if (!(error instanceof GrpcError) || error.code !== UNIMPLEMENTED) throw error;
    }
    // CRI-O, which has no events unless it is told to, ends the stream as it should at once.
    await this.#poll(onEvent);
  }

  async ping(): Promise<void> {
    await (this.#containerd?.list() ?? this.#cri?.list());
  }

  close(): void {
    this.#closed = true;
    this.#socket.close();
  }

  /** In place of events: what was not there before has started, and what is there no longer has stopped. */
  async #poll(onEvent: (event: RuntimeEvent) => void): Promise<void> {
    let before = new Set(await this.list());
    while (!this.#closed) {
      await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL));
      const now = new Set(await this.list());
      const time = BigInt(Date.now()) * 1_000_000n;
      for (const id of now) if (!before.has(id)) onEvent({ what: 'started', id, time });
      for (const id of before) if (!now.has(id)) onEvent({ what: 'stopped', id, time });
      before = now;
    }
  }
}
