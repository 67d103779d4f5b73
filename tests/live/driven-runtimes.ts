/** Container runtimes whose cgroups systemd makes. */
import { DOCKERD, PODMAN_CONFIGURATION, WAIT } from './runtimes.ts';

export interface Driven {
  readonly type: string;
  readonly programs: readonly string[];
  /** As in `runtimes.ts`, with one container, which tells its cgroup in the file `cgroup` and its id in the file `id`. */
  readonly script: string;
  readonly socket?: string;
  /** How systemd calls the cgroup of the container with the id. */
  scope(id: string): string;
}

const RUN = `run --rm --cgroupns=host --network=none --name driven --cidfile id identity:1 \\
  /bin/sh -c 'cat /proc/self/cgroup /identity-driven 2>/dev/null || true' >cgroup`;

export const DRIVEN: readonly Driven[] = [
  {
    type: 'docker',
    programs: ['dockerd', 'docker', 'containerd', 'runc'],
    socket: 'docker.sock',
    script: `
set -e
${WAIT}
export DOCKER_HOST=unix://$PWD/docker.sock
${DOCKERD} --exec-opt native.cgroupdriver=systemd --data-root $PWD/data --exec-root $PWD/exec -p $PWD/pid -H $DOCKER_HOST >log 2>&1 &
daemon=$!
trap 'kill $daemon; wait $daemon || true' EXIT
trap 'exit 1' INT TERM
ready docker version
docker load -i image.tar >/dev/null
docker ${RUN} || { cat log >&2; exit 1; }
`,
    scope: (id) => `/system.slice/docker-${id}.scope`,
  },
  {
    type: 'podman',
    programs: ['podman', 'conmon', 'runc'],
    script: `
set -e
export HOME=$PWD
${PODMAN_CONFIGURATION}
sed -i s/cgroupfs/systemd/ containers.conf
podman="podman --root $PWD/data --runroot $PWD/run --tmpdir $PWD/tmp --storage-driver vfs"
$podman load -i image.tar >/dev/null 2>&1
$podman ${RUN}
`,
    scope: (id) => `/machine.slice/libpod-${id}.scope`,
  },
];

export const DRIVEN_PROGRAMS: readonly string[] = DRIVEN.flatMap(({ programs }) => programs);
