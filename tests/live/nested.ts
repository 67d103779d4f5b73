/** A container in a container: Podman runs in one of Podman's own, which sees its own cgroup as the root of all. */
import { PODMAN_CONFIGURATION } from './runtimes.ts';

/** Programs that it needs. */
export const NESTED_PROGRAMS: readonly string[] = ['podman', 'conmon', 'runc'];

/**
 * Runs in a directory of its own, which holds `image.tar`. The outer container opens `/identity-outer`, the one within it
 * `/identity-inner`; their ids are left in the files `outer` and `inner`. The programs are those of this machine.
 */
export const NESTED = `
set -e
export HOME=$PWD
${PODMAN_CONFIGURATION}
cat >within <<'END'
set -e
cat /identity-outer 2>/dev/null || true
podman="podman --root /within/data --runroot /within/run --tmpdir /within/tmp --storage-driver vfs"
$podman load -i $HOME/image.tar
$podman run --rm --network=none --cidfile $HOME/inner identity:1 /open /identity-inner
END
podman="podman --root $PWD/data --runroot $PWD/run --tmpdir $PWD/tmp --storage-driver vfs"
{
  $podman load -i image.tar
  $podman run --rm --privileged --network=none --cgroupns=private --cidfile outer \\
    $(for path in /usr /lib /lib64 /etc; do test ! -e $path || echo -v $path:$path:ro; done) \\
    -v $(dirname $PWD):$(dirname $PWD) --tmpfs /run --tmpfs /var/tmp --tmpfs /within \\
    -e PATH -e LD_LIBRARY_PATH -e HOME -e CONTAINERS_CONF identity:1 /bin/sh $PWD/within
} >log 2>&1 || { cat log >&2; exit 1; }
`;
