/** The runtimes that can be asked: where they listen, whose containers they know, and what speaks to them. */
import type { RuntimeClient, RuntimeKind } from './types.ts';

export interface KindRow {
  /** Where it listens if nothing else is said. `*` stands for any one directory. */
  readonly sockets: readonly string[];
  /** Types of containers, as cgroups tell them, that may be its own. */
  readonly types: readonly string[];
  /** Rejects if nothing answers that speaks its protocol. Loaded when there is a socket. */
  open(path: string): Promise<RuntimeClient>;
}

async function openDocker(path: string): Promise<RuntimeClient> {
  return (await import('./docker.ts')).openDocker(path);
}

async function openGrpc(path: string): Promise<RuntimeClient> {
  return (await import('./grpc-runtime.ts')).openGrpcRuntime(path);
}

export const KINDS: Readonly<Record<RuntimeKind, KindRow>> = {
  docker: {
    sockets: ['/var/run/docker.sock', '/run/docker.sock', '/run/user/*/docker.sock'],
    types: ['docker', 'cri', 'unknown'],
    open: openDocker,
  },
  podman: {
    sockets: ['/run/podman/podman.sock', '/run/user/*/podman/podman.sock'],
    types: ['podman', 'unknown'],
    open: openDocker,
  },
  containerd: {
    sockets: [
      '/run/containerd/containerd.sock',
      '/run/k3s/containerd/containerd.sock',
      '/run/k0s/containerd.sock',
      '/run/host-containerd/containerd.sock',
      '/var/snap/microk8s/common/run/containerd.sock',
      '/var/run/docker/containerd/containerd.sock',
    ],
    types: ['containerd', 'cri', 'docker', 'unknown'],
    open: openGrpc,
  },
  'cri-o': {
    sockets: ['/run/crio/crio.sock'],
    types: ['cri-o', 'cri', 'unknown'],
    open: openGrpc,
  },
};
