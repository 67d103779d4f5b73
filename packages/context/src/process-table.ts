/** The processes that are known, fed by the life-cycle records of the probe. */
import { memberOffset } from '@lanner/capture';
import type { RecordView } from '@lanner/capture';
import { RECORDS, recordFlagBit } from '@lanner/schema';
import type { ProcReader } from './proc-reader.ts';
import { Process, readFacts } from './process.ts';
import type { ProcessFacts } from './process.ts';

/** How long one that has exited can still be found: events of it may lie in the other ring. */
const GRACE_NS = 5_000_000_000n;
const ANCESTRY_LIMIT = 64;
const TABLE_LIMIT = 262_144;
const LAST_THREAD = recordFlagBit('last_thread');

const NAMES: readonly (string | undefined)[] = [undefined, ...RECORDS.map((record) => record.name)];

export class ProcessTable {
  readonly #byPid = new Map<number, Process>();
  readonly #proc: ProcReader;
  readonly #exited: Process[] = [];
  /** Entries that did not fit. */
  full = 0;

  constructor(proc: ProcReader) {
    this.#proc = proc;
  }

  get size(): number {
    return this.#byPid.size;
  }

  /** The current process of that number, exited or not. */
  byPid(pid: number): Process | undefined {
    return this.#byPid.get(pid);
  }

  /** Applies a record if it changes a process; others are left alone. */
  apply(record: RecordView): void {
    const name = NAMES[record.type];
    switch (name) {
      case 'process_snapshot': {
        const facts = readFacts(record, name);
        this.#add(new Process({ ...facts, ...this.#proc.vectors(facts.pid) }, undefined));
        return;
      }
      case 'process_new':
        return this.#forked(record, readFacts(record, name));
      case 'execve':
      case 'execveat':
        if (record.ret === 0) this.#executed(readFacts(record, name));
        return;
      case 'procexit':
        if ((record.flags & LAST_THREAD) !== 0) this.#markExited(record.pid, record.startTime, record.time);
        return;
      case 'chdir':
      case 'fchdir': {
        const process = record.ret === 0 ? this.#find(record.pid, record.startTime) : undefined;
        if (process !== undefined) process.cwd = record.string(memberOffset(name, 'cwd')) ?? process.cwd;
        return;
      }
      case 'setsid':
      case 'setpgid':
      case 'process_cgroup': {
        const facts = readFacts(record, name);
        const process = this.#find(facts.pid, facts.startTime);
        if (process === undefined) return;
        // The container is not asked for again: see Process.
        process.facts = { ...process.facts, ...pick(facts) };
        return;
      }
      default:
    }
  }

  /** Parents of processes that came without them, once all of a snapshot is in. */
  link(): void {
    for (const process of this.#byPid.values()) {
      if (process.parent !== undefined) continue;
      const parent = this.#byPid.get(process.facts.ppid);
      if (parent === process || parent === undefined) continue;
      process.parent = parent;
    }
    for (const process of this.#byPid.values()) {
      if (process.container.id === 'host') {
        const contained = process.ancestors().find((one) => one.container.id !== 'host');
        if (contained !== undefined) process.container = contained.container;
      }
    }
  }

  /** The image of the process that made a record: the one of its time, even if it has exited or exec'd since. */
  resolve(record: RecordView): Process {
    const { pid, startTime } = record;
    let process = this.#find(pid, startTime);
    if (process === undefined) {
      const facts = this.#proc.facts(pid, startTime) ?? headerFacts(record);
      process = new Process(
        { ...facts, execId: record.execId },
        this.#byPid.get(facts.ppid),
        undefined,
        facts.ppid === 0,
      );
      this.#add(process);
      return process;
    }
    const { previous } = process;
    if (previous !== undefined && record.execId < process.facts.execId) return previous;
    return process;
  }

  /** Forgets those that exited more than the grace ago; as ancestors of others they live on. */
  sweep(now: bigint): void {
    let count = 0;
    for (const process of this.#exited) {
      if (now - (process.exitTime ?? 0n) < GRACE_NS) break;
      count++;
      if (this.#byPid.get(process.facts.pid) === process) this.#byPid.delete(process.facts.pid);
    }
    this.#exited.splice(0, count);
  }

  #find(pid: number, startTime: bigint): Process | undefined {
    const process = this.#byPid.get(pid);
    return process !== undefined && process.facts.startTime === startTime ? process : undefined;
  }

  #add(process: Process): void {
    if (this.#byPid.size >= TABLE_LIMIT && !this.#byPid.has(process.facts.pid)) {
      this.full++;
      return;
    }
    this.#byPid.set(process.facts.pid, process);
  }

  #forked(record: RecordView, facts: ProcessFacts): void {
    if (this.#find(facts.pid, facts.startTime) !== undefined) return; // a snapshot came first
    const maker = this.resolve(record);
    // With CLONE_PARENT the new process is a sibling of its maker.
    const parent = facts.ppid === maker.facts.pid ? maker : (this.#byPid.get(facts.ppid) ?? maker);
    cutAncestry(parent);
    this.#add(new Process(facts, parent, maker));
  }

  #executed(facts: ProcessFacts): void {
    const before = this.#find(facts.pid, facts.startTime);
    const parent = before?.parent ?? this.#byPid.get(facts.ppid);
    const process = new Process(facts, parent);
    if (before !== undefined) {
      before.previous = undefined;
      process.previous = before;
      if (process.container.id === 'host') process.container = before.container;
    }
    this.#add(process);
  }

  #markExited(pid: number, startTime: bigint, time: bigint): void {
    const process = this.#find(pid, startTime);
    if (process === undefined) return;
    process.exitTime = time;
    this.#exited.push(process);
  }
}

function pick(facts: ProcessFacts): Partial<ProcessFacts> {
  const { pgid, vpgid, sid, vsid, tty, cgroups } = facts;
  return { pgid, vpgid, sid, vsid, tty, cgroups };
}

/** A chain of processes that each start the next and end must not grow for ever. */
function cutAncestry(process: Process): void {
  let one: Process | undefined = process;
  for (let links = 0; one !== undefined; one = one.parent) {
    if (++links >= ANCESTRY_LIMIT) one.parent = undefined;
  }
}

function headerFacts(record: RecordView): ProcessFacts {
  return {
    pid: record.pid,
    vpid: 0,
    ppid: 0,
    startTime: record.startTime,
    parentStartTime: 0n,
    execId: record.execId,
    comm: record.comm,
    exepath: undefined,
    cwd: undefined,
    args: undefined,
    env: undefined,
    pgid: 0,
    vpgid: 0,
    sid: 0,
    vsid: 0,
    tty: 0,
    exeFlags: 0,
    exeIno: 0n,
    exeCtime: 0n,
    exeMtime: 0n,
    pidnsInitStart: 0n,
    fdlimit: 0n,
    pgftMajor: 0n,
    pgftMinor: 0n,
    vmSize: 0,
    vmRss: 0,
    vmSwap: 0,
    cgroups: [],
  };
}
