/** Container identity from cgroup paths. */

export interface ContainerIdentity {
  /** As runtimes show it: the first 12 characters of an id, a name as it is; `host` outside of containers. */
  readonly id: string;
  readonly fullId: string;
  /** The runtime, as far as the path tells: `cri` for one behind a kubelet, `unknown` for one that leaves no name. */
  readonly type: string;
  /** Of the Kubernetes pod, with dashes; static pods have 32 hexadecimal characters without. */
  readonly podUid?: string;
  /** The path says that this is the sandbox of a pod. Absent: it does not say. */
  readonly sandbox?: true;
  /** The container in which this one runs. */
  readonly outer?: ContainerIdentity;
}

export const HOST: ContainerIdentity = { id: 'host', fullId: 'host', type: 'host' };

/** The identity of a container that a runtime has named, without any cgroup. */
export function containerIdentity(fullId: string, type: string, podUid?: string): ContainerIdentity {
  return { id: shownId(fullId, type), fullId, type, ...(podUid === undefined ? {} : { podUid }) };
}

/** Types whose containers have names that somebody chose: two of them may begin alike. */
const NAMED: ReadonlySet<string> = new Set(['lxc', 'libvirt-lxc', 'systemd-nspawn', 'bpm']);

/** `container.id` of a container. */
export function shownId(fullId: string, type: string): string {
  return NAMED.has(type) ? fullId : fullId.slice(0, ID_LENGTH);
}

/** One way in which a runtime names a cgroup after its container. All but `type` are sources of regular expressions. */
interface Pattern {
  readonly type: string;
  /** One component of the path, from its start to its end; the group is the id. */
  readonly name: string;
  /** What stands before it, up to the slash. */
  readonly under?: string;
  /** What does not. */
  readonly notUnder?: string;
  /** What follows it. */
  readonly followedBy?: string;
  readonly sandbox?: true;
}

const ID_LENGTH = 12;
const ID = '([0-9a-f]{64})';
/** Of BuildKit. */
const BUILD_ID = '([0-9a-z]{25})';
const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const ANY = '([^/]+)';
const END = '(?=/|$)';
/** The cgroup of a pod, in either driver. */
const POD = 'pod[0-9a-f_-]{32,36}(?:\\.slice)?/';
const POD_UID = /(?:^|\/|-)pod([0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32})(?=\.slice|\/|$)/;

/**
 * `PREFIX-ID.scope` of the systemd driver, `PREFIX-ID` of the cgroupfs driver, and `SLICE:PREFIX:ID`: what the cgroupfs
 * driver makes of a path that was meant for systemd.
 */
function named(prefix: string): string {
  return `(?:${prefix}-|(?:[^/:]*:)?${prefix}:)${ID}(?:\\.scope)?`;
}

/** The first that fits a component counts. What has no pattern here (services, slices, sessions, conmon) is the host's. */
const PATTERNS: readonly Pattern[] = [
  { type: 'docker', name: named('docker') },
  { type: 'docker', name: ID, under: '/docker/' },
  // Elastic Container Service: below the task; Fargate numbers the containers of a task.
  { type: 'docker', name: ID, under: '/ecs/[^/]+/(?:[^/]+/)?' },
  { type: 'containerd', name: '([0-9a-f]{32}-[0-9]+)', under: '/ecs/[0-9a-f]{32}/' },
  { type: 'podman', name: named('libpod(?:-payload)?') },
  { type: 'cri-o', name: named('crio') },
  { type: 'containerd', name: named('cri-containerd') },
  { type: 'containerd', name: named('nerdctl') },
  // Docker has a BuildKit of its own: with the systemd driver, its builds are called as containers are.
  { type: 'buildkit', name: BUILD_ID, under: '/buildkit/' },
  { type: 'buildkit', name: `docker-${BUILD_ID}\\.scope` },
  { type: 'cri', name: `kata_${ID}`, under: POD, sandbox: true },
  { type: 'cri', name: ID, under: POD },
  { type: 'libvirt-lxc', name: ANY, under: '/libvirt/lxc/' },
  { type: 'libvirt-lxc', name: '([^/]+)\\.libvirt-lxc' },
  { type: 'libvirt-lxc', name: 'machine-lxc\\\\x2d\\d+\\\\x2d([^/]+)\\.scope' },
  { type: 'lxc', name: 'lxc\\.payload\\.([^/]+)' },
  { type: 'lxc', name: ANY, under: '/lxc(?:\\.payload)?/' },
  // Virtual machines are machines of systemd, too.
  {
    type: 'systemd-nspawn',
    name: 'machine-(?!qemu\\\\x2d)([^/]+)\\.scope',
    under: '/machine\\.slice/',
    followedBy: '(?!/supervisor)',
  },
  // The service without a component below it holds systemd-nspawn itself.
  {
    type: 'systemd-nspawn',
    name: 'systemd-nspawn@([^/]+)\\.service',
    followedBy: '(?=/(?:payload|init\\.scope|system\\.slice|user\\.slice)(?:/|$))',
  },
  { type: 'garden', name: '([0-9a-f]{8}(?:-[0-9a-f]{4}){4})', under: '/garden/' },
  { type: 'garden', name: `(${UUID})`, under: '/garden/' },
  { type: 'mesos', name: `(${UUID})`, under: '/mesos/' },
  { type: 'bpm', name: '(?:runc-)?bpm-([^/]+)\\.scope' },
  // Plain containerd: /NAMESPACE/ID, and the id may be any name.
  { type: 'containerd', name: ANY, under: '^/default/' },
  { type: 'containerd', name: ID, under: '/(?:k8s\\.io|moby|default)/' },
  // Whoever names a cgroup by 64 hexadecimal digits alone, but for pods of Podman and what Kata runs beside a container.
  { type: 'unknown', name: ID, notUnder: '/libpod_parent/|/kata_overhead/' },
];

const COMPILED: readonly (readonly [pattern: Pattern, expression: RegExp])[] = PATTERNS.map((pattern) => {
  const { name, under, notUnder, followedBy = '' } = pattern;
  const before = under !== undefined ? `(?<=${under})` : notUnder !== undefined ? `(?<!${notUnder})` : '';
  return [pattern, new RegExp(`${before}${name}${END}${followedBy}`, 'y')];
});

const known = new Map<string, ContainerIdentity>();
const KNOWN_LIMIT = 4096;

/** systemd writes a character that has a meaning in the names of units as `\x` and its code. */
function unescapeUnit(name: string): string {
  return name.replace(/\\x([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** The pod that the component at `slash`, or the one before it, names. */
function podOf(path: string, slash: number): string | undefined {
  const end = path.indexOf('/', slash + 1);
  const names = path.slice(path.lastIndexOf('/', slash - 1), end < 0 ? path.length : end);
  return POD_UID.exec(names)?.[1]?.replaceAll('_', '-');
}

/** The innermost container that a component before `end` names. */
function identify(path: string, end: number): ContainerIdentity {
  for (let slash = path.lastIndexOf('/', end - 1); slash >= 0; slash = path.lastIndexOf('/', slash - 1)) {
    for (const [{ type, sandbox }, expression] of COMPILED) {
      expression.lastIndex = slash + 1;
      const name = expression.exec(path)?.[1];
      if (name === undefined) continue;
      const fullId = unescapeUnit(name);
      const outer = slash === 0 ? HOST : identify(path, slash);
      if (outer.fullId === fullId) return outer;
      const podUid = podOf(path, slash) ?? outer.podUid;
      return {
        id: shownId(fullId, type),
        fullId,
        type,
        ...(podUid === undefined ? {} : { podUid }),
        ...(sandbox === undefined ? {} : { sandbox }),
        ...(outer === HOST ? {} : { outer }),
      };
    }
    if (slash === 0) break;
  }
  return HOST;
}

function ofPath(path: string): ContainerIdentity {
  let identity = known.get(path);
  if (identity === undefined) {
    identity = identify(path, path.length);
    if (known.size >= KNOWN_LIMIT) known.clear();
    known.set(path, identity);
  }
  return identity;
}

function depth(identity: ContainerIdentity): number {
  if (identity === HOST) return 0;
  return 1 + (identity.outer === undefined ? 0 : depth(identity.outer));
}

/**
 * The container that the cgroups of a process name: the innermost one; HOST if none does.
 * @param paths one for each hierarchy, absolute; of those that name equally many containers the first counts
 */
export function containerOf(paths: readonly string[]): ContainerIdentity {
  let found = HOST;
  for (const path of paths) {
    const identity = ofPath(path);
    if (depth(identity) > depth(found)) found = identity;
  }
  return found;
}

/** Whether a container is another one, or runs in it. */
export function isWithin(identity: ContainerIdentity, container: ContainerIdentity): boolean {
  if (identity.fullId === container.fullId) return true;
  return identity.outer !== undefined && isWithin(identity.outer, container);
}
