import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOST, procReader } from '@lanner/context';
import type { ProcReader, ProcessFacts } from '@lanner/context';
import { runtimeFindings } from '../doctor/runtimes.ts';
import { jsonOf, rowsOf } from './listing.ts';
import { runningProcesses } from './survey.ts';
import type { SurveyedContainer } from './survey.ts';

const ID = 'd'.repeat(64);
const OWN = procReader.facts(process.pid, undefined);

function facts(pid: number, ppid: number, cgroup: string): ProcessFacts {
  assert.ok(OWN);
  return { ...OWN, pid, ppid, startTime: BigInt(pid), args: `/bin/p${pid}\0-x\0`, cgroups: [['', cgroup]] };
}

/** Process 2 is that of a container, 3 has left its cgroups, and 4 and 5 are the host's. */
const READER: ProcReader = {
  facts: (pid) =>
    [facts(2, 1, `/docker/${ID}`), facts(3, 2, '/elsewhere'), facts(4, 1, '/'), facts(5, 4, '/')].find(
      (one) => one.pid === pid,
    ),
  vectors: () => ({ args: undefined, env: undefined }),
};

const PROCESSES = runningProcesses([5, 4, 3, 2, 9], READER);

function container(metadata: SurveyedContainer['metadata']): SurveyedContainer {
  const processes = PROCESSES.filter((one) => one.container !== HOST);
  const [first] = processes;
  assert.ok(first);
  return { identity: first.container, metadata, processes };
}

test('processes are in the container of their cgroup, or of who started them', () => {
  const contained = PROCESSES.map(({ facts: { pid }, container: { id } }) => [pid, id]);
  assert.deepEqual(contained, [
    [2, 'd'.repeat(12)],
    [3, 'd'.repeat(12)],
    [4, 'host'],
    [5, 'host'],
  ]);
});

test('a row a process, and what is said of the container once', () => {
  const pod = { name: 'web-0', namespace: 'prod' };
  const known = container({ fullId: ID, type: 'docker', name: 'web', image: 'app:1', pod });
  assert.deepEqual(rowsOf([known]).slice(1), [
    ['d'.repeat(12), 'docker', 'web', 'app:1', 'prod/web-0', '2', '/bin/p2 -x'],
    ['', '', '', '', '', '3', '/bin/p3 -x'],
  ]);
  assert.deepEqual(rowsOf([container(undefined)])[1]?.slice(1, 5), ['docker', '-', '-', '-']);
});

test('in JSON, what is not known is null', () => {
  const [found] = jsonOf([container(undefined)]) as Record<string, unknown>[];
  assert.ok(found);
  assert.equal(found['full_id'], ID);
  assert.equal(found['known'], false);
  assert.equal(found['image'], null);
  const [first, second] = found['processes'] as Record<string, unknown>[];
  assert.deepEqual(first?.['command'], ['/bin/p2', '-x']);
  assert.deepEqual([first?.['by_lineage'], second?.['by_lineage']], [false, true]);
});

test('the doctor says which runtimes are found, why one is not, and which containers nobody knows', () => {
  const socket = { kind: 'docker', path: '/d.sock', trusted: true } as const;
  const findings = runtimeFindings({
    runtimes: [
      { socket, phase: 'up', description: 'Docker 27' },
      { socket, phase: 'down', reason: 'connect ECONNREFUSED /d.sock' },
      { socket, phase: 'connecting' },
    ],
    containers: [container(undefined), container({ fullId: ID, type: 'docker' })],
  });
  assert.deepEqual(
    findings.map(({ status, detail }) => [status, detail]),
    [
      ['ok', 'Docker 27 at /d.sock'],
      ['warn', 'docker at /d.sock: connect ECONNREFUSED /d.sock'],
      ['warn', 'docker at /d.sock: no answer yet'],
      ['warn', `1 container of 2 known to no runtime: ${'d'.repeat(12)} (docker)`],
    ],
  );
  for (const { status, advice } of findings) assert.equal(advice === undefined, status === 'ok');
  assert.deepEqual(runtimeFindings({ runtimes: [], containers: [] })[0]?.detail, 'none found');
});
