import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { HOST, containerOf, isWithin } from './container-id.ts';

const ID = '3ad7b26ded6d8e7b23da7d48fe889434573036c27ae5a74837233de441c3601e';
const OUTER = 'e1f0a1c9b5f94bde2c3d8b1a6f7e0d4c2b3a495867768594a3b2c1d0e0f10213';
const BUILD = 'j5x6ec0i5q3h6tt6wsx4pd9vl';
const UID = '0f90f31f-ad37-4aa1-9a75-2b0e3b5f1f6d';
const POD = UID.replaceAll('-', '_');
const STATIC_UID = '5b1b2f0a9c8d7e6f5a4b3c2d1e0f9a8b';
const USER = '/user.slice/user-1000.slice/user@1000.service';
const GUID = '6f265890-5165-7fab-6b52-18d1';
const TASK = '55091c13-b8cf-4801-b527-f4601742204d';

interface Expected {
  readonly type: string;
  /** If it is not the first 12 characters of the whole one. */
  readonly id?: string;
  readonly fullId?: string;
  readonly podUid?: string;
  readonly sandbox?: true;
  readonly outer?: readonly [type: string, fullId: string];
}

/** In `kind`: runtime, its version where it matters, driver and version of the cgroups. */
const CONTAINERS: readonly (readonly [kind: string, path: string, expected: Expected])[] = [
  ['docker, cgroupfs', `/docker/${ID}`, { type: 'docker' }],
  ['docker, cgroupfs; systemd within', `/docker/${ID}/init.scope`, { type: 'docker' }],
  ['docker, cgroupfs; a service within', `/docker/${ID}/system.slice/ssh.service`, { type: 'docker' }],
  ['docker, systemd', `/system.slice/docker-${ID}.scope`, { type: 'docker' }],
  ['docker, systemd, --cgroup-parent', `/batch.slice/docker-${ID}.scope`, { type: 'docker' }],
  ['docker, cgroupfs, --cgroup-parent', `/batch/${ID}`, { type: 'unknown' }],
  ['docker, a path for systemd given to cgroupfs', `/system.slice:docker:${ID}`, { type: 'docker' }],
  ['docker rootless, systemd, v2', `${USER}/user.slice/docker-${ID}.scope`, { type: 'docker' }],
  [
    'dockershim, systemd',
    `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${POD}.slice/docker-${ID}.scope`,
    { type: 'docker', podUid: UID },
  ],
  ['dockershim, cgroupfs', `/kubepods/burstable/pod${UID}/${ID}`, { type: 'cri', podUid: UID }],
  ['ECS on EC2, cgroupfs', `/ecs/${TASK}/${ID}`, { type: 'docker' }],
  ['ECS on EC2, named cluster', `/ecs/production/${STATIC_UID}/${ID}`, { type: 'docker' }],
  ['ECS on EC2, systemd', `/ecstasks.slice/ecstasks-${STATIC_UID}.slice/docker-${ID}.scope`, { type: 'docker' }],
  [
    'ECS on Fargate 1.4',
    `/ecs/${STATIC_UID}/${STATIC_UID}-1234567890`,
    { type: 'containerd', fullId: `${STATIC_UID}-1234567890` },
  ],
  ['podman, systemd', `/machine.slice/libpod-${ID}.scope`, { type: 'podman' }],
  ['podman 4 with crun, systemd', `/machine.slice/libpod-${ID}.scope/container`, { type: 'podman' }],
  ['podman, cgroupfs', `/libpod_parent/libpod-${ID}`, { type: 'podman' }],
  ['podman pod, cgroupfs', `/libpod_parent/${OUTER}/libpod-${ID}`, { type: 'podman' }],
  [
    'podman pod, systemd',
    `/machine.slice/machine-libpod_pod_${OUTER}.slice/libpod-${ID}.scope/container`,
    { type: 'podman' },
  ],
  ['podman --cgroups=split, quadlet', `/system.slice/web.service/libpod-payload-${ID}`, { type: 'podman' }],
  ['podman rootless, v2', `${USER}/user.slice/libpod-${ID}.scope`, { type: 'podman' }],
  [
    'podman rootless pod, v2',
    `${USER}/user.slice/user-libpod_pod_${OUTER}.slice/libpod-${ID}.scope/container`,
    { type: 'podman' },
  ],
  ['podman rootless quadlet, v2', `${USER}/app.slice/web.service/libpod-payload-${ID}`, { type: 'podman' }],
  ['podman, a path for systemd given to cgroupfs', `/machine.slice:libpod:${ID}`, { type: 'podman' }],
  [
    'cri-o, systemd, guaranteed',
    `/kubepods.slice/kubepods-pod${POD}.slice/crio-${ID}.scope`,
    { type: 'cri-o', podUid: UID },
  ],
  [
    'cri-o, systemd, burstable',
    `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${POD}.slice/crio-${ID}.scope`,
    { type: 'cri-o', podUid: UID },
  ],
  [
    'cri-o with crun, systemd',
    `/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod${POD}.slice/crio-${ID}.scope/container`,
    { type: 'cri-o', podUid: UID },
  ],
  ['cri-o, cgroupfs', `/kubepods/besteffort/pod${UID}/crio-${ID}`, { type: 'cri-o', podUid: UID }],
  [
    'cri-o, static pod',
    `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${STATIC_UID}.slice/crio-${ID}.scope`,
    { type: 'cri-o', podUid: STATIC_UID },
  ],
  [
    'containerd CRI, systemd, guaranteed',
    `/kubepods.slice/kubepods-pod${POD}.slice/cri-containerd-${ID}.scope`,
    { type: 'containerd', podUid: UID },
  ],
  [
    'containerd CRI, systemd, burstable',
    `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${POD}.slice/cri-containerd-${ID}.scope`,
    { type: 'containerd', podUid: UID },
  ],
  [
    'containerd CRI, systemd, best effort',
    `/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod${POD}.slice/cri-containerd-${ID}.scope`,
    { type: 'containerd', podUid: UID },
  ],
  [
    'containerd CRI, systemd; a service within',
    `/kubepods.slice/kubepods-pod${POD}.slice/cri-containerd-${ID}.scope/system.slice/nginx.service`,
    { type: 'containerd', podUid: UID },
  ],
  [
    'containerd CRI, static pod',
    `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${STATIC_UID}.slice/cri-containerd-${ID}.scope`,
    { type: 'containerd', podUid: STATIC_UID },
  ],
  [
    'containerd CRI, a path for systemd given to cgroupfs',
    `/system.slice/containerd.service/kubepods-burstable-pod${POD}.slice:cri-containerd:${ID}`,
    { type: 'containerd', podUid: UID },
  ],
  [
    'the same, at the root',
    `/kubepods-besteffort-pod${POD}.slice:cri-containerd:${ID}`,
    { type: 'containerd', podUid: UID },
  ],
  ['containerd CRI, cgroupfs, guaranteed', `/kubepods/pod${UID}/${ID}`, { type: 'cri', podUid: UID }],
  ['containerd CRI, cgroupfs, best effort', `/kubepods/besteffort/pod${UID}/${ID}`, { type: 'cri', podUid: UID }],
  ['containerd CRI, cgroupfs; a cgroup within', `/kubepods/pod${UID}/${ID}/sub`, { type: 'cri', podUid: UID }],
  ['kubelet with --cgroup-root', `/k8s/kubepods/burstable/pod${UID}/${ID}`, { type: 'cri', podUid: UID }],
  [
    'a CRI with no prefix, systemd',
    `/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod${POD}.slice/${ID}`,
    { type: 'cri', podUid: UID },
  ],
  ['Kata 2, the sandbox', `/kubepods/burstable/pod${UID}/kata_${ID}`, { type: 'cri', podUid: UID, sandbox: true }],
  ['crictl without a parent', `/k8s.io/${ID}`, { type: 'containerd' }],
  ['crictl, old', `/k8s.io/cri-containerd:${ID}`, { type: 'containerd' }],
  ['nerdctl, systemd', `/system.slice/nerdctl-${ID}.scope`, { type: 'containerd' }],
  ['nerdctl rootless, systemd, v2', `${USER}/user.slice/nerdctl-${ID}.scope`, { type: 'containerd' }],
  ['nerdctl, cgroupfs', `/default/${ID}`, { type: 'containerd' }],
  ['ctr run, a name for an id', '/default/web-1', { type: 'containerd', fullId: 'web-1' }],
  ['ctr run, a long name', '/default/frontend-of-the-shop', { type: 'containerd', fullId: 'frontend-of-the-shop' }],
  ['a bare id at the root', `/${ID}`, { type: 'unknown' }],
  ['buildkitd, cgroupfs', `/buildkit/${BUILD}`, { type: 'buildkit', fullId: BUILD }],
  ['BuildKit of Docker 23, cgroupfs', `/docker/buildkit/${BUILD}`, { type: 'buildkit', fullId: BUILD }],
  ['BuildKit of Docker 23, systemd', `/system.slice/docker-${BUILD}.scope`, { type: 'buildkit', fullId: BUILD }],
  [
    'buildx, docker-container driver',
    `/docker/${OUTER}/buildkit/${BUILD}`,
    { type: 'buildkit', fullId: BUILD, outer: ['docker', OUTER] },
  ],
  ['lxc 4', '/lxc.payload.web', { type: 'lxc', fullId: 'web' }],
  ['lxc 4; a service within', '/lxc.payload.web/system.slice/ssh.service', { type: 'lxc', fullId: 'web' }],
  [
    'lxc 4, unprivileged',
    '/user.slice/user-1000.slice/session-3.scope/lxc.payload.web',
    { type: 'lxc', fullId: 'web' },
  ],
  ['lxc, lxc.cgroup.dir', '/lxc.payload/database', { type: 'lxc', fullId: 'database' }],
  ['lxc 2', '/lxc/mailserver', { type: 'lxc', fullId: 'mailserver' }],
  [
    'lxc 2; systemd within',
    '/lxc/a-long-container-name/init.scope',
    { type: 'lxc', fullId: 'a-long-container-name', id: 'a-long-container-name' },
  ],
  ['Proxmox', '/lxc/100/ns/system.slice/cron.service', { type: 'lxc', fullId: '100' }],
  [
    'libvirt-lxc, systemd',
    '/machine.slice/machine-lxc\\x2d17\\x2dguest.scope',
    { type: 'libvirt-lxc', fullId: 'guest' },
  ],
  ['libvirt-lxc, no systemd', '/machine/guest.libvirt-lxc', { type: 'libvirt-lxc', fullId: 'guest' }],
  ['libvirt-lxc, before 1.0.5', '/libvirt/lxc/guest', { type: 'libvirt-lxc', fullId: 'guest' }],
  [
    'libvirt-lxc, a long name',
    '/machine/a-guest-of-long-standing.libvirt-lxc',
    { type: 'libvirt-lxc', fullId: 'a-guest-of-long-standing', id: 'a-guest-of-long-standing' },
  ],
  [
    'nspawn, a long name',
    '/machine.slice/systemd-nspawn@workstation-of-ada.service/payload',
    { type: 'systemd-nspawn', fullId: 'workstation-of-ada', id: 'workstation-of-ada' },
  ],
  ['nspawn, scope, v1', '/machine.slice/machine-fedora.scope', { type: 'systemd-nspawn', fullId: 'fedora' }],
  [
    'nspawn, scope, v2',
    '/machine.slice/machine-my\\x2dbox.scope/payload/init.scope',
    { type: 'systemd-nspawn', fullId: 'my-box' },
  ],
  [
    'nspawn, service, v2',
    '/machine.slice/systemd-nspawn@arch.service/payload',
    { type: 'systemd-nspawn', fullId: 'arch' },
  ],
  [
    'nspawn, service, v1',
    '/machine.slice/systemd-nspawn@arch.service/init.scope',
    { type: 'systemd-nspawn', fullId: 'arch' },
  ],
  ['Garden', `/garden/${GUID}`, { type: 'garden', fullId: GUID }],
  ['Garden, systemd', `/system.slice/garden.service/garden/${GUID}`, { type: 'garden', fullId: GUID }],
  ['Mesos', `/mesos/${UID}`, { type: 'mesos', fullId: UID }],
  [
    'Mesos, a task of a task group',
    `/mesos/${UID}/mesos/${TASK}`,
    { type: 'mesos', fullId: TASK, outer: ['mesos', UID] },
  ],
  ['docker in docker', `/docker/${OUTER}/docker/${ID}`, { type: 'docker', outer: ['docker', OUTER] }],
  [
    'docker in a pod',
    `/kubepods/burstable/pod${UID}/${OUTER}/docker/${ID}`,
    { type: 'docker', podUid: UID, outer: ['cri', OUTER] },
  ],
  ['docker in lxc', `/lxc.payload.web/docker/${ID}`, { type: 'docker', outer: ['lxc', 'web'] }],
  ['lxc in lxc', '/lxc.payload.a/lxc.payload.b', { type: 'lxc', fullId: 'b', outer: ['lxc', 'a'] }],
  [
    'podman in nspawn',
    `/machine.slice/machine-f.scope/payload/machine.slice/libpod-${ID}.scope/container`,
    { type: 'podman', outer: ['systemd-nspawn', 'f'] },
  ],
  [
    'kind, v1',
    `/docker/${OUTER}/kubelet/kubepods/besteffort/pod${UID}/${ID}`,
    { type: 'cri', podUid: UID, outer: ['docker', OUTER] },
  ],
  [
    'kind, v2',
    `/system.slice/docker-${OUTER}.scope/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-burstable.slice/kubelet-kubepods-burstable-pod${POD}.slice/cri-containerd-${ID}.scope`,
    { type: 'containerd', podUid: UID, outer: ['docker', OUTER] },
  ],
  ['docker, seen from the cgroup namespace of another', `/../${ID}`, { type: 'unknown' }],
  ['the same, systemd', `/../docker-${ID}.scope`, { type: 'docker' }],
];

const NO_CONTAINERS: readonly (readonly [kind: string, path: string])[] = [
  ['nothing known', ''],
  ['the root', '/'],
  ['systemd', '/init.scope'],
  ['the daemon of docker', '/system.slice/docker.service'],
  ['the cgroup of docker', '/docker'],
  ['the daemon of containerd, and its shims', '/system.slice/containerd.service'],
  ['the daemon of docker, rootless', `${USER}/app.slice/docker.service`],
  ['the daemon of docker as a snap', '/system.slice/snap.docker.dockerd.service'],
  ['the daemon of BuildKit', '/system.slice/buildkit.service'],
  ['the cgroup of BuildKit', '/buildkit'],
  ['the API of podman', '/system.slice/podman.service'],
  ['the daemon of cri-o', '/system.slice/crio.service'],
  ['the kubelet', '/system.slice/kubelet.service'],
  ['conmon of podman, systemd', `/machine.slice/libpod-conmon-${ID}.scope`],
  ['conmon of podman, cgroupfs', '/libpod_parent/conmon'],
  ['conmon of podman, rootless', `${USER}/user.slice/libpod-conmon-${ID}.scope`],
  ['conmon of podman --cgroups=split', '/system.slice/web.service/supervisor'],
  ['a pod of podman', `/libpod_parent/${ID}`],
  ['a pod of podman, systemd', `/machine.slice/machine-libpod_pod_${ID}.slice`],
  ['the pause process of rootless podman', `${USER}/user.slice/podman-1234.scope`],
  ['conmon of cri-o', `/system.slice/crio-conmon-${ID}.scope`],
  ['conmon of cri-o in the slice of the pod', `/kubepods.slice/kubepods-pod${POD}.slice/crio-conmon-${ID}.scope`],
  ['conmon of cri-o, cgroupfs', `/kubepods/besteffort/pod${UID}/crio-conmon-${ID}`],
  ['a pod, systemd', `/kubepods.slice/kubepods-pod${POD}.slice`],
  ['a pod, cgroupfs', `/kubepods/burstable/pod${UID}`],
  ['what Kata runs beside the pod', `/kata_overhead/${ID}`],
  ['the monitor of lxc', '/lxc.monitor.web'],
  ['the monitor of lxc, lxc.cgroup.dir.monitor', '/lxc.monitor/web'],
  ['the file system of lxc', '/system.slice/lxcfs.service'],
  ['a virtual machine', '/machine.slice/machine-qemu\\x2d1\\x2dguest.scope'],
  ['a virtual machine, no systemd', '/machine/guest.libvirt-qemu'],
  ['nspawn itself, scope', '/machine.slice/machine-fedora.scope/supervisor'],
  ['nspawn itself, service', '/machine.slice/systemd-nspawn@arch.service/supervisor'],
  ['nspawn itself, at its start', '/machine.slice/systemd-nspawn@arch.service'],
  ['machined', '/system.slice/systemd-machined.service'],
  ['a session', '/user.slice/user-1000.slice/session-2.scope'],
  ['a slice of a user', '/user.slice/user-1000.slice'],
  ['an application of a desktop', `${USER}/app.slice/app-gnome-firefox-4242.scope`],
  ['a snap', `${USER}/app.slice/snap.firefox.firefox-${UID}.scope`],
  ['a flatpak', `${USER}/app.slice/app-flatpak-org.gimp.GIMP-90210.scope`],
  ['a slice with a hexadecimal name', `/${ID}.slice`],
  ['a service with a hexadecimal name', `/system.slice/${ID}.service`],
  ['a service that looks like docker', `/system.slice/docker-${ID}.service`],
  ['a scope of systemd-run', '/system.slice/run-r3ad7b26ded6d8e7b23da7d48fe889434.scope'],
  ['a job with 32 hexadecimal digits', '/jobs/3ad7b26ded6d8e7b23da7d48fe889434'],
  ['a job called by a UUID', `/jobs/${UID}`],
  ['an ECS task without a container', `/ecs/${TASK}`],
  ['an id that is too short', `/docker/${ID.slice(1)}`],
  ['an id that is too long', `/docker/${ID}0`],
  ['an id in capitals', `/docker/${ID.toUpperCase()}`],
  ['a namespace of containerd', '/default'],
  ['a cgroup called default elsewhere', '/system/default/web'],
];

describe('a path of a container', () => {
  for (const [kind, path, expected] of CONTAINERS) {
    test(`${kind}: ${path}`, () => {
      const { type, fullId = ID, id = fullId.slice(0, 12), podUid, sandbox, outer } = expected;
      const found = containerOf([path]);
      assert.deepEqual(
        { ...found, outer: found.outer === undefined ? undefined : [found.outer.type, found.outer.fullId] },
        {
          id,
          fullId,
          type,
          ...(podUid === undefined ? {} : { podUid }),
          ...(sandbox === undefined ? {} : { sandbox }),
          outer,
        },
      );
      assert.equal(containerOf([path]), found, 'it is remembered');
    });
  }
});

describe('a path of the host', () => {
  for (const [kind, path] of NO_CONTAINERS) {
    test(`${kind}: ${path || 'none'}`, () => assert.equal(containerOf([path]), HOST));
  }
});

describe('several paths', () => {
  test('the first that names a container counts', () => {
    assert.equal(containerOf([]), HOST);
    assert.equal(containerOf(['/', '/user.slice/user-1000.slice']), HOST);
    assert.equal(containerOf(['/init.scope', `/docker/${ID}`]).type, 'docker');
    assert.equal(containerOf([`/machine.slice/libpod-${ID}.scope`, `/docker/${ID}`]).type, 'podman');
  });

  test('one that names a container within counts more', () => {
    assert.equal(containerOf([`/docker/${OUTER}`, `/docker/${OUTER}/docker/${ID}`]).fullId, ID);
  });
});

test('a container is within itself and within those around it', () => {
  const inner = containerOf([`/lxc.payload.web/docker/${OUTER}/docker/${ID}`]);
  const [docker, lxc] = [containerOf([`/docker/${OUTER}`]), containerOf(['/lxc/web'])];
  assert.deepEqual(
    [inner, docker, lxc].map((one) => isWithin(inner, one)),
    [true, true, true],
  );
  assert.equal(isWithin(docker, inner), false);
});

test('what is below a container changes nothing, whatever it is called, unless it is a container', () => {
  const NAME = fc.stringMatching(/^[a-z][a-z.@-]{0,20}$/).filter((name) => !/lxc|libvirt/.test(name));
  fc.assert(
    fc.property(fc.constantFrom(...CONTAINERS.map(([, path]) => path)), fc.array(NAME), (path, below) => {
      const whole = [path, ...below].join('/');
      // systemd-nspawn sets itself beside its container, by that name.
      fc.pre(below[0] !== 'supervisor');
      assert.deepEqual(containerOf([whole]), containerOf([path]));
    }),
  );
});

test('any text is a path, of any length', () => {
  fc.assert(fc.property(fc.string(), (path) => typeof containerOf([path]).id === 'string'));
  for (const part of ['/', '/lxc', '/kubepods', '/ecs/', '/machine.slice/machine-', '-pod', ':docker:']) {
    assert.equal(typeof containerOf([part.repeat(4096 / part.length)]).id, 'string');
  }
});

test('what is remembered is bounded, and forgetting changes no answer', () => {
  for (let at = 0; at < 5000; at++) {
    const id = at.toString(16).padStart(64, '0');
    assert.equal(containerOf([`/docker/${id}`]).fullId, id);
  }
  assert.equal(containerOf([`/docker/${ID}`]).fullId, ID);
});
