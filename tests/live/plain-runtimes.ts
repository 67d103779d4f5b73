/** Containers of runtimes that cannot be asked: all that is known of them is what their cgroup says. */

export interface PlainRuntime {
  readonly name: string;
  /** `container.type` of what it runs. */
  readonly type: string;
  /** Programs that it needs. */
  readonly programs: readonly string[];
  /**
   * Runs in a directory of its own, which holds the root directory of a container, `root`, and an image of it,
   * `image.tar`. In a container, `/open` opens the files of `opened`.
   */
  readonly script: string;
  /** Files that are opened, once each, in one container. */
  readonly opened: readonly string[];
  /** `container.full_id`. */
  readonly fullId: RegExp;
  /** `container.id`, whole or shortened. */
  readonly id: RegExp;
}

const LXC_NAME = `lanner-database-${process.pid}`;

/** Another process enters the container as by `docker exec`. */
const LXC = `
set -e
mkdir -p lxc/${LXC_NAME} rootfs
cat >lxc/${LXC_NAME}/config <<END
lxc.uts.name = database
lxc.rootfs.path = dir:$PWD/root
lxc.rootfs.mount = $PWD/rootfs
lxc.net.0.type = empty
lxc.apparmor.profile = unconfined
END
lxc-start -P $PWD/lxc -n ${LXC_NAME} -F -- /open /identity-first 60 >log 2>&1 &
container=$!
trap 'lxc-stop -P $PWD/lxc -n ${LXC_NAME} -k || true; wait $container || true' EXIT
trap 'exit 1' INT TERM
for i in $(seq 200); do lxc-info -P $PWD/lxc -n ${LXC_NAME} -s 2>/dev/null | grep -q RUNNING && break; sleep 0.1; done
lxc-attach -P $PWD/lxc -n ${LXC_NAME} -- /open /identity-exec 2>>log || { cat log >&2; exit 1; }
`;

const MACHINE = `lanner-workstation-${process.pid}`;

/**
 * As the unit systemd-nspawn@.service starts it, in the cgroup that systemd makes for such a unit: in its own hierarchy,
 * and in the unified one.
 */
const NSPAWN = `
set -e
unit=machine.slice/systemd-nspawn@${MACHINE}.service
units=
for hierarchy in $(awk '$3 == "cgroup2" || $4 ~ /name=systemd/ { print $2 }' /proc/mounts); do
  mkdir -p $hierarchy/$unit
  echo $$ >$hierarchy/$unit/cgroup.procs
  units="$units $hierarchy/$unit"
done
cleanup() {
  for path in $units; do
    root=\${path%/$unit}
    echo $$ >$root/cgroup.procs
    for i in $(seq 50); do
      find $path -depth -type d -exec rmdir {} + 2>/dev/null || true
      test -e $path || break
      sleep 0.1
    done
    rmdir $root/machine.slice 2>/dev/null || true
  done
}
trap cleanup EXIT
trap 'exit 1' INT TERM
mkdir -p root/usr root/var root/root
systemd-nspawn --quiet --keep-unit --register=no --as-pid2 --link-journal=no --private-network -M ${MACHINE} -D $PWD/root \\
  /open /identity-first 2>log || { cat log >&2; exit 1; }
`;

/** The BuildKit of Docker runs the steps of a build. */
const BUILDKIT = `
set -e
export DOCKER_HOST=unix://$PWD/docker.sock
dockerd --data-root $PWD/data --exec-root $PWD/exec -p $PWD/pid -H $DOCKER_HOST --iptables=false --ip6tables=false \\
  --bridge=none --storage-driver vfs --oom-score-adjust 0 >log 2>&1 &
daemon=$!
trap 'kill $daemon; wait $daemon || true' EXIT
trap 'exit 1' INT TERM
for i in $(seq 200); do docker version >/dev/null 2>&1 && break; sleep 0.1; done
docker load -i image.tar >/dev/null
mkdir context
printf 'FROM identity:1\\nRUN ["/open", "/identity-first"]\\n' >context/Dockerfile
DOCKER_BUILDKIT=1 docker build --network=none -t built context >build 2>&1 || { cat build log >&2; exit 1; }
`;

export const PLAIN_RUNTIMES: readonly PlainRuntime[] = [
  {
    name: 'LXC',
    type: 'lxc',
    programs: ['lxc-start', 'lxc-attach', 'lxc-info', 'lxc-stop'],
    script: LXC,
    opened: ['first', 'exec'],
    fullId: new RegExp(`^${LXC_NAME}$`),
    id: new RegExp(`^${LXC_NAME}$`),
  },
  {
    name: 'systemd-nspawn',
    type: 'systemd-nspawn',
    programs: ['systemd-nspawn'],
    script: NSPAWN,
    opened: ['first'],
    fullId: new RegExp(`^${MACHINE}$`),
    id: new RegExp(`^${MACHINE}$`),
  },
  {
    name: 'BuildKit',
    type: 'buildkit',
    programs: ['dockerd', 'docker', 'containerd', 'runc'],
    script: BUILDKIT,
    opened: ['first'],
    fullId: /^[0-9a-z]{25}$/,
    id: /^[0-9a-z]{12}$/,
  },
];
