/**
 * The engine beside CRI-O, which is in no Debian suite: a strict server answers in its place, and processes run in cgroups
 * as it names them.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import {
  CGROUP,
  CNI,
  CONMON_CGROUP,
  CONTAINER,
  DIGEST,
  IMAGE_ID,
  SANDBOX,
  UID,
  crio,
} from '../../packages/context/src/runtimes/crio-answers.test.ts';
import { hierarchy, removeCgroup, whyNoCgroups } from './cgroups.ts';
import { runLanner, whyNotLive } from './lanner.ts';

const directory = mkdtempSync(join(tmpdir(), 'lanner-crio-'));
/** A kubelet ends what it does not know below its own. */
const parent = join(hierarchy() ?? '', `lanner-crio-${process.pid}`);
const [inside, beside] = [join(parent, CGROUP), join(parent, CONMON_CGROUP)];

const EXPECTED: Readonly<Record<string, string | boolean | null>> = {
  'container.id': CONTAINER.slice(0, 12),
  'container.full_id': CONTAINER,
  'container.type': 'cri-o',
  'container.name': 'api',
  'container.image': 'quay.io/shop/api:2.1',
  'container.image.repository': 'quay.io/shop/api',
  'container.image.tag': '2.1',
  'container.image.digest': DIGEST,
  'container.image.id': IMAGE_ID,
  'container.privileged': true,
  'container.host_pid': true,
  'container.host_network': false,
  'container.ip': '10.85.0.7',
  'container.cni.json': JSON.stringify(CNI),
  'container.mount.dest[0]': '/etc/hosts',
  'container.label[io.kubernetes.container.name]': 'api',
  'k8s.ns.name': 'shop',
  'k8s.pod.name': 'api-5d9c',
  'k8s.pod.uid': UID,
  'k8s.pod.label[app]': 'api',
  'k8s.pod.sandbox_id': SANDBOX.slice(0, 12),
  'k8s.pod.full_sandbox_id': SANDBOX,
  'k8s.pod.ip': '10.85.0.7',
};

describe('containers of CRI-O', { skip: whyNotLive() || whyNoCgroups() }, () => {
  after(() => {
    rmSync(directory, { recursive: true });
    for (let path = inside; path !== parent; path = dirname(path)) {
      if (path === dirname(beside)) removeCgroup(beside);
      removeCgroup(path);
    }
    removeCgroup(parent);
  });

  for (const events of [true, false]) {
    it(`alerts say all that CRI-O knows, ${events ? 'with' : 'without'} events of its own`, async () => {
      const socket = join(directory, `crio-${events}.sock`);
      const server = crio({ events, dropsInfra: true });
      await server.listen(socket);
      const rules = join(directory, 'rules.yaml');
      writeFileSync(
        rules,
        `- rule: opened
  desc: any open of a file of the test
  condition: evt.type in (open, openat) and fd.name startswith /of-crio
  output: "%fd.name ${Object.keys(EXPECTED)
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
      const of = (name: string) => run.alerts.filter(({ output_fields: fields }) => fields['fd.name'] === name);
      const [conmon, ...noConmon] = of('/of-crio/conmon');
      const [container, ...noContainer] = of('/of-crio/container');
      assert.ok(conmon && container, run.messages);
      assert.deepEqual([noConmon, noContainer], [[], []]);
      assert.equal(conmon.output_fields['container.id'], 'host');
      const { 'fd.name': _, ...fields } = container.output_fields;
      const found = Object.fromEntries(Object.keys(EXPECTED).map((field) => [field, fields[field]]));
      assert.deepEqual(found, EXPECTED, run.messages);
      assert.deepEqual(container.lanner?.notes, []);
    });
  }
});
