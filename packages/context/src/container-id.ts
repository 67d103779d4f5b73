/** Container identity from cgroup paths. */

export interface ContainerIdentity {
  /** 12 characters, or `host`. */
  readonly id: string;
  readonly fullId: string;
  readonly type: string;
}

export const HOST: ContainerIdentity = { id: 'host', fullId: 'host', type: 'host' };

const ID_LENGTH = 12;
const ID = '([0-9a-f]{64})';

/** Tried in order on the path; the first that matches names the runtime. */
const PATTERNS: readonly (readonly [type: string, pattern: RegExp])[] = [
  ['docker', new RegExp(`/docker/${ID}(?:/|$)`)],
  ['docker', new RegExp(`/docker-${ID}\\.scope(?:/|$)`)],
  ['podman', new RegExp(`/libpod-(?:payload-)?${ID}(?:\\.scope)?(?:/|$)`)],
  ['cri-o', new RegExp(`/crio-${ID}(?:\\.scope)?(?:/|$)`)],
  ['containerd', new RegExp(`/cri-containerd-${ID}\\.scope(?:/|$)`)],
  ['containerd', new RegExp(`[:/]cri-containerd:${ID}(?:/|$)`)],
  ['containerd', new RegExp(`/nerdctl-${ID}\\.scope(?:/|$)`)],
  ['buildkit', new RegExp(`/buildkit/([0-9a-z]{25})(?:/|$)`)],
  ['cri', new RegExp(`/kubepods[^/]*/.*${ID}(?:/|$)`)],
  ['lxc', /\/lxc\.payload[./]([^/]+)(?:\/|$)/],
  ['lxc', /\/lxc\/([^/]+)(?:\/|$)/],
  ['libvirt-lxc', /\/machine-lxc\\x2d\d+\\x2d([^/]+)\.scope(?:\/|$)/],
  ['systemd-nspawn', /\/machine\.slice\/(?:machine-|systemd-nspawn@)([^/]+)\.(?:scope|service)(?:\/|$)/],
  // Any other runtime that names its cgroup after the container.
  ['containerd', new RegExp(`/${ID}$`)],
];

const known = new Map<string, ContainerIdentity>();
const KNOWN_LIMIT = 4096;

function identify(path: string): ContainerIdentity {
  for (const [type, pattern] of PATTERNS) {
    const fullId = pattern.exec(path)?.[1];
    if (fullId !== undefined) return { id: fullId.slice(0, ID_LENGTH), fullId, type };
  }
  return HOST;
}

/** The container that one of the paths of a process names; HOST if none does. */
export function containerOf(paths: readonly string[]): ContainerIdentity {
  for (const path of paths) {
    if (path.length < ID_LENGTH) continue;
    let identity = known.get(path);
    if (identity === undefined) {
      identity = identify(path);
      if (known.size >= KNOWN_LIMIT) known.clear();
      known.set(path, identity);
    }
    if (identity !== HOST) return identity;
  }
  return HOST;
}
