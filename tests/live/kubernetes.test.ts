/** The engine with an API server that it follows: a test server, and processes in cgroups as those of pods are named. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { TestApiServer } from '../../packages/context/src/kubernetes/api-server.test.ts';
import { SMALL, pod } from '../../packages/context/src/kubernetes/following.test.ts';
import { hierarchy, removeCgroup, whyNoCgroups } from './cgroups.ts';
import { runLanner, whyNotLive } from './lanner.ts';
import type { RaisedAlert } from './lanner.ts';

const POD = '3751c569-5d37-439f-b6e4-25d4ee312132';
const UNKNOWN = '675a573a-9a55-443a-97fd-6b9506b01472';

const directory = mkdtempSync(join(tmpdir(), 'lanner-live-kubernetes-'));
const skip = whyNotLive() || whyNoCgroups();

/** Runs `cat` in a cgroup of the pod, and gives back the alert on it. */
async function readIn(uid: string, server: TestApiServer, wait: string): Promise<RaisedAlert> {
  const container = process.pid.toString(16).padStart(64, 'd');
  const cgroup = join(hierarchy() ?? '', `lanner-kubepods-${process.pid}`, `pod${uid}`, container);
  const kubeconfig = join(directory, 'config');
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      clusters: [{ name: 'c', cluster: { server: server.address, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'u', user: { token: 't' } }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'x',
    }),
  );
  const rules = join(directory, 'rules.yaml');
  writeFileSync(
    rules,
    `- rule: by a pod of a deployment
  desc: the condition itself hangs on Kubernetes
  condition: evt.type in (open, openat) and fd.name = /of-a-pod and k8smeta.deployment.name = web
  output: "%k8smeta.pod.name %k8smeta.ns.label[team] %k8smeta.svc.name %lanner.k8s.workload.kind"
  priority: INFO
- rule: by any
  desc: any open of the file
  condition: evt.type in (open, openat) and fd.name = /of-a-pod
  output: "%k8smeta.pod.name"
  priority: INFO
`,
  );
  // No runtime knows the container: nothing of it is to be read.
  const settings = [
    `kubernetes.kubeconfig=${kubeconfig}`,
    'kubernetes.node=vm',
    `containers.wait=${wait}`,
    'append_output=[]',
  ];
  mkdirSync(cgroup, { recursive: true });
  try {
    const command = `echo $$ >${cgroup}/cgroup.procs; cat /of-a-pod 2>/dev/null; true`;
    const options = ['-r', rules, ...settings.flatMap((setting) => ['-o', setting])];
    const run = await runLanner(options, ['sh', '-c', command]);
    const [alert, ...others] = run.alerts;
    assert.ok(alert, run.messages);
    assert.deepEqual(others, []);
    return alert;
  } finally {
    for (const path of [cgroup, dirname(cgroup), dirname(dirname(cgroup))]) removeCgroup(path);
  }
}

describe('the engine with an API server', { skip }, () => {
  after(() => rmSync(directory, { recursive: true }));

  it('an event whose verdict hangs on a pod waits until the API server has told of it', async () => {
    await using server = await new TestApiServer().start();
    for (const [resource, object] of SMALL) server.put(resource, object);
    const web = pod('web-5d-y', { labels: { app: 'web' }, owner: ['ReplicaSet', 'web-5d'] });
    server.put('pods', { ...web, metadata: { ...web.metadata, uid: POD } });
    const alert = await readIn(POD, server, '10m');
    assert.equal(alert.rule, 'by a pod of a deployment');
    assert.equal(alert.output_fields['k8smeta.pod.name'], 'web-5d-y');
    assert.equal(alert.output_fields['k8smeta.ns.label[team]'], 'shop');
    assert.deepEqual(alert.output_fields['lanner.k8s.workload.kind'], 'Deployment');
    assert.deepEqual(alert.lanner?.notes.includes('container_unknown'), false);
    assert.deepEqual(server.refused, []);
  });

  it('one of a pod that never comes is judged without it, and the alert says so', async () => {
    await using server = await new TestApiServer().start();
    const alert = await readIn(UNKNOWN, server, '100ms');
    assert.equal(alert.rule, 'by any');
    assert.equal(alert.output_fields['k8smeta.pod.name'], null);
    assert.ok(alert.lanner?.notes.includes('container_unknown'));
  });
});
