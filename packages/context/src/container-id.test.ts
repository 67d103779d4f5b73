import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOST, containerOf } from './container-id.ts';

const ID = '3ad7b26ded6d8e7b23da7d48fe889434573036c27ae5a74837233de441c3601e';
const POD = '0f90f31f_ad37_4aa1_9a75_2b0e3b5f1f6d';

const CASES: readonly (readonly [path: string, type: string, fullId?: string])[] = [
  [`/docker/${ID}`, 'docker', ID],
  [`/docker/${ID}/init.scope`, 'docker', ID],
  [`/system.slice/docker-${ID}.scope`, 'docker', ID],
  [`/user.slice/user-1000.slice/user@1000.service/user.slice/docker-${ID}.scope`, 'docker', ID],
  [`/kubepods.slice/kubepods-burstable.slice/docker-${ID}.scope`, 'docker', ID],
  [`/machine.slice/libpod-${ID}.scope`, 'podman', ID],
  [`/machine.slice/libpod-${ID}.scope/container`, 'podman', ID],
  [`/machine.slice/libpod-payload-${ID}`, 'podman', ID],
  [`/libpod_parent/libpod-${ID}`, 'podman', ID],
  [`/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${ID}.scope`, 'podman', ID],
  [`/kubepods.slice/kubepods-pod${POD}.slice/crio-${ID}.scope`, 'cri-o', ID],
  [`/kubepods/besteffort/pod${POD}/crio-${ID}`, 'cri-o', ID],
  [`/kubepods.slice/kubepods-pod${POD}.slice/cri-containerd-${ID}.scope`, 'containerd', ID],
  [`/system.slice/containerd.service/kubepods-burstable-pod${POD}.slice:cri-containerd:${ID}`, 'containerd', ID],
  [`/k8s.io/cri-containerd:${ID}`, 'containerd', ID],
  [`/system.slice/nerdctl-${ID}.scope`, 'containerd', ID],
  [`/default/${ID}`, 'containerd', ID],
  [`/${ID}`, 'containerd', ID],
  [`/kubepods/burstable/pod${POD}/${ID}`, 'cri', ID],
  [`/kubepods/pod${POD}/${ID}/sub`, 'cri', ID],
  [`/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod${POD}.slice/${ID}`, 'cri', ID],
  ['/buildkit/j5x6ec0i5q3h6tt6wsx4pd9vl', 'buildkit', 'j5x6ec0i5q3h6tt6wsx4pd9vl'],
  ['/lxc.payload.web', 'lxc', 'web'],
  ['/lxc.payload.web/system.slice/ssh.service', 'lxc', 'web'],
  ['/lxc.payload/database', 'lxc', 'database'],
  ['/lxc/mailserver', 'lxc', 'mailserver'],
  ['/lxc/a-long-container-name/init.scope', 'lxc', 'a-long-container-name'],
  ['/machine.slice/machine-lxc\\x2d17\\x2dguest.scope', 'libvirt-lxc', 'guest'],
  ['/machine.slice/machine-fedora.scope', 'systemd-nspawn', 'fedora'],
  ['/machine.slice/systemd-nspawn@arch.service/payload', 'systemd-nspawn', 'arch'],
  ['', 'host'],
  ['/', 'host'],
  ['/init.scope', 'host'],
  ['/system.slice/docker.service', 'host'],
  ['/system.slice/containerd.service', 'host'],
  ['/user.slice/user-1000.slice/session-2.scope', 'host'],
  [`/docker/${ID.slice(1)}`, 'host'],
  [`/docker/${ID.toUpperCase()}`, 'host'],
  [`/docker/${ID}0`, 'host'],
  [`/system.slice/docker-${ID}.service`, 'host'],
  [`/kubepods.slice/kubepods-pod${POD}.slice`, 'host'],
  ['/lxc.monitor.web', 'host'],
];

for (const [path, type, fullId = 'host'] of CASES) {
  test(`${path || 'no path'} is of ${type}`, () => {
    const found = containerOf([path]);
    assert.deepEqual(found, { id: fullId.slice(0, 12), fullId, type });
    assert.deepEqual(containerOf([path]), found, 'also when it is remembered');
  });
}

test('the first path that names a container counts', () => {
  assert.equal(containerOf([]), HOST);
  assert.equal(containerOf(['/', '/user.slice/user-1000.slice']), HOST);
  assert.equal(containerOf(['/init.scope', `/docker/${ID}`]).type, 'docker');
  assert.equal(containerOf([`/machine.slice/libpod-${ID}.scope`, `/docker/${ID}`]).type, 'podman');
});

test('what is remembered is bounded, and forgetting changes no answer', () => {
  for (let at = 0; at < 5000; at++) {
    const id = at.toString(16).padStart(64, '0');
    assert.equal(containerOf([`/docker/${id}`]).fullId, id);
  }
  assert.equal(containerOf([`/docker/${ID}`]).fullId, ID);
});
