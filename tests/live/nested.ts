/**
 * Containers in containers: Podman in one of Podman's own, which sees its own cgroup as the root of all, and Docker in one of
 * Docker's own.
 */
import { BOUNDED_RUNTIME } from './bounded-runtime.ts';
import { DOCKERD, PODMAN_CONFIGURATION, WAIT } from './runtimes.ts';

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

export const DOCKER_IN_DOCKER_PROGRAMS: readonly string[] = ['dockerd', 'docker', 'containerd', 'runc'];

/** Where the inner dockerd listens, in the directory. */
export const INNER_DOCKER = 'inner.sock';

/** As `NESTED`; the outer container is privileged. */
export const DOCKER_IN_DOCKER = `
set -e
${WAIT}
export HOME=$PWD
${BOUNDED_RUNTIME}
cat >within <<'END'
set -e
${WAIT}
cat /identity-outer 2>/dev/null || true
export DOCKER_HOST=unix://$HOME/${INNER_DOCKER}
${DOCKERD} --data-root /within/data --exec-root /run/docker -p /within/pid -H $DOCKER_HOST >inner.log 2>&1 &
daemon=$!
ready docker version
# Whoever has just started is found within a second.
sleep 1.5
docker load -i image.tar >/dev/null
docker run --rm --network=none --name inmost --cidfile inner identity:1 /open /identity-inner 0.2
kill $daemon
wait $daemon
END
export DOCKER_HOST=unix://$PWD/docker.sock
${DOCKERD} --data-root $PWD/data --exec-root $PWD/exec -p $PWD/pid -H $DOCKER_HOST --add-runtime bounded=$PWD/runtime >log 2>&1 &
daemon=$!
trap 'kill $daemon; wait $daemon || true' EXIT
trap 'exit 1' INT TERM
ready docker version
docker load -i image.tar >/dev/null
docker run --rm --privileged --runtime bounded --network=none --name outmost --cidfile outer \\
  $(for path in /usr /lib /lib64 /etc; do test ! -e $path || echo -v $path:$path:ro; done) \\
  -v $(dirname $PWD):$(dirname $PWD) -w $PWD --tmpfs /run --tmpfs /var/tmp --tmpfs /within:exec \\
  -e PATH -e LD_LIBRARY_PATH -e HOME identity:1 /bin/sh $PWD/within || { cat log inner.log >&2; exit 1; }
`;
