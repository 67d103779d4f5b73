/** Which container a process is in, whatever becomes of it and of its cgroups. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MemberValue } from '@lanner/capture';
import { RecordView, encodeRecord, recordBuffer } from '@lanner/capture';
import { ProcessTable } from './process-table.ts';
import type { ProcReader } from './proc-reader.ts';

type Values = Readonly<Record<string, MemberValue>>;

const [A, B, C] = ['a', 'b', 'c'].map((digit) => digit.repeat(64)) as [string, string, string];
const IN_A = `/docker/${A}`;
const IN_B = `/system.slice/docker-${B}.scope`;
const C_IN_A = `${IN_A}/docker/${C}`;
const NOTHING: ProcReader = { facts: () => undefined, vectors: () => ({ args: undefined, env: undefined }) };
const SHIM = 10;

function record(type: string, header: Values, rest: Values = {}): RecordView {
  return new RecordView(recordBuffer(encodeRecord(type, { header, ...rest })));
}

function process(pid: number, cgroup: string | undefined, more: Values = {}): Values {
  const cgroups = cgroup === undefined ? {} : { cgroupUnified: cgroup };
  return { pid, vpid: pid, startTime: BigInt(pid), comm: `p${pid}`, ...cgroups, ...more };
}

function fork(on: ProcessTable, maker: number, pid: number, cgroup: string | undefined, ppid = maker): void {
  const header = { pid: maker, startTime: BigInt(maker), execId: on.byPid(maker)?.facts.execId ?? 0n };
  on.apply(record('process_new', header, { process: process(pid, cgroup, { ppid, execId: header.execId }) }));
}

function move(on: ProcessTable, pid: number, cgroup: string): void {
  on.apply(record('process_cgroup', {}, { process: process(pid, cgroup) }));
}

function exec(on: ProcessTable, pid: number, cgroup: string): void {
  const execId = (on.byPid(pid)?.facts.execId ?? 0n) + 1n;
  on.apply(record('execve', { pid, startTime: BigInt(pid), execId }, { process: process(pid, cgroup, { execId }) }));
}

function exit(on: ProcessTable, pid: number): void {
  on.apply(record('procexit', { pid, startTime: BigInt(pid) }));
}

/** A runtime on the host, which has started A with process 20. */
function running(): ProcessTable {
  const on = new ProcessTable(NOTHING);
  fork(on, 1, SHIM, '/system.slice/containerd.service');
  fork(on, SHIM, 20, '/system.slice/containerd.service');
  move(on, 20, IN_A);
  exec(on, 20, IN_A);
  return on;
}

/** The container, and whether it is known by lineage alone. */
function of(on: ProcessTable, pid: number): readonly [id: string | undefined, byLineage: boolean | undefined] {
  const found = on.byPid(pid);
  return [found?.container.fullId, found?.containerByLineage];
}

describe('a container is entered', () => {
  it('by a move to its cgroup, before the first exec in it', () => {
    const on = running();
    assert.deepEqual(of(on, SHIM), ['host', false]);
    assert.deepEqual(of(on, 20), [A, false]);
    fork(on, SHIM, 30, '/system.slice/containerd.service');
    assert.deepEqual(of(on, 30), ['host', false]);
    move(on, 30, IN_A);
    assert.deepEqual(of(on, 30), [A, false], 'docker exec');
  });

  it('by being born in its cgroup', () => {
    const on = running();
    fork(on, SHIM, 30, IN_B);
    assert.deepEqual(of(on, 30), [B, false]);
  });

  it('from the one around it, which it may not leave for', () => {
    const on = running();
    fork(on, 20, 21, IN_A);
    move(on, 21, C_IN_A);
    assert.deepEqual(of(on, 21), [C, false]);
    assert.equal(on.byPid(21)?.container.outer?.fullId, A);
    move(on, 21, IN_A);
    assert.deepEqual(of(on, 21), [C, true]);
  });
});

describe('a container sticks', () => {
  for (const [where, cgroup] of [
    ['the root', '/'],
    ['a cgroup of the host', '/system.slice/ssh.service'],
    ['the container beside', IN_B],
    ['a container in the one beside', `${IN_B}/docker/${C}`],
  ] as const) {
    it(`to who moves to ${where}, and to all that comes from it`, () => {
      const on = running();
      move(on, 20, cgroup);
      assert.deepEqual(of(on, 20), [A, true]);
      assert.deepEqual(on.byPid(20)?.facts.cgroups, [['', cgroup]]);
      exec(on, 20, cgroup);
      assert.deepEqual(of(on, 20), [A, true]);
      fork(on, 20, 21, cgroup);
      assert.deepEqual(of(on, 21), [A, true]);
      exec(on, 21, cgroup);
      exit(on, 20);
      fork(on, 21, 22, cgroup);
      assert.deepEqual(of(on, 22), [A, true]);
      move(on, 22, IN_A);
      assert.deepEqual(of(on, 22), [A, false], 'it has come back');
    });
  }

  it('to a child that is given the parent of its maker', () => {
    const on = running();
    move(on, 20, '/');
    fork(on, 20, 21, '/', SHIM);
    assert.equal(on.byPid(21)?.parent, on.byPid(SHIM));
    assert.deepEqual(of(on, 21), [A, true]);
  });

  it('to a child of a snapshot that was found outside of the cgroups', () => {
    const on = new ProcessTable(NOTHING);
    for (const [pid, ppid, cgroup] of [
      [30, 20, '/'],
      [31, 20, undefined],
      [20, 1, IN_A],
      [1, 0, '/'],
    ] as const) {
      on.apply(record('process_snapshot', {}, { process: process(pid, cgroup, { ppid }) }));
    }
    on.link();
    assert.deepEqual(
      [1, 20, 30, 31].map((pid) => of(on, pid)),
      [
        ['host', false],
        [A, false],
        [A, true],
        [A, false], // its cgroups are not known
      ],
    );
  });

  it('over an exec of which the record is lost', () => {
    const on = running();
    move(on, 20, '/');
    const found = on.resolve(record('openat', { pid: 20, tid: 20, startTime: 20n, execId: 5n }));
    assert.equal(found.incomplete, true);
    assert.deepEqual(of(on, 20), [A, true]);
  });
});
