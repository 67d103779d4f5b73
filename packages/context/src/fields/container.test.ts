/** Every field of the class `container`, of one container of which everything is known. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FIELDS } from '@lanner/schema';
import type { ContainerMetadata } from '../containers/metadata.ts';
import { BOOT_TIME, sample, table } from './fixture.test.ts';

const ID = 'ab'.repeat(32);
const SANDBOX = 'cd'.repeat(32);
const UID = '0f90f31f-ad37-4aa1-9a75-2b0e3b5f1f6d';
const DIGEST = `sha256:${'ef'.repeat(32)}`;
const CNI = '{"Interfaces":{"eth0":{}}}';
const KNOWN: ContainerMetadata = {
  fullId: ID,
  type: 'containerd',
  name: 'web',
  image: 'docker.io/library/nginx:1.27',
  imageId: '12'.repeat(32),
  repository: 'docker.io/library/nginx',
  tag: '1.27',
  digest: DIGEST,
  privileged: true,
  hostPid: false,
  hostNetwork: true,
  hostIpc: false,
  labels: { tier: 'front', app: 'web' },
  mounts: [
    { source: '/srv/www', destination: '/www', mode: 'ro', writable: false, propagation: 'rprivate' },
    { source: '/var/data', destination: '/data', mode: '', writable: true, propagation: 'rslave' },
  ],
  ip: '10.85.0.7',
  cniJson: CNI,
  pod: {
    name: 'web-0',
    namespace: 'prod',
    uid: UID,
    labels: { team: 'shop' },
    sandboxId: SANDBOX,
    ip: '10.85.0.7',
    cniJson: CNI,
  },
};

/** By what stands in a rule. */
const EXPECTED: Readonly<Record<string, unknown>> = {
  'container.id': ID.slice(0, 12),
  'container.full_id': ID,
  'container.name': 'web',
  'container.image': 'docker.io/library/nginx:1.27',
  'container.image.id': '12'.repeat(32),
  'container.type': 'containerd',
  'container.privileged': true,
  'container.mounts': '/srv/www:/www:ro:false:rprivate,/var/data:/data::true:rslave',
  'container.mount[0]': '/srv/www:/www:ro:false:rprivate',
  'container.mount[/var/]': '/var/data:/data::true:rslave',
  'container.mount.source[/www]': '/srv/www',
  'container.mount.dest[/srv/www]': '/www',
  'container.mount.mode[0]': 'ro',
  'container.mount.rdwr[1]': 'true',
  'container.mount.propagation[1]': 'rslave',
  'container.image.repository': 'docker.io/library/nginx',
  'container.image.tag': '1.27',
  'container.image.digest': DIGEST,
  'container.start_ts': BOOT_TIME + 2_000_000_000n,
  'container.duration': 3_000_000_000n,
  'container.ip': '10.85.0.7',
  'container.cni.json': CNI,
  'container.host_pid': false,
  'container.host_network': true,
  'container.host_ipc': false,
  'container.label[app]': 'web',
  'container.label[none]': undefined,
  'container.labels': 'app:web,tier:front',
  'k8s.pod.name': 'web-0',
  'k8s.ns.name': 'prod',
  'k8s.pod.id': UID,
  'k8s.pod.uid': UID,
  'k8s.pod.sandbox_id': SANDBOX.slice(0, 12),
  'k8s.pod.full_sandbox_id': SANDBOX,
  'k8s.pod.label[team]': 'shop',
  'k8s.pod.labels': 'team:shop',
  'k8s.pod.ip': '10.85.0.7',
  'k8s.pod.cni.json': CNI,
};

const CGROUP = `/kubepods.slice/kubepods-pod${UID.replaceAll('-', '_')}.slice/cri-containerd-${ID}.scope`;

test('all fields of containers and pods have their values; those that Falco has given up have none', () => {
  const processes = table({ cgroupUnified: CGROUP, pidnsInitStart: 2_000_000_000n });
  const { event, read } = sample('chdir', {}, processes);
  event.host.containers.learn([KNOWN]);
  for (const [token, value] of Object.entries(EXPECTED)) assert.deepEqual(read(token), value, token);
  const fields = FIELDS.filter((field) => field.class === 'container');
  assert.equal(fields.length, 61);
  const valued = new Set(Object.keys(EXPECTED).map((token) => token.replace(/\[.*/, '')));
  const others = fields.filter(({ name }) => !valued.has(name));
  assert.deepEqual(
    others.filter(({ unfilled }) => unfilled !== true).map(({ name }) => name),
    [],
  );
  for (const { name, argument } of others) assert.equal(read(argument === undefined ? name : `${name}[x]`), undefined);
});
