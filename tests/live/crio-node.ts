/** The node of a kubelet with CRI-O, without the kubelet, as `CRI` in `runtimes.ts` is with containerd. */
import { BOUNDED_RUNTIME } from './bounded-runtime.ts';

/** In whose directory are all that make networks. */
export const CNI_BRIDGE = '/usr/lib/cni/bridge';
export const CRIO_PROGRAMS: readonly string[] = ['crio', 'pinns', 'podman', 'conmon', 'runc', CNI_BRIDGE, 'ip'];

/**
 * CRI-O, whether it has `$EVENTS`, runs a pod of the `$OWNER` that `cri-driver.ts` knows. Whoever runs this has built it: it is in no
 * Debian suite. Mounts, network and what is kept in places for all are those of the script alone; Podman fills the storage
 * with the images.
 */
export const CRIO = `
set -e
cat >node <<'NODE'
set -e
mount --make-rshared /
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /var/lib
ip link set lo up
mkdir -p /run/lock .config/containers cni
echo '{"default":[{"type":"insecureAcceptAnything"}]}' >.config/containers/policy.json
${BOUNDED_RUNTIME}
export HOME=$PWD
for image in image pause; do
  podman --root $PWD/data --runroot /run/storage --tmpdir /run/podman --storage-driver vfs load -i $image.tar >log 2>&1 || { cat log >&2; exit 1; }
done
cat >cni/pods.conflist <<END
{ "cniVersion": "1.0.0", "name": "pods", "plugins": [{ "type": "bridge", "isGateway": true, "ipam": {
  "type": "host-local", "dataDir": "$PWD/ipam", "ranges": [[{ "subnet": "10.85.0.0/16" }]] } }] }
END
cat >crio.conf <<END
[crio]
root = "$PWD/data"
runroot = "/run/storage"
storage_driver = "vfs"
[crio.api]
listen = "$PWD/crio.sock"
[crio.runtime]
default_runtime = "runc"
cgroup_manager = "cgroupfs"
conmon_cgroup = "pod"
enable_pod_events = $EVENTS
disable_hostport_mapping = true
irqbalance_config_restore_file = "disable"
[crio.runtime.runtimes.runc]
runtime_path = "$PWD/runtime"
monitor_path = "$(command -v conmon)"
monitor_cgroup = "pod"
monitor_env = ["PATH=$PATH", "LD_LIBRARY_PATH=$LD_LIBRARY_PATH"]
[crio.image]
pause_image = "docker.io/library/pause:1"
pause_command = ""
signature_policy = "$PWD/.config/containers/policy.json"
[crio.network]
network_dir = "$PWD/cni"
plugin_dirs = ["$CNI"]
[crio.nri]
enable_nri = false
END
crio -c crio.conf -d '' >log 2>&1 &
daemon=$!
trap 'kill $daemon; wait $daemon || true' EXIT
trap 'exit 1' INT TERM
for i in $(seq 100); do test -S crio.sock && break; sleep 0.1; done
# Whoever has just started is found within a second.
sleep 1.5
$DRIVER $PWD/crio.sock start $OWNER || { cat log >&2; exit 1; }
eval "$SURVEY"
$DRIVER $PWD/crio.sock visit "$VISIT"
$DRIVER $PWD/crio.sock stop
NODE
exec unshare -mn sh node
`;
