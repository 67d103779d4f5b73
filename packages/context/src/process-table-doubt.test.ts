/** What the process table does when records are late, lost or out of order. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MemberValue } from '@lanner/capture';
import { RecordView, encodeRecord, recordBuffer } from '@lanner/capture';
import { recordFlagBit } from '@lanner/schema';
import type { ProcReader } from './proc-reader.ts';
import { ProcessTable } from './process-table.ts';

type Values = Readonly<Record<string, MemberValue>>;

const SECOND = 1_000_000_000n;
const CONTAINER_ID = 'c'.repeat(64);
const NOTHING: ProcReader = { facts: () => undefined, vectors: () => ({ args: undefined, env: undefined }) };

function record(type: string, header: Values, rest: Values = {}): RecordView {
  const buffer = recordBuffer(encodeRecord(type, { header, ...rest }));
  return new RecordView(buffer);
}

function event(pid: number, startTime: bigint, execId: bigint, comm = 'late'): RecordView {
  return record('openat', { pid, tid: pid, startTime, execId, comm });
}

interface Start {
  readonly pid: number;
  readonly ppid?: number;
  readonly start: bigint;
  readonly execId?: bigint;
  readonly more?: Values;
}

function born(on: ProcessTable, { pid, ppid = 1, start, execId = 1n, more = {} }: Start): void {
  const process = { pid, vpid: pid, ppid, startTime: start, execId, comm: `p${pid}`, cwd: '/srv', ...more };
  on.apply(record('process_new', { pid: ppid, startTime: BigInt(ppid), execId }, { process }));
}

function exec(on: ProcessTable, pid: number, start: bigint, execId: bigint, comm: string, time = 0n): void {
  const process = { pid, startTime: start, execId, comm, args: `${comm}\0` };
  on.apply(record('execve', { pid, startTime: start, execId, time }, { process }));
}

function exit(on: ProcessTable, pid: number, startTime: bigint, time: bigint): void {
  on.apply(record('procexit', { pid, startTime, time, flags: recordFlagBit('last_thread') }));
}

function table(proc: ProcReader = NOTHING): ProcessTable {
  const on = new ProcessTable(proc);
  born(on, { pid: 1, ppid: 0, start: 1n });
  return on;
}

describe('an exec of which the record is lost', () => {
  it('is made up for from /proc', () => {
    const seen = table();
    born(seen, { pid: 50, start: 50n });
    const shape = seen.byPid(50)?.facts;
    assert.ok(shape);
    const on = table({
      ...NOTHING,
      facts: (pid) => (pid === 50 ? { ...shape, comm: 'new', args: 'new\0-x\0' } : undefined),
    });
    born(on, { pid: 50, start: 50n });
    const found = on.resolve(event(50, 50n, 2n));
    assert.deepEqual([found.cmdline, found.facts.execId, found.incomplete], ['new -x', 2n, false]);
    assert.equal(on.resolve(event(50, 50n, 2n)), found);
    assert.equal(on.resolve(event(50, 50n, 1n)).name, 'p50', 'events before it keep their image');
  });

  it('leaves the name in the event, the family and the container when the process is gone', () => {
    const on = table();
    born(on, { pid: 50, start: 50n, more: { cgroupUnified: `/docker/${CONTAINER_ID}` } });
    const found = on.resolve(event(50, 50n, 2n, 'curl'));
    assert.deepEqual([found.name, found.incomplete, found.cwd], ['curl', true, '/srv']);
    assert.deepEqual([found.parent, found.container.fullId], [on.byPid(1), CONTAINER_ID]);
    assert.deepEqual(found.args, [], 'the arguments of the image before would be wrong');
  });
});

describe('an exec', () => {
  it('is seen by the children that came before it', () => {
    const on = table();
    born(on, { pid: 50, start: 50n });
    born(on, { pid: 51, ppid: 50, start: 51n });
    exec(on, 50, 50n, 2n, 'daemon');
    exec(on, 50, 50n, 3n, 'other');
    assert.equal(on.byPid(51)?.parent?.name, 'other');
    assert.equal(on.byPid(51)?.ancestor(1), on.byPid(50));
  });

  it('lets go of the image before it after a while', () => {
    const on = table();
    born(on, { pid: 50, start: 50n });
    exec(on, 50, 50n, 2n, 'daemon', 10n * SECOND);
    on.sweep(14n * SECOND);
    assert.equal(on.byPid(50)?.previous?.name, 'p50');
    on.sweep(15n * SECOND);
    assert.equal(on.byPid(50)?.previous, undefined);
  });

  it('after the exit does not keep the process for ever', () => {
    const on = table();
    born(on, { pid: 50, start: 50n });
    exit(on, 50, 50n, SECOND);
    on.resolve(event(50, 50n, 9n));
    on.sweep(100n * SECOND);
    assert.equal(on.byPid(50), undefined);
  });
});

describe('a number that was given anew', () => {
  it('finds both for a while, the older by its start', () => {
    const on = table();
    born(on, { pid: 50, start: 50n });
    const older = on.byPid(50);
    exit(on, 50, 50n, SECOND);
    born(on, { pid: 50, start: 60n });
    const younger = on.byPid(50);
    assert.notEqual(older, younger);
    assert.equal(on.resolve(event(50, 50n, 1n)), older);
    assert.equal(on.resolve(event(50, 60n, 1n)), younger);
    on.sweep(100n * SECOND);
    assert.equal(on.byPid(50), younger);
    assert.notEqual(on.resolve(event(50, 50n, 1n)), older);
  });

  it('is not taken back by a late event of the one before', () => {
    const on = table();
    born(on, { pid: 50, start: 60n });
    const younger = on.byPid(50);
    const older = on.resolve(event(50, 50n, 1n));
    assert.notEqual(older, younger);
    assert.equal(on.byPid(50), younger);
    assert.equal(on.resolve(event(50, 50n, 1n)), older);
  });

  it('makes no one the child of its own descendant', () => {
    const on = table();
    born(on, { pid: 60, ppid: 50, start: 60n });
    born(on, { pid: 50, ppid: 60, start: 70n });
    on.link();
    assert.deepEqual(
      on
        .byPid(50)
        ?.ancestors()
        .map(({ facts }) => facts.pid)
        .slice(0, 1),
      [60],
    );
    assert.ok(
      on
        .byPid(60)
        ?.ancestors()
        .every(({ facts }) => facts.pid !== 50 || facts.startTime < 60n),
    );
  });
});

describe('sweeping', () => {
  it('goes by the time of the last change, whatever the clock of the caller', () => {
    const on = table();
    born(on, { pid: 50, start: 50n });
    exit(on, 50, 50n, SECOND);
    exec(on, 1, 1n, 2n, 'init', 100n * SECOND);
    on.sweep(0n);
    assert.equal(on.byPid(50), undefined);
  });
});
