/** A real cluster, and what alerts say of its pods: `npm run test:kubernetes`. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { writeImage } from '../live/image.ts';
import type { RaisedAlert } from '../live/lanner.ts';
import { providePrograms } from '../live/programs.ts';
import { Cluster, RUNTIME_PROGRAMS } from './cluster.ts';
import { NODE_NAME, PAUSE, kubeconfig } from './configuration.ts';
import { Engine, engineCommand } from './engine.ts';
import { IMAGE, MANIFESTS, NAMESPACE, RULES, SECRET } from './manifests.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const RBAC = here('../../deploy/kubernetes/rbac.yaml');

const build = spawnSync('sh', [here('build.sh')], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
if (build.status !== 0) throw new Error('Kubernetes cannot be built here; see above');
const directory = mkdtempSync(join(tmpdir(), 'lanner-kubernetes-'));
const BUSYBOX = '/bin/busybox';
const needed = [...RUNTIME_PROGRAMS, BUSYBOX];
const programs = providePrograms(join(directory, 'debian'), needed);
const missing = programs.whyNot(needed);
if (missing !== false) throw new Error(missing);
const cluster = new Cluster(directory, join(build.stdout.trim(), 'bin'), programs);
let engine: Engine | undefined;
/** When the API server was stopped, in ISO 8601. */
let wentAway = '';

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void end().finally(() => process.exit(1)));
}

let ended: Promise<void> | undefined;

/** Once, whoever asks: the tests when they are over, and a signal. */
function end(): Promise<void> {
  return (ended ??= endAll());
}

async function endAll(): Promise<void> {
  await engine?.stop();
  await cluster.stop();
  rmSync(directory, { recursive: true, force: true });
}

function running(): Engine {
  return engine ?? assert.fail('the engine does not run');
}

interface Item {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly status: { readonly podIP?: string; readonly phase?: string };
}

function get(resource: string): readonly Item[] {
  return (JSON.parse(cluster.kubectl('-n', NAMESPACE, 'get', resource, '-o', 'json')) as { items: Item[] }).items;
}

function podOf(app: string): Item {
  return get('pods').find(({ metadata }) => metadata.labels?.['app'] === app) ?? assert.fail(`no pod of ${app}`);
}

/** An open of the secret in a pod, by a program. */
function readBy(program: string, pod: Item) {
  return ({ rule, output_fields: fields }: RaisedAlert) =>
    rule === 'secret read' && fields['proc.name'] === program && fields['k8s.pod.uid'] === pod.metadata.uid;
}

function images(): void {
  const busybox = join(directory, 'busybox');
  for (const name of ['bin', 'etc', 'proc', 'dev', 'sys', 'tmp']) mkdirSync(join(busybox, name), { recursive: true });
  copyFileSync(programs.place(BUSYBOX), join(busybox, 'bin/busybox'));
  for (const name of ['sh', 'cat', 'sleep']) symlinkSync('busybox', join(busybox, 'bin', name));
  writeImage(join(directory, 'busybox.tar'), IMAGE, busybox, ['/bin/sh']);
  const pause = join(directory, 'pause');
  mkdirSync(pause);
  execFileSync('cc', ['-static', '-Os', '-o', join(pause, 'pause'), here('pause.c')]);
  writeImage(join(directory, 'pause.tar'), PAUSE, pause, ['/pause']);
  for (const name of ['busybox', 'pause']) cluster.importImage(join(directory, `${name}.tar`));
}

/** The account of deploy/kubernetes/rbac.yaml, and nothing more. */
async function account(): Promise<string> {
  cluster.kubectl('apply', '-f', RBAC);
  let token = '';
  await cluster.until('the account has a token', () => {
    const name = cluster.kubectl(
      '-n',
      'lanner',
      'get',
      'serviceaccount',
      'lanner',
      '-o',
      'jsonpath={.secrets[0].name}',
    );
    const secret = cluster.kubectl('-n', 'lanner', 'get', 'secret', name, '-o', 'jsonpath={.data.token}');
    token = Buffer.from(secret, 'base64').toString();
    return token !== '';
  });
  const file = join(directory, 'lanner.conf');
  writeFileSync(file, kubeconfig(directory, { token }));
  return file;
}

async function startEngine(): Promise<void> {
  const rules = join(directory, 'rules.yaml');
  writeFileSync(rules, RULES);
  const settings = [
    `kubernetes.kubeconfig=${await account()}`,
    `kubernetes.node=${NODE_NAME}`,
    `containers.sockets[]=containerd:${directory}/containerd.sock`,
  ];
  const options = ['-r', rules, ...settings.flatMap((setting) => ['-o', setting])];
  const started = new Engine(...cluster.inside(engineCommand(cluster.containerd, options)));
  engine = started;
  await started.until(() => ['Lanner is watching', 'pods on node'].every((text) => started.messages.includes(text)));
}

describe('a cluster of Kubernetes', () => {
  before(async () => {
    await cluster.start();
    images();
    await startEngine();
    writeFileSync(join(directory, 'manifests.json'), MANIFESTS);
    await cluster.until('the default account is there', () => {
      cluster.kubectl('apply', '-f', join(directory, 'manifests.json'));
      return true;
    });
    await cluster.until('all pods run', () => {
      const pods = get('pods');
      return pods.length === 5 && pods.every(({ status }) => status.phase === 'Running');
    });
  });

  after(end);

  it('who execs into a pod of a deployment and reads a secret: pod, namespace, labels, deployment, service', async () => {
    const pod = podOf('web');
    const before = running().alerts.length;
    cluster.kubectl('-n', NAMESPACE, 'exec', pod.metadata.name, '--', '/bin/busybox', 'head', '-c', '1', SECRET);
    const { output_fields: fields, lanner } = await running().alert(readBy('busybox', pod), before);
    const [deployment] = get('deployments');
    const [set] = get('replicasets');
    const namespace = cluster.kubectl('get', 'namespace', NAMESPACE, '-o', 'jsonpath={.metadata.uid}');
    assert.ok(deployment && set);
    const { 'pod-template-hash': hash } = pod.metadata.labels ?? {};
    assert.deepEqual(Object.fromEntries(Object.entries(fields).filter(([key]) => /^(k8smeta|lanner\.k8s)/.test(key))), {
      'k8smeta.pod.name': pod.metadata.name,
      'k8smeta.pod.uid': pod.metadata.uid,
      'k8smeta.pod.labels': ['app:web', `pod-template-hash:${hash}`],
      'k8smeta.pod.label[app]': 'web',
      'k8smeta.pod.ip': pod.status.podIP,
      'k8smeta.ns.name': NAMESPACE,
      'k8smeta.ns.uid': namespace,
      'k8smeta.ns.label[team]': 'shop',
      'k8smeta.deployment.name': 'web',
      'k8smeta.deployment.uid': deployment.metadata.uid,
      'k8smeta.deployment.label[release]': '7',
      'k8smeta.svc.name': ['web-front'],
      'k8smeta.svc.label[open]': ['yes'],
      'k8smeta.rs.name': set.metadata.name,
      'k8smeta.rc.name': null,
      'lanner.k8s.workload.kind': 'Deployment',
      'lanner.k8s.workload.name': 'web',
      'lanner.k8s.node.name': NODE_NAME,
    });
    // The runtime says the same of what it knows.
    assert.equal(fields['k8s.pod.name'], pod.metadata.name);
    assert.equal(fields['k8s.ns.name'], NAMESPACE);
    assert.equal(fields['container.name'], 'main');
    assert.deepEqual(lanner?.notes.includes('container_unknown'), false);
    await running().alert(
      ({ rule, output }) => rule === 'secret of the shop read' && output.includes(pod.metadata.name),
      before,
    );
  });

  it('the first instruction of each container has pod, namespace and workload', async () => {
    const expected = { web: 'Deployment', agent: 'DaemonSet', old: 'ReplicationController', alone: 'Pod' };
    for (const pod of get('pods')) {
      const { output_fields: fields } = await running().alert(readBy('sh', pod));
      const app = pod.metadata.labels?.['app'] ?? '';
      assert.deepEqual(
        ['k8smeta.pod.name', 'k8smeta.ns.label[team]', 'lanner.k8s.workload.kind', 'lanner.k8s.workload.name'].map(
          (field) => fields[field],
        ),
        [pod.metadata.name, 'shop', expected[app as keyof typeof expected], app],
      );
    }
  });

  it('a change of labels is in the next alerts', async () => {
    const pod = podOf('alone');
    cluster.kubectl('label', '--overwrite', 'namespace', NAMESPACE, 'team=none');
    cluster.kubectl('-n', NAMESPACE, 'label', '--overwrite', 'pod', pod.metadata.name, 'app=web');
    await running().alert((alert) => {
      const { output_fields: fields } = alert;
      return (
        readBy('cat', pod)(alert) &&
        fields['k8smeta.ns.label[team]'] === 'none' &&
        fields['k8smeta.pod.label[app]'] === 'web' &&
        isDeepStrictEqual(fields['k8smeta.svc.name'], ['web-front'])
      );
    });
  });

  it('while the API server is away what is known is kept, and when it is back what is new comes', async () => {
    const pod = podOf('agent');
    wentAway = new Date().toISOString();
    await cluster.stopApiServer();
    await running().until(() => running().messages.includes('warning: kubernetes'));
    const from = running().alerts.length;
    const { output_fields: fields } = await running().alert(readBy('cat', pod), from);
    assert.equal(fields['k8smeta.pod.name'], pod.metadata.name);
    assert.equal(fields['k8smeta.ns.label[team]'], 'none');
    await cluster.startApiServer();
    cluster.kubectl('label', '--overwrite', 'namespace', NAMESPACE, 'team=back');
    await running().alert(
      (alert) => readBy('cat', pod)(alert) && alert.output_fields['k8smeta.ns.label[team]'] === 'back',
    );
    await running().until(() => running().messages.includes('answers again'));
  });

  it('the permissions of deploy/kubernetes/rbac.yaml are enough, and all of them are used', () => {
    const events = readFileSync(join(directory, 'audit.log'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as AuditEvent)
      .filter(({ user }) => user.username === 'system:serviceaccount:lanner:lanner');
    const allowed = events.filter(({ annotations }) => annotations['authorization.k8s.io/decision'] === 'allow');
    // An API server that has just started refuses everybody, until it has read the roles again.
    const settled = events.filter(({ requestReceivedTimestamp: time }) => time < wentAway);
    assert.ok(settled.length > 0);
    assert.deepEqual(
      settled.filter((event) => !allowed.includes(event)),
      [],
    );
    const asked = new Set(allowed.map(({ verb, objectRef }) => `${verb} ${objectRef.resource}`));
    const get = ['deployments', 'replicasets', 'replicationcontrollers'].map((resource) => `get ${resource}`);
    const follow = ['namespaces', 'pods', 'services'].flatMap((resource) => [`list ${resource}`, `watch ${resource}`]);
    assert.deepEqual(asked, new Set([...get, ...follow]));
  });
});

interface AuditEvent {
  /** In ISO 8601. */
  readonly requestReceivedTimestamp: string;
  readonly verb: string;
  readonly user: { readonly username: string };
  readonly objectRef: { readonly resource: string };
  readonly annotations: Readonly<Record<string, string>>;
}
