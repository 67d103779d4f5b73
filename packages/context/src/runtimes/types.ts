/** The one shape of container runtimes, whatever they speak. */
import type { RuntimeEvent } from '../containers/lifecycle.ts';
import type { ContainerMetadata } from '../containers/metadata.ts';

export type { RuntimeEvent };

export type RuntimeKind = 'docker' | 'podman' | 'containerd' | 'cri-o';

/** Where a runtime listens. */
export interface SocketPlace {
  readonly kind: RuntimeKind;
  readonly path: string;
}

/** A connection to one runtime. Calls reject if the runtime does not answer as it should, or not in time. */
export interface RuntimeClient {
  /** What answers: name and version. */
  readonly description: string;
  /** The ids of all containers that run. */
  list(): Promise<readonly string[]>;
  /** Undefined: the runtime does not know the container. */
  inspect(id: string): Promise<ContainerMetadata | undefined>;
  /**
   * Resolves when the runtime ends the stream; rejects when it breaks. `onReady`: from here on no event is missed. What
   * happened shortly before may come, too.
   */
  watch(onEvent: (event: RuntimeEvent) => void, onReady: () => void): Promise<void>;
  /** A quick call that shows whether the runtime still answers. */
  ping(): Promise<void>;
  close(): void;
}
