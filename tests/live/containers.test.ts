/** Containers of real runtimes, and processes that leave the cgroup of theirs. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { hierarchy, removeCgroup, whyNoCgroups } from './cgroups.ts';
import { CNI_BRIDGE } from './crio-node.ts';
import { writeImages } from './image.ts';
import { FALCO_RULES, LANNER, collect, engineCommand, runLanner, startEngine, whyNotLive } from './lanner.ts';
import type { RaisedAlert, Run } from './lanner.ts';
import { DOCKER_IN_DOCKER, DOCKER_IN_DOCKER_PROGRAMS, INNER_DOCKER, NESTED, NESTED_PROGRAMS } from './nested.ts';
import { PLAIN_RUNTIMES } from './plain-runtimes.ts';
import { providePrograms } from './programs.ts';
import { RUNTIMES, manyContainers } from './runtimes.ts';
import type { Known, Runtime } from './runtimes.ts';

const DRIVER = [
  process.execPath,
  '--conditions=source',
  '--no-warnings',
  fileURLToPath(new URL('cri-driver.ts', import.meta.url)),
].join(' ');
/** Of what `lanner ps` says of the whole machine, the container of this id; nothing else is any business of the tests. */
const PICK = `${process.execPath} -e '"'"'process.stdout.write(JSON.stringify(JSON.parse(fs.readFileSync(0)).find((one) => one.full_id === process.argv[1])))'"'"'`;
/** How many containers that are soon gone are started. */
const MANY = 200;
const CONTAINERD = ['containerd', 'ctr', 'runc'];
const DEFAULT_RULES = fileURLToPath(new URL('../../rules', import.meta.url));
/** What is done in a container by who has come in. */
const VISIT = 'cat /etc/shadow; /open /identity-exec';
/** Rules that must see it, of Lanner's own and of Falco's. */
const SEEN_BY: Readonly<Record<string, readonly string[]>> = {
  [DEFAULT_RULES]: ['Interactive shell in container', 'Password database read by unexpected program'],
  [`${FALCO_RULES}falco_rules.yaml`]: ['Terminal shell in container', 'Read sensitive file untrusted'],
};
/** Cgroup of the pods of this test. A kubelet ends what it does not know below its own, `kubepods`. */
const PODS = `lanner-pods-${process.pid}`;
/** What the runtimes make for all their containers and leave behind, below directories that others use too. */
const SHARED = [
  ...['fifo', 's', 'runc/*', 'runc', 'io.containerd.*'].map((name) => `/run/containerd/${name}`),
  '/run/containerd',
  '/run/docker/plugins',
  '/run/docker',
  '/run/runc',
  ...[
    ...['besteffort/pod*/crio-*', 'besteffort/pod*', 'besteffort', ''].map((name) => join(PODS, name)),
    'k8s.io',
    'docker/buildkit',
    'docker',
    'lxc.pivot',
    'default',
    'libpod_parent/conmon',
    'libpod_parent',
  ].flatMap((name) => [`/sys/fs/cgroup/${name}`, `/sys/fs/cgroup/*/${name}`]),
];

const directory = mkdtempSync(join(tmpdir(), 'lanner-containers-'));
const rules = join(directory, 'rules.yaml');
/** Of the images. */
const ROOT = join(directory, 'root');
const whyNoTests = whyNotLive();
const { setting, whyNot, place } =
  whyNoTests === false
    ? providePrograms(join(directory, 'debian'), [
        ...CONTAINERD,
        ...NESTED_PROGRAMS,
        ...DOCKER_IN_DOCKER_PROGRAMS,
        ...[...RUNTIMES, ...PLAIN_RUNTIMES].flatMap(({ programs }) => programs),
      ])
    : { setting: '', whyNot: () => whyNoTests, place: (path: string) => path };

function prefixed(prefix: string, known: Known): (readonly [field: string, value: Known[string]])[] {
  return Object.entries(known).map(([name, value]) => [`${prefix}.${name}`, value] as const);
}

/** A rule whose alerts show these fields as well. */
function ruleWith(fields: readonly string[]): string {
  const more = fields.map((field) => ` %${field}`).join('');
  return `- rule: opened
  desc: any open of a file of the test
  condition: evt.type in (open, openat) and fd.name startswith /identity-
  output: "%fd.name %container.id %container.full_id %container.type %lanner.container.by_lineage${more}"
  priority: INFO
- rule: lifecycle
  desc: what runtimes tell
  condition: evt.type = container or (evt.type = asyncevent and evt.asynctype startswith container_)
  output: "%evt.asynctype %container.full_id %container.name %container.image.repository %proc.pid"
  priority: INFO
`;
}
writeFileSync(rules, ruleWith([]));

interface Seen {
  readonly id: unknown;
  readonly fullId: unknown;
  readonly type: unknown;
  readonly byLineage: unknown;
  readonly notes: readonly string[] | undefined;
}

function seen({ output_fields: fields, lanner }: RaisedAlert): Seen {
  return {
    id: fields['container.id'],
    fullId: fields['container.full_id'],
    type: fields['container.type'],
    byLineage: fields['lanner.container.by_lineage'],
    notes: lanner?.notes,
  };
}

/** What was seen of the one process that opened `/identity-NAME`. */
function opener(run: Run, name: string): Seen {
  return seen(alertOn(run, name));
}

function alertOn(run: Run, name: string): RaisedAlert {
  const alerts = run.alerts.filter(
    ({ rule, output_fields: fields }) => rule === 'opened' && fields['fd.name'] === `/identity-${name}`,
  );
  assert.equal(
    alerts.length,
    1,
    `alerts on ${name}: ${run.alerts.map(({ output }) => output).join('\n')}\n${run.messages}`,
  );
  const [alert] = alerts;
  assert.ok(alert);
  return alert;
}

/** @param notes of a container of which no runtime was found, by default */
function inContainer(fullId: string, type: string, notes: readonly string[] = ['container_unknown']): Seen {
  return { id: fullId.slice(0, 12), fullId, type, byLineage: false, notes };
}

/** A directory with what the scripts of runtimes need. */
function prepare(name: string): string {
  const home = join(directory, name);
  mkdirSync(home);
  for (const archive of readdirSync(images())) linkSync(join(images(), archive), join(home, archive));
  return home;
}

let imagesMade: string | undefined;

/** The images of all tests, made once. */
function images(): string {
  if (imagesMade !== undefined) return imagesMade;
  imagesMade = join(directory, 'images');
  writeImages(imagesMade, ROOT);
  return imagesMade;
}

/** Some alert of the rule tells of the visit: who, and in which container, image and pod. */
function visited(run: Run, rule: string, { known, pod = {} }: Runtime, fullId: string, uid: number): void {
  const alert = run.alerts.find((one) => one.rule === rule && one.output_fields['user.uid'] === uid);
  const fields = alert?.output_fields;
  assert.ok(fields, `${rule}: ${run.alerts.map((one) => one.rule).join(', ')}\n${run.messages}`);
  assert.equal(fields['container.id'], fullId.slice(0, 12), rule);
  assert.equal(fields['user.name'], 'visitor', rule);
  for (const name of ['name', 'image.repository', 'image.tag']) {
    if (known.long[name] !== undefined) assert.equal(fields[`container.${name}`], known.long[name], `${rule}: ${name}`);
  }
  assert.deepEqual([fields['k8s.pod.name'], fields['k8s.ns.name']], [pod['pod.name'] ?? null, pod['ns.name'] ?? null]);
}

/** `lanner ps` has told of the container that ran. */
function surveyed(survey: string, { type, known: { long }, pod = {} }: Runtime, fullId: string): void {
  const { id, name, image, labels, known, pod: shownPod, ...rest } = JSON.parse(survey) as Record<string, unknown>;
  assert.deepEqual([id, rest['full_id'], rest['type'], known], [fullId.slice(0, 12), fullId, type, true]);
  assert.equal(image, long['image']);
  if (long['name'] !== undefined) assert.equal(name, long['name']);
  if (long['label[app]'] !== undefined) assert.equal((labels as Record<string, string>)['app'], long['label[app]']);
  assert.deepEqual(shownPod, {
    name: pod['pod.name'] ?? null,
    namespace: pod['ns.name'] ?? null,
    uid: pod['pod.uid'] ?? null,
  });
  const processes = rest['processes'] as readonly { readonly command: readonly string[] }[];
  assert.deepEqual(
    processes.map(({ command }) => command),
    [['/open', '/identity-first', '60']],
  );
}

/** The life of a container was told, in order, before anything that was done in it unless its runtime is late. */
function lived(run: Run, fullId: string, { late }: Runtime, life: readonly string[]): void {
  const alerts = run.alerts.filter(({ output_fields: fields }) => fields['container.full_id'] === fullId);
  const told = alerts.filter(({ rule }) => rule === 'lifecycle');
  const kinds = told.map(({ output_fields: fields }) => String(fields['evt.asynctype']));
  assert.deepEqual(kinds.slice(0, life.length), life, run.messages);
  const [first] = alerts;
  if (late !== true)
    assert.equal(first?.rule, 'lifecycle', JSON.stringify(alerts.map(({ rule, time }) => [rule, time])));
  for (const { output_fields: fields, lanner } of told) {
    assert.match(String(fields['container.image.repository']), /identity$/);
    assert.equal(fields['proc.pid'], null);
    assert.deepEqual([lanner?.ancestry, lanner?.notes], [[], []]);
  }
}

/** Those of the shared directories that are there. */
function shared(): string[] {
  return SHARED.flatMap((pattern) => globSync(pattern));
}

const found = new Set(shared());

/** What the runtimes leave behind for their next container is taken away; what ends last is still on its way. */
function tidy(): void {
  for (let attempt = 0; attempt < 50; attempt++) {
    const left = shared().filter((path) => !found.has(path));
    if (left.length === 0) return;
    for (const path of left) {
      try {
        rmdirSync(path);
      } catch {
        // Somebody else may have put something there.
      }
    }
    execFileSync('sleep', ['0.05']);
  }
}

describe('containers of real runtimes', { skip: whyNoTests }, () => {
  for (const runtime of RUNTIMES) {
    it(`${runtime.name}: from the first instruction on, and by exec`, { skip: whyNot(runtime.programs) }, async () => {
      const home = prepare(runtime.name.replaceAll(' ', '-'));
      const described = join(home, 'rules.yaml');
      writeFileSync(
        described,
        ruleWith([
          ...prefixed('container', { ...runtime.known.short, ...runtime.known.long }).map(([field]) => field),
          ...prefixed('k8s', runtime.pod ?? {}).map(([field]) => field),
        ]),
      );
      const sockets = runtime.sockets.map((socket) => socket.replace(':', `:${home}/`));
      const options = sockets.flatMap((socket) => ['-o', `containers.sockets[]=${socket}`]);
      const sets = Object.keys(SEEN_BY).filter((path) => existsSync(path));
      const run = await runLanner(
        ['--all', ...[described, ...sets].flatMap((path) => ['-r', path]), ...options],
        [
          'sh',
          '-c',
          `${setting}\ncd ${home} || exit 1\nexport PODS=${PODS} CNI=${dirname(place(CNI_BRIDGE))} DRIVER='${DRIVER}' VISIT='${VISIT}'
export SURVEY='${LANNER} ps --json ${options.join(' ')} | ${PICK} $(cat long) >survey'\n${runtime.script}`,
        ],
      );
      assert.equal(run.status, 0, run.messages);
      const [short, long] = ['short', 'long'].map((name) => readFileSync(join(home, name), 'utf8')) as [string, string];
      const visitor = existsSync(join(home, 'visitor')) ? Number(readFileSync(join(home, 'visitor'), 'utf8')) : 4321;
      assert.deepEqual(opener(run, 'short'), inContainer(short, runtime.type, []));
      assert.deepEqual(opener(run, 'first'), inContainer(long, runtime.type, []));
      assert.deepEqual(opener(run, 'exec'), inContainer(long, runtime.type, []));
      for (const [name, known] of [
        ['short', runtime.known.short],
        ['first', runtime.known.long],
        ['exec', runtime.known.long],
      ] as const) {
        const { output_fields: fields } = alertOn(run, name);
        const { pod = {} } = runtime;
        const expected = Object.fromEntries([...prefixed('container', known), ...prefixed('k8s', pod)]);
        const found = Object.keys(expected).map((field) => [field, fields[field]]);
        assert.deepEqual(Object.fromEntries(found), expected, `${name}: ${run.messages}`);
      }
      for (const rule of sets.flatMap((path) => SEEN_BY[path] ?? [])) visited(run, rule, runtime, long, visitor);
      surveyed(readFileSync(join(home, 'survey'), 'utf8'), runtime, long);
      lived(run, short, runtime, runtime.life.short);
      lived(run, long, runtime, runtime.life.long);
    });
  }
});

describe('containers of runtimes that cannot be asked', { skip: whyNoTests }, () => {
  for (const { name, type, programs, script, opened, fullId, id } of PLAIN_RUNTIMES) {
    it(`${name}: they are known by what their cgroup is called`, { skip: whyNot(programs) }, async () => {
      const home = prepare(name);
      cpSync(ROOT, join(home, 'root'), { recursive: true });
      const run = await runLanner(['-r', rules], ['sh', '-c', `${setting}\ncd ${home} || exit 1\n${script}`]);
      assert.equal(run.status, 0, run.messages);
      const all = opened.map((file) => opener(run, file));
      for (const one of all) {
        assert.match(String(one.fullId), fullId);
        assert.match(String(one.id), id);
        assert.deepEqual(one, { ...all[0], type, byLineage: false, notes: [] });
      }
    });
  }
});

describe('a container in a container', { skip: whyNot(NESTED_PROGRAMS) }, () => {
  it('is the inner one, and alerts name the outer one', async () => {
    const home = prepare('nested');
    const described = join(home, 'rules.yaml');
    writeFileSync(described, ruleWith(['lanner.container.outer_id']));
    const run = await runLanner(['-r', described], ['sh', '-c', `${setting}\ncd ${home} || exit 1\n${NESTED}`]);
    assert.equal(run.status, 0, run.messages);
    const [outer, inner] = ['outer', 'inner'].map((name) => readFileSync(join(home, name), 'utf8')) as [string, string];
    assert.deepEqual(opener(run, 'outer'), inContainer(outer, 'podman'));
    assert.deepEqual(opener(run, 'inner'), inContainer(inner, 'podman'));
    const outerOf = (name: string) => alertOn(run, name).output_fields['lanner.container.outer_id'];
    assert.deepEqual([outerOf('outer'), outerOf('inner')], [null, outer.slice(0, 12)]);
  });
});

describe('Docker in Docker', { skip: whyNot(DOCKER_IN_DOCKER_PROGRAMS) }, () => {
  it('is the inner container, by the runtime within the outer one, where the engine reaches its socket', async () => {
    const home = prepare('docker-in-docker');
    const described = join(home, 'rules.yaml');
    const fields = ['lanner.container.outer_id', 'container.name', 'container.image', 'container.privileged'];
    writeFileSync(described, ruleWith(fields));
    const sockets = ['docker.sock', INNER_DOCKER].flatMap((name) => [
      '-o',
      `containers.sockets[]=docker:${home}/${name}`,
    ]);
    const command = `${setting}\ncd ${home} || exit 1\n${DOCKER_IN_DOCKER}`;
    const run = await runLanner(['-r', described, ...sockets], ['sh', '-c', command]);
    assert.equal(run.status, 0, run.messages);
    const [outer, inner] = ['outer', 'inner'].map((name) => readFileSync(join(home, name), 'utf8')) as [string, string];
    assert.deepEqual(opener(run, 'outer'), inContainer(outer, 'docker', []));
    assert.deepEqual(opener(run, 'inner'), inContainer(inner, 'docker', []));
    const told = (name: string) => fields.map((field) => alertOn(run, name).output_fields[field]);
    assert.deepEqual(told('outer'), [null, 'outmost', 'identity:1', true]);
    assert.deepEqual(told('inner'), [outer.slice(0, 12), 'inmost', 'identity:1', false]);
  });
});

describe('containers that live for 30 ms', { skip: whyNot(CONTAINERD) }, () => {
  it('are all told by id and image', async () => {
    const home = prepare('many');
    const options = ['-r', rules, '-o', `containers.sockets[]=containerd:${home}/containerd.sock`];
    const run = await runLanner(options, ['sh', '-c', `${setting}\ncd ${home} || exit 1\n${manyContainers(MANY)}`]);
    assert.equal(run.status, 0, run.messages);
    const alerts = run.alerts.filter(({ output_fields: fields }) => fields['fd.name'] === '/identity-many');
    const ids = new Set(alerts.map(({ output_fields: fields }) => fields['container.id']));
    assert.deepEqual([alerts.length, ids.size], [MANY, MANY]);
    for (const { output_fields: fields, lanner } of alerts) {
      const { 'container.id': id, 'container.name': name, 'container.image.repository': image } = fields;
      assert.deepEqual([name, image, lanner?.notes], [id, 'docker.io/library/identity', []], run.messages);
    }
  });
});

describe('a process that leaves the cgroup of its container', { skip: whyNoTests || whyNoCgroups() }, () => {
  const id = 'd'.repeat(64 - 8) + process.pid.toString(16).padStart(8, '0');
  const inside = join(hierarchy() ?? '', `docker-${id}.scope`);
  const outside = join(hierarchy() ?? '', `lanner-test-${process.pid}`);

  before(() => [inside, outside].forEach((path) => mkdirSync(path)));
  after(() => [inside, outside].forEach((path) => removeCgroup(path)));

  it('keeps its container, as do its children, and alerts say so', async () => {
    const lines = [
      'cat /identity-before',
      `echo $$ >${inside}/cgroup.procs; cat /identity-inside`,
      `echo $$ >${outside}/cgroup.procs; cat /identity-outside`,
      "sh -c 'cat /identity-child; true'",
      'exec cat /identity-self',
    ];
    const run = await runLanner(['-r', rules], ['sh', '-c', `exec 2>/dev/null; ${lines.join('; ')}`]);
    const host = { id: 'host', fullId: 'host', type: 'host', byLineage: false, notes: [] };
    assert.deepEqual(opener(run, 'before'), host);
    assert.deepEqual(opener(run, 'inside'), inContainer(id, 'docker'));
    const left = {
      ...inContainer(id, 'docker'),
      byLineage: true,
      notes: ['container_by_lineage', 'container_unknown'],
    };
    for (const name of ['outside', 'child', 'self']) assert.deepEqual(opener(run, name), left);
  });

  it('is told from an engine that runs in a container with a cgroup namespace of its own', async () => {
    const command = `echo $$ >${inside}/cgroup.procs; exec unshare --cgroup "$@"`;
    const program = ['sh', '-c', 'cat /proc/self/cgroup /identity-hidden 2>/dev/null; true'];
    const engine = engineCommand(['--json', '-r', rules], program);
    const run = await collect(startEngine(['sh', '-c', command, 'sh', ...engine]));
    assert.deepEqual(opener(run, 'hidden'), inContainer(id, 'docker'));
  });
});

after(() => {
  tidy();
  rmSync(directory, { recursive: true, force: true });
});
