/**
 * The engine beside CRI-O, which is in no Debian suite: a strict server answers in its place as it did when it was recorded, and
 * processes run in cgroups as it names them with the systemd driver. `npm run test:crio` runs CRI-O itself.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { annotationsOf, crio, recorded } from '../../packages/context/src/runtimes/crio-answers.test.ts';
import type { PodName } from '../../packages/context/src/runtimes/crio-answers.test.ts';
import { hierarchy, removeCgroup, whyNoCgroups } from './cgroups.ts';
import { runLanner, whyNotLive } from './lanner.ts';

const directory = mkdtempSync(join(tmpdir(), 'lanner-crio-'));
/** A kubelet ends what it does not know below its own. */
const parent = join(hierarchy() ?? '', `lanner-crio-${process.pid}`);
const UID = '9f0d5e4e-9f0f-4a43-bb0b-8c22f53f40a1';
const SLICES = `kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod${UID.replaceAll('-', '_')}.slice`;

function expected(name: PodName): Readonly<Record<string, string | boolean | null>> {
  const { container, sandbox, image, containerStatus, sandboxStatus } = recorded(name);
  const ofNode = name === 'node';
  const ip = ofNode ? null : '10.85.0.2';
  return {
    'container.id': container.slice(0, 12),
    'container.full_id': container,
    'container.type': 'cri-o',
    'container.name': 'lasting',
    'container.image': 'docker.io/library/identity:1',
    'container.image.repository': 'docker.io/library/identity',
    'container.image.tag': '1',
    'container.image.digest': image.split('@')[1] ?? null,
    'container.image.id': annotationsOf(containerStatus)['io.kubernetes.cri-o.ImageRef'] ?? null,
    'container.privileged': ofNode,
    'container.host_pid': ofNode,
    'container.host_network': ofNode,
    'container.ip': ip,
    'container.cni.json': annotationsOf(sandboxStatus)['io.kubernetes.cri-o.CNIResult'] ?? null,
    'container.mount.dest[0]': '/shared',
    'container.label[io.kubernetes.container.name]': 'lasting',
    'k8s.ns.name': 'prod',
    'k8s.pod.name': 'web-0',
    'k8s.pod.uid': UID,
    'k8s.pod.label[app]': 'web',
    'k8s.pod.sandbox_id': sandbox.slice(0, 12),
    'k8s.pod.full_sandbox_id': sandbox,
    'k8s.pod.ip': ip,
  };
}

describe('containers of CRI-O', { skip: whyNotLive() || whyNoCgroups() }, () => {
  after(() => {
    rmSync(directory, { recursive: true });
    for (let path = join(parent, SLICES); path !== dirname(parent); path = dirname(path)) removeCgroup(path);
  });

  for (const name of ['pod', 'node'] as const) {
    it(`alerts say all that CRI-O knows, ${name === 'pod' ? 'with' : 'without'} events of its own`, async () => {
      const socket = join(directory, `crio-${name}.sock`);
      const { container: id } = recorded(name);
      const told = expected(name);
      const inside = join(parent, SLICES, `crio-${id}.scope`);
      const beside = join(parent, SLICES, `crio-conmon-${id}.scope`);
      const server = crio(name);
      await server.listen(socket);
      const rules = join(directory, 'rules.yaml');
      writeFileSync(
        rules,
        `- rule: opened
  desc: any open of a file of the test
  condition: evt.type in (open, openat) and fd.name startswith /of-crio
  output: "%fd.name ${Object.keys(told)
    .map((field) => `%${field}`)
    .join(' ')}"
  priority: INFO
`,
      );
      for (const path of [inside, beside]) mkdirSync(path, { recursive: true });
      const command = `echo $$ >${beside}/cgroup.procs; cat /of-crio/conmon; echo $$ >${inside}/cgroup.procs; cat /of-crio/container`;
      const options = ['-r', rules, '-o', `containers.sockets[]=cri-o:${socket}`];
      const run = await runLanner(options, ['sh', '-c', `exec 2>/dev/null; ${command}; true`]);
      server.close();
      for (const path of [inside, beside]) removeCgroup(path);
      const of = (name: string) => run.alerts.filter(({ output_fields: fields }) => fields['fd.name'] === name);
      const [conmon, ...noConmon] = of('/of-crio/conmon');
      const [container, ...noContainer] = of('/of-crio/container');
      assert.ok(conmon && container, run.messages);
      assert.deepEqual([noConmon, noContainer], [[], []]);
      assert.equal(conmon.output_fields['container.id'], 'host');
      const { 'fd.name': _, ...fields } = container.output_fields;
      const found = Object.fromEntries(Object.keys(told).map((field) => [field, fields[field]]));
      assert.deepEqual(found, told, run.messages);
      assert.deepEqual(container.lanner?.notes, []);
    });
  }
});
