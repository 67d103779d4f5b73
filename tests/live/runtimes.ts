/** Container runtimes, each driven by a script that starts it, runs two containers in it, and ends it. */
import { CRIO, CRIO_PROGRAMS } from './crio-node.ts';

export interface Runtime {
  readonly name: string;
  /** `container.type` of what it runs. */
  readonly type: string;
  /** Programs that it needs. */
  readonly programs: readonly string[];
  /**
   * Runs in a directory of its own, which holds an image with the program `/open`: `image.tar`. One container opens `/identity-short` and is gone; one
   * opens `/identity-first` and stays until somebody has come in by `exec`, with a terminal, as user 4321, and run the
   * shell's `$VISIT`, which opens `/identity-exec`; while it runs, `$SURVEY` is. The ids of the two are left in the files `short` and `long`, and in
   * `visitor` the number of that user, if the host has another one for it.
   */
  readonly script: string;
  /** Where it listens, in its directory, as `containers.sockets` has it, if that is no usual place. */
  readonly sockets: readonly string[];
  /** What it knows of its containers: of that in `short`, and of that in `long`. */
  readonly known: { readonly short: Known; readonly long: Known };
  /** What it tells of their lives, in this order, before or while they end. */
  readonly life: { readonly short: readonly string[]; readonly long: readonly string[] };
  /** It may tell of a container after it answers questions about it: its events pass through a file. */
  readonly late?: true;
  /** Values of `k8s.NAME` for all its containers. */
  readonly pod?: Known;
}

/** Values of `container.NAME`. */
export type Known = Readonly<Record<string, string | boolean | null>>;

/** `ready COMMAND`: waits until it succeeds. */
export const WAIT =
  'ready() { for i in $(seq 200); do "$@" >/dev/null 2>&1 && return; sleep 0.1; done; cat log >&2; exit 1; }';

/** With what it needs wherever it runs, and changes nothing of the network. */
export const DOCKERD =
  'dockerd --iptables=false --ip6tables=false --bridge=none --storage-driver vfs --oom-score-adjust 0';

const DOCKER = `
set -e
${WAIT}
export DOCKER_HOST=unix://$PWD/docker.sock
${DOCKERD} --data-root $PWD/data --exec-root $PWD/exec -p $PWD/pid -H $DOCKER_HOST >log 2>&1 &
daemon=$!
trap 'kill $daemon; wait $daemon || true' EXIT
trap 'exit 1' INT TERM
ready docker version
docker load -i image.tar >/dev/null
docker run --rm --network=none --name brief --cidfile short identity:1 /open /identity-short
docker run -d --network=none --pid=host --name lasting --cidfile long -l app=web -v $PWD:/shared:ro identity:1 /open /identity-first 60 >/dev/null
eval "$SURVEY"
script -qec "docker exec -it -u 4321 $(cat long) /bin/sh -c '$VISIT'" /dev/null </dev/null >/dev/null
docker rm -f $(cat long) >/dev/null
`;

const START_CONTAINERD = `
set -e
${WAIT}
cat >config.toml <<END
version = 2
root = "$PWD/data"
state = "$PWD/state"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
  address = "$PWD/containerd.sock"
END
containerd -c config.toml >log 2>&1 &
daemon=$!
trap 'kill $daemon; wait $daemon || true' EXIT
trap 'exit 1' INT TERM
ctr="ctr -a $PWD/containerd.sock"
ready $ctr version
# Whoever has just started is found within a second.
sleep 1.5
`;

/** Starts many containers, a few at a time, that each open `/identity-many` at once and are gone after 30 ms. */
export function manyContainers(count: number): string {
  return `${START_CONTAINERD}
$ctr image import image.tar >/dev/null
seq ${count} | xargs -P 4 -I '{}' $ctr run --rm --snapshotter native docker.io/library/identity:1 'many-{}' /open /identity-many 0.03
`;
}

const CONTAINERD = `${START_CONTAINERD}
printf identity-short-$$ >short
printf identity-long-$$ >long
$ctr image import image.tar >/dev/null
$ctr run --rm --snapshotter native docker.io/library/identity:1 $(cat short) /open /identity-short
$ctr run -d --snapshotter native --label app=web --mount type=bind,src=$PWD,dst=/shared,options=rbind:ro \\
  docker.io/library/identity:1 $(cat long) /open /identity-first 60
eval "$SURVEY"
script -qec "$ctr task exec -t --user 4321 --exec-id second $(cat long) /bin/sh -c '$VISIT'" /dev/null </dev/null >/dev/null
$ctr task kill -s KILL $(cat long)
for i in $(seq 50); do $ctr task rm $(cat long) >/dev/null 2>&1 && break; sleep 0.1; done
$ctr container rm $(cat long)
`;

/**
 * In the directory `$HOME`: what Podman needs here, and a policy, which is part of another package's configuration. What
 * conmon starts when a container has ended must find its libraries: Podman waits 20 seconds for it.
 */
export const PODMAN_CONFIGURATION = `
mkdir -p $HOME/.config/containers
echo '{"default":[{"type":"insecureAcceptAnything"}]}' >$HOME/.config/containers/policy.json
cat >$HOME/containers.conf <<END
[containers]
default_ulimits = ["nofile=1024:4096", "nproc=4096:4096"]
[engine]
runtime = "runc"
conmon_env_vars = ["PATH=$PATH", "LD_LIBRARY_PATH=$LD_LIBRARY_PATH"]
cgroup_manager = "cgroupfs"
events_logger = "file"
lock_type = "file"
END
export CONTAINERS_CONF=$HOME/containers.conf
`;

const PODMAN = `
set -e
export HOME=$PWD
${PODMAN_CONFIGURATION}
podman="podman --root $PWD/data --runroot $PWD/run --tmpdir $PWD/tmp --storage-driver vfs"
$podman load -i image.tar >/dev/null 2>&1
$podman system service -t 0 unix://$PWD/podman.sock >log 2>&1 &
service=$!
trap 'kill $service; wait $service || true' EXIT
trap 'exit 1' INT TERM
for i in $(seq 100); do test -S podman.sock && break; sleep 0.1; done
$podman run --rm --network=none --name brief --cidfile short identity:1 /open /identity-short
$podman run -d --network=none --name lasting --cidfile long -l app=web -v $PWD:/shared:ro identity:1 /open /identity-first 60 >/dev/null
eval "$SURVEY"
script -qec "$podman exec -it -u 4321 $(cat long) /bin/sh -c '$VISIT'" /dev/null </dev/null >/dev/null
$podman rm -f -t 0 $(cat long) >/dev/null
`;

/**
 * Podman of a user made for it, in a cgroup v2 that is the user's: on v1, containers of users have no cgroup of their own.
 * Its socket is found by itself.
 */
const PODMAN_ROOTLESS = `
set -e
user=lanner-test-$$
base=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)/$user
useradd -M -d $PWD/home $user
uid=$(id -u $user)
runtime=/run/user/$uid
cleanup() {
  kill $service 2>/dev/null || true
  wait || true
  # What Podman leaves behind for the next call of the same user, who has no other processes.
  for i in $(seq 50); do
    left=$(ps -u $uid -o pid= || true)
    test -n "$left" || break
    kill $left 2>/dev/null || true
    sleep 0.1
  done
  userdel $user
  rm -rf $runtime
  for i in $(seq 50); do find $base -depth -type d -exec rmdir {} + 2>/dev/null || true; test -e $base || break; sleep 0.1; done
}
trap cleanup EXIT
trap 'exit 1' INT TERM
mkdir -p /run/user $runtime home $base/start
chmod 700 $runtime
chmod 711 . ..
export HOME=$PWD/home
${PODMAN_CONFIGURATION}
chown -R $user $runtime home $base
awk -F: -v user=$user '$1 == user { printf "%d", $2 + 4320 }' /etc/subuid >visitor
cat >home/service <<END
podman --storage-driver vfs load -i $PWD/image.tar >/dev/null 2>&1
exec podman --storage-driver vfs system service -t 0
END
cat >home/use <<END
podman="podman --storage-driver vfs"
\\$podman run --rm --cgroup-parent /$user --network=none --name brief --cidfile short identity:1 /open /identity-short
\\$podman run -d --cgroup-parent /$user --network=none --name lasting --cidfile long -l app=web -v $PWD:/shared:ro identity:1 /open /identity-first 60 >/dev/null
script -qec "\\$podman exec -it -u 4321 lasting /bin/sh -c '$VISIT'" /dev/null </dev/null >/dev/null
END
cat >home/leave <<END
podman --storage-driver vfs rm -f -t 0 lasting >/dev/null
END
cat >as-user <<END
if [ "\\$(stat -fc %T /sys/fs/cgroup)" != cgroup2fs ]; then
  umount -l /sys/fs/cgroup
  mount -t cgroup2 none /sys/fs/cgroup
fi
mount --make-rshared /
echo \\$\\$ >/sys/fs/cgroup/$user/start/cgroup.procs
cd $PWD/home
exec setpriv --reuid=$uid --regid=$(id -g $user) --clear-groups env -i PATH=$PATH LD_LIBRARY_PATH=$LD_LIBRARY_PATH HOME=$PWD/home XDG_RUNTIME_DIR=$runtime \\
  CONTAINERS_CONF=$CONTAINERS_CONF sh -e \\$1
END
unshare -m sh -e as-user service >log 2>&1 &
service=$!
for i in $(seq 200); do test -S $runtime/podman/podman.sock && break; sleep 0.1; done
nsenter -t $service -m sh -e $PWD/as-user use
cp home/short home/long .
eval "$SURVEY"
nsenter -t $service -m sh -e $PWD/as-user leave
`;

const IDENTITY: Known = { image: 'identity:1', 'image.repository': 'identity', 'image.tag': '1', privileged: false };

const LIBRARY: Known = {
  ...IDENTITY,
  image: 'docker.io/library/identity:1',
  'image.repository': 'docker.io/library/identity',
};

/** What Podman's event tells of a container that is gone before Podman finds the time to answer. */
const { privileged: _, ...OF_EVENT } = LIBRARY;

const UID = '9f0d5e4e-9f0f-4a43-bb0b-8c22f53f40a1';
const POD: Known = {
  'pod.name': 'web-0',
  'ns.name': 'prod',
  'pod.uid': UID,
  'pod.label[app]': 'web',
};

/** Of pods that `cri-driver.ts` starts for the node, and for themselves. */
const OF_NODE: Known = { privileged: true, host_network: true, host_pid: true };
const OF_POD: Known = { privileged: false, host_network: false, host_pid: false, ip: '10.85.0.2' };

/** The node of a kubelet, without the kubelet: `cri-driver.ts` does what one would do. */
const CRI = `
set -e
${WAIT}
cat >config.toml <<END
version = 2
root = "$PWD/data"
state = "$PWD/state"
[grpc]
  address = "$PWD/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "docker.io/library/pause:1"
  restrict_oom_score_adj = true
  disable_apparmor = true
  stream_server_address = "127.0.0.1"
  stream_server_port = "0"
[plugins."io.containerd.grpc.v1.cri".containerd]
  snapshotter = "native"
[plugins."io.containerd.grpc.v1.cri".cni]
  conf_dir = "$PWD/cni"
END
containerd -c config.toml >log 2>&1 &
daemon=$!
trap 'kill $daemon; wait $daemon || true' EXIT
trap 'exit 1' INT TERM
ctr="ctr -a $PWD/containerd.sock -n k8s.io"
ready $ctr version
$ctr image import --snapshotter native image.tar >/dev/null
$ctr image import --snapshotter native pause.tar >/dev/null
$DRIVER $PWD/containerd.sock start node
eval "$SURVEY"
$DRIVER $PWD/containerd.sock visit "$VISIT"
$DRIVER $PWD/containerd.sock stop
`;

const LIFE: Runtime['life'] = {
  short: ['container', 'container_started', 'container_stopped'],
  long: ['container', 'container_started', 'container_exec'],
};

export const RUNTIMES: readonly Runtime[] = [
  {
    name: 'Docker',
    type: 'docker',
    programs: ['dockerd', 'docker', 'containerd', 'runc', 'script'],
    script: DOCKER,
    sockets: ['docker:docker.sock'],
    life: LIFE,
    known: {
      short: { ...IDENTITY, name: 'brief', host_pid: false, 'label[app]': null, 'mount.source[0]': null },
      long: { ...IDENTITY, name: 'lasting', host_pid: true, 'label[app]': 'web', 'mount.dest[/]': '/shared' },
    },
  },
  {
    name: 'containerd',
    type: 'containerd',
    programs: ['containerd', 'ctr', 'runc', 'script'],
    script: CONTAINERD,
    sockets: ['containerd:containerd.sock'],
    life: LIFE,
    known: {
      short: { ...LIBRARY, host_pid: false, 'label[app]': null, 'mount.source[0]': null },
      long: { ...LIBRARY, host_pid: false, 'label[app]': 'web', 'mount.dest[/]': '/shared' },
    },
  },
  {
    name: 'Podman',
    type: 'podman',
    programs: ['podman', 'conmon', 'runc', 'script'],
    script: PODMAN,
    sockets: ['podman:podman.sock'],
    life: LIFE,
    late: true,
    known: {
      short: { ...OF_EVENT, name: 'brief', 'label[app]': null },
      long: { ...LIBRARY, name: 'lasting', 'label[app]': 'web', 'mount.dest[/]': '/shared' },
    },
  },
  {
    name: 'Podman of a user',
    type: 'podman',
    programs: ['podman', 'conmon', 'runc', 'newuidmap', 'setpriv', 'useradd', 'script'],
    script: PODMAN_ROOTLESS,
    sockets: [],
    life: LIFE,
    late: true,
    known: {
      short: { ...OF_EVENT, name: 'brief', 'label[app]': null },
      long: { ...LIBRARY, name: 'lasting', 'label[app]': 'web', 'mount.dest[/]': '/shared' },
    },
  },
  {
    name: 'CRI',
    type: 'containerd',
    programs: ['containerd', 'ctr', 'runc', 'script'],
    script: CRI,
    sockets: ['containerd:containerd.sock'],
    life: LIFE,
    known: {
      short: { ...LIBRARY, ...OF_NODE, name: 'brief', 'label[app]': null },
      long: { ...LIBRARY, ...OF_NODE, name: 'lasting', 'mount.dest[/]': '/shared' },
    },
    pod: POD,
  },
  {
    name: 'CRI-O',
    type: 'cri-o',
    programs: CRIO_PROGRAMS,
    script: `export EVENTS=true OWNER=pod\n${CRIO}`,
    sockets: ['cri-o:crio.sock'],
    life: { short: LIFE.short, long: ['container', 'container_started'] },
    known: {
      short: { ...LIBRARY, ...OF_POD, name: 'brief', 'label[app]': null },
      long: { ...LIBRARY, ...OF_POD, name: 'lasting', 'mount.dest[/]': '/shared' },
    },
    pod: { ...POD, 'pod.ip': OF_POD['ip'] ?? null },
  },
  {
    name: 'CRI-O without events',
    type: 'cri-o',
    programs: CRIO_PROGRAMS,
    script: `export EVENTS=false OWNER=node\n${CRIO}`,
    sockets: ['cri-o:crio.sock'],
    life: { short: [], long: [] },
    late: true,
    known: {
      short: { ...LIBRARY, ...OF_NODE, name: 'brief', 'label[app]': null },
      long: { ...LIBRARY, ...OF_NODE, name: 'lasting', 'mount.dest[/]': '/shared' },
    },
    pod: POD,
  },
];
