import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { MemberValue } from '@lanner/capture';
import { RecordView, encodeRecord, recordBuffer } from '@lanner/capture';
import { recordFlagBit } from '@lanner/schema';
import type { ProcReader } from './proc-reader.ts';
import type { Process } from './process.ts';
import { ProcessTable } from './process-table.ts';

type Values = Readonly<Record<string, MemberValue>>;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const SECOND = 1_000_000_000n;
const LAST_THREAD = recordFlagBit('last_thread');
/** A snapshot brings no arguments: those are read from /proc. */
const VECTORS: ReadonlyMap<number, { readonly args: string; readonly env: string }> = new Map([
  [1, { args: 'init\0', env: '' }],
  [10, { args: 'bash\0-l\0', env: 'A=1\0' }],
]);
const PROC: ProcReader = {
  facts: () => undefined,
  vectors: (pid) => VECTORS.get(pid) ?? { args: undefined, env: undefined },
};
const CONTAINER_ID = 'c'.repeat(64);

function record(type: string, header: Values, rest: Values = {}): RecordView {
  const buffer = recordBuffer(encodeRecord(type, { header, ...rest }));
  return new RecordView(buffer).point(buffer, 0);
}

/** An event of a process, which changes nothing. */
function event(pid: number, startTime: bigint, execId = 0n): RecordView {
  return record('openat', { pid, tid: pid, startTime, execId });
}

function table(proc: ProcReader = PROC): ProcessTable {
  return new ProcessTable(proc);
}

function snapshot(on: ProcessTable, pid: number, ppid: number, comm: string, more: Values = {}): void {
  on.apply(
    record('process_snapshot', {}, { process: { pid, vpid: pid, ppid, startTime: BigInt(pid), comm, ...more } }),
  );
}

function fork(on: ProcessTable, maker: number, pid: number, more: Values = {}): void {
  const process = { pid, vpid: pid, ppid: maker, startTime: BigInt(pid), comm: 'child', ...more };
  on.apply(record('process_new', { pid: maker, startTime: BigInt(maker) }, { process }));
}

function exec(on: ProcessTable, pid: number, comm: string, args: string, execId: bigint, ret = 0n): void {
  const process = { pid, vpid: pid, startTime: BigInt(pid), comm, args, execId };
  on.apply(record('execve', { pid, startTime: BigInt(pid), execId, ret }, { process }));
}

function exit(on: ProcessTable, pid: number, time: bigint, flags = LAST_THREAD): void {
  on.apply(record('procexit', { pid, startTime: BigInt(pid), time, flags }));
}

function started(): ProcessTable {
  const on = table();
  snapshot(on, 1, 0, 'init');
  snapshot(on, 10, 1, 'bash', { cwd: '/root' });
  on.link();
  return on;
}

describe('fork', () => {
  it('inherits arguments and environment of its maker', () => {
    const on = started();
    fork(on, 10, 20, { comm: 'bash' });
    const child = on.byPid(20);
    assert.deepEqual(child?.args, ['bash', '-l']);
    assert.deepEqual(child.env, ['A=1']);
    assert.deepEqual([child.exe, child.cmdline], ['bash', 'bash -l']);
    assert.equal(child.parent, on.byPid(10));
    assert.deepEqual(
      child.ancestors().map(({ name }) => name),
      ['bash', 'init'],
    );
  });

  it('with CLONE_PARENT is a sibling of its maker, and has the arguments of the maker all the same', () => {
    const on = started();
    fork(on, 10, 20, { ppid: 1 });
    assert.equal(on.byPid(20)?.parent, on.byPid(1));
    assert.deepEqual(on.byPid(20)?.args, ['bash', '-l']);
  });

  it('that a snapshot has told of already changes nothing', () => {
    const on = started();
    fork(on, 10, 20);
    const child = on.byPid(20);
    fork(on, 10, 20, { comm: 'other' });
    assert.equal(on.byPid(20), child);
  });
});

describe('exec', () => {
  it('replaces the image, and events that are older still find the one before', () => {
    const on = started();
    fork(on, 10, 20, { execId: 3n });
    const before = on.byPid(20);
    exec(on, 20, 'cat', 'cat\0/etc/shadow\0', 4n);
    const after = on.byPid(20);
    assert.ok(after !== undefined && after !== before);
    assert.equal(after.cmdline, 'cat /etc/shadow');
    assert.deepEqual(after.env, [], 'nothing is inherited through an exec');
    assert.equal(after.parent, on.byPid(10));
    assert.equal(on.resolve(event(20, 20n, 3n)), before);
    assert.equal(on.resolve(event(20, 20n, 4n)), after);
  });

  it('keeps one earlier image only', () => {
    const on = started();
    exec(on, 10, 'a', 'a\0', 1n);
    exec(on, 10, 'b', 'b\0', 2n);
    exec(on, 10, 'c', 'c\0', 3n);
    assert.deepEqual([on.byPid(10)?.name, on.byPid(10)?.previous?.name], ['c', 'b']);
    assert.equal(on.byPid(10)?.previous?.previous, undefined);
  });

  it('after exec keeps no image but the last two, whoever knows one of them', async () => {
    const on = started();
    fork(on, 10, 20);
    const images: WeakRef<Process>[] = [];
    for (let execId = 1n; execId <= 500n; execId++) {
      exec(on, 10, `c${execId}`, `c${execId}\0`, execId);
      images.push(new WeakRef(on.byPid(10) ?? assert.fail()));
    }
    await nextTurn();
    collectGarbage();
    assert.ok(images.filter((image) => image.deref() !== undefined).length <= 2, 'the child keeps none of them');
    assert.equal(on.byPid(20)?.parent, on.byPid(10), 'and knows its parent as it is');
    assert.equal(on.byPid(20)?.parent?.name, 'c500');
    on.sweep(100n * SECOND);
    assert.equal(on.byPid(10)?.previous, undefined);
  });

  it('that failed changes nothing', () => {
    const on = started();
    exec(on, 10, 'cat', 'cat\0', 1n, -2n);
    assert.equal(on.byPid(10)?.name, 'bash');
  });
});

describe('exit', () => {
  it('leaves the process to be found for a while, then forgets it', () => {
    const on = started();
    fork(on, 10, 20);
    exit(on, 20, 100n * SECOND);
    on.sweep(104n * SECOND);
    assert.equal(on.byPid(20)?.exitTime, 100n * SECOND);
    on.sweep(105n * SECOND);
    assert.equal(on.byPid(20), undefined);
    assert.equal(on.size, 2);
  });

  it('of a thread is not the exit of the process', () => {
    const on = started();
    exit(on, 10, SECOND, 0);
    on.sweep(100n * SECOND);
    assert.equal(on.byPid(10)?.exitTime, undefined);
  });

  it('of the parent leaves the ancestry as it was', () => {
    const on = started();
    fork(on, 10, 20);
    exit(on, 10, SECOND);
    on.sweep(100n * SECOND);
    assert.equal(on.byPid(10), undefined);
    assert.deepEqual(
      on
        .byPid(20)
        ?.ancestors()
        .map(({ cmdline }) => cmdline),
      ['bash -l', 'init'],
    );
  });

  it('does not take along who has got the number since', () => {
    const on = started();
    exit(on, 10, SECOND);
    snapshot(on, 10, 1, 'new', { startTime: 99n });
    on.sweep(100n * SECOND);
    assert.equal(on.byPid(10)?.name, 'new');
  });
});

describe('identity', () => {
  it('is number and start time: another one with the number is another process', () => {
    const on = started();
    const found = on.resolve(record('openat', { pid: 10, startTime: 77n, comm: 'thief' }));
    assert.equal(found.name, 'thief');
    assert.equal(found.incomplete, true);
    assert.deepEqual(found.args, []);
    assert.equal(on.resolve(event(10, 77n)), found, 'it is remembered');
  });

  it('keeps exits and changes of others away', () => {
    const on = started();
    on.apply(record('procexit', { pid: 10, startTime: 77n, time: SECOND, flags: LAST_THREAD }));
    on.apply(record('chdir', { pid: 10, startTime: 77n }, { cwd: '/elsewhere' }));
    on.apply(record('setsid', {}, { process: { pid: 10, startTime: 77n, sid: 5 } }));
    const shell = on.byPid(10);
    assert.deepEqual([shell?.exitTime, shell?.cwd, shell?.facts.sid], [undefined, '/root', 0]);
  });

  it('is looked up in /proc when no record has told of the process', () => {
    const known = started().byPid(10)?.facts;
    assert.ok(known);
    const asked: unknown[] = [];
    const on = table({
      facts: (pid, startTime) => {
        asked.push([pid, startTime]);
        return { ...known, pid, startTime: startTime ?? 0n, ppid: 1, comm: 'late', args: 'late\0x\0' };
      },
      vectors: () => ({ args: undefined, env: undefined }),
    });
    snapshot(on, 1, 0, 'init');
    const found = on.resolve(event(30, 30n, 5n));
    assert.deepEqual([found.cmdline, found.incomplete, found.facts.execId], ['late x', false, 5n]);
    assert.equal(found.parent, on.byPid(1));
    assert.equal(on.resolve(event(30, 30n, 5n)), found);
    assert.deepEqual(asked, [[30, 30n]]);
  });
});

describe('changes', () => {
  it('chdir moves the process, if it succeeded', () => {
    const on = started();
    on.apply(record('chdir', { pid: 10, startTime: 10n, ret: -2n }, { cwd: '/nowhere' }));
    assert.equal(on.byPid(10)?.cwd, '/root');
    on.apply(record('chdir', { pid: 10, startTime: 10n }, { cwd: '/srv' }));
    assert.equal(on.byPid(10)?.cwd, '/srv');
  });

  it('setsid makes it a leader', () => {
    const on = started();
    on.apply(record('setsid', {}, { process: { pid: 10, startTime: 10n, sid: 10, vsid: 10, pgid: 10, vpgid: 10 } }));
    const facts = on.byPid(10)?.facts;
    assert.deepEqual([facts?.sid, facts?.pgid, facts?.comm], [10, 10, 'bash']);
  });
});

describe('ancestry', () => {
  it('is linked whatever the order of a snapshot', () => {
    const on = table();
    snapshot(on, 30, 20, 'c');
    snapshot(on, 20, 1, 'b', { cgroupUnified: `/docker/${CONTAINER_ID}` });
    snapshot(on, 1, 0, 'a');
    on.link();
    assert.deepEqual(
      on
        .byPid(30)
        ?.ancestors()
        .map(({ name }) => name),
      ['b', 'a'],
    );
    assert.equal(on.byPid(30)?.container.fullId, CONTAINER_ID, 'a container holds what it has started');
    assert.equal(on.byPid(30)?.containerByLineage, false, 'its cgroups are not known');
    assert.equal(on.byPid(1)?.container.id, 'host');
  });

  it('is cut, so that a chain of processes that each start the next does not grow for ever', () => {
    const on = started();
    let maker = 10;
    for (let pid = 100; pid < 500; pid++) {
      fork(on, maker, pid);
      exit(on, maker, SECOND);
      maker = pid;
    }
    assert.equal(on.byPid(maker)?.ancestors().length, 64);
  });
});
