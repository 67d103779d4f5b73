/** The processes that are known, fed by the life-cycle records of the probe. */
import { memberOffset } from '@lanner/capture';
import type { RecordView } from '@lanner/capture';
import { RECORDS, recordFlagBit } from '@lanner/schema';
import { HOST } from './container-id.ts';
import type { ProcReader } from './proc-reader.ts';
import { Process, headerFacts, readBelonging, readFacts } from './process.ts';
import type { Belonging, ProcessFacts } from './process.ts';

/** How long one that has exited can still be found: events of it may lie in the other ring. */
const GRACE_NS = 5_000_000_000n;
const ANCESTRY_LIMIT = 64;
const TABLE_LIMIT = 262_144;
const LAST_THREAD = recordFlagBit('last_thread');

const NAMES: readonly (string | undefined)[] = [undefined, ...RECORDS.map((record) => record.name)];
/** By number: records whose times say how far the table is. */
const CHANGING: readonly boolean[] = [false, ...RECORDS.map(({ event }) => event?.state ?? true)];

export class ProcessTable {
  readonly #byPid = new Map<number, Process>();
  readonly #proc: ProcReader;
  /** Those that lost their number to another one, while events of them may still come. */
  readonly #outlived = new Map<number, Process>();
  readonly #exited: Process[] = [];
  /** Images that know the one before, by the time of the exec; of each process the latest. */
  readonly #executed = new Set<Process>();
  #newest = 0n;
  readonly #onContained: (process: Process) => void;
  /** Entries that did not fit. */
  full = 0;

  /** @param onContained told of each process that is seen in a container, often more than once */
  constructor(proc: ProcReader, onContained: (process: Process) => void = () => undefined) {
    this.#proc = proc;
    this.#onContained = onContained;
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
    if (CHANGING[record.type] !== true) return;
    if (record.time > this.#newest) this.#newest = record.time;
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
        if (record.ret === 0) this.#execute(readFacts(record, name));
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
        const belonging = readBelonging(record, name);
        const process = this.#find(belonging.pid, belonging.startTime);
        if (process === undefined) return;
        process.belong(belonging);
        this.#enter(process);
        return;
      }
      default:
    }
  }

  /** Parents of processes that came without them, once all of a snapshot is in. */
  link(): void {
    for (const process of this.#byPid.values()) process.parent ??= this.#parentOf(process.facts);
    for (const process of this.#byPid.values()) {
      if (process.container !== HOST) continue;
      const contained = process.ancestors().find((one) => one.container !== HOST);
      if (contained !== undefined) process.remain(contained.container);
    }
  }

  /** The image of the process that made a record: the one of its time, even if it has exited or exec'd since. */
  resolve(record: RecordView): Process {
    const process = this.#find(record.pid, record.startTime);
    if (process === undefined) return this.#discover(record);
    const { execId } = record;
    if (execId === process.facts.execId) return process;
    if (execId > process.facts.execId) return this.#catchUp(process, record);
    return process.previous ?? process;
  }

  /**
   * Forgets those that exited more than the grace ago; as ancestors of others they live on.
   * @param now ns since boot; the time of the last record that changed something counts if it is later
   */
  sweep(now: bigint): void {
    const before = (now > this.#newest ? now : this.#newest) - GRACE_NS;
    for (const process of takeWhile(this.#exited, ({ exitTime }) => (exitTime ?? 0n) <= before)) {
      const { pid, startTime } = process.facts;
      if (this.#byPid.get(pid)?.facts.startTime === startTime) this.#byPid.delete(pid);
      if (this.#outlived.get(pid)?.facts.startTime === startTime) this.#outlived.delete(pid);
    }
    for (const process of this.#executed) {
      if (process.since > before) break;
      process.previous = undefined;
      this.#executed.delete(process);
    }
  }

  #find(pid: number, startTime: bigint): Process | undefined {
    const process = this.#byPid.get(pid);
    if (process === undefined || process.facts.startTime === startTime) return process;
    const outlived = this.#outlived.get(pid);
    return outlived?.facts.startTime === startTime ? outlived : undefined;
  }

  /** A parent is older than its child: that keeps the ancestry free of circles even where numbers were given anew. */
  #parentOf({ pid, ppid, startTime, parentStartTime }: ProcessFacts): Process | undefined {
    if (ppid === 0 || ppid === pid) return undefined;
    const parent = parentStartTime === 0n ? this.#byPid.get(ppid) : this.#find(ppid, parentStartTime);
    return parent === undefined || parent.facts.startTime > startTime ? undefined : parent;
  }

  #enter(process: Process): void {
    if (process.container !== HOST) this.#onContained(process);
  }

  #add(process: Process): void {
    this.#enter(process);
    const { pid, startTime } = process.facts;
    const present = this.#byPid.get(pid);
    if (present === undefined && this.#byPid.size >= TABLE_LIMIT) {
      this.full++;
      return;
    }
    if (present === undefined || present.facts.startTime === startTime) {
      this.#byPid.set(pid, process);
    } else {
      // The number has gone from one to the other, whichever of them is heard of last.
      const [older, younger] = present.facts.startTime < startTime ? [present, process] : [process, present];
      this.#byPid.set(pid, younger);
      this.#outlived.set(pid, older);
      if (older.exitTime === undefined) this.#leave(older, this.#newest);
    }
  }

  /** A process that no record has told of. */
  #discover(record: RecordView): Process {
    const facts = this.#proc.facts(record.pid, record.startTime);
    const known = { ...(facts ?? headerFacts(record)), execId: record.execId };
    const process = new Process(known, this.#parentOf(known), undefined, facts === undefined);
    this.#add(process);
    return process;
  }

  /** An exec of which the record is lost: what the process is now can be seen in /proc, or no more than its name. */
  #catchUp(before: Process, record: RecordView): Process {
    const facts = this.#proc.facts(record.pid, record.startTime);
    const { execId } = record;
    const known =
      facts === undefined ? { ...headerFacts(record), ...lasting(before.facts), execId } : { ...facts, execId };
    const process = new Process(known, before.parent, undefined, facts === undefined);
    this.#replace(before, process, record.time);
    return process;
  }

  #forked(record: RecordView, facts: ProcessFacts): void {
    if (this.#find(facts.pid, facts.startTime) !== undefined) return; // a snapshot came first
    const maker = this.resolve(record);
    // With CLONE_PARENT the new process is a sibling of its maker.
    const parent = facts.ppid === maker.facts.pid ? maker : (this.#parentOf(facts) ?? maker);
    cutAncestry(parent);
    this.#add(new Process(facts, parent, maker));
  }

  #execute(facts: ProcessFacts): void {
    const before = this.#find(facts.pid, facts.startTime);
    const process = new Process(facts, before?.parent ?? this.#parentOf(facts));
    if (before === undefined) this.#add(process);
    else this.#replace(before, process, this.#newest);
  }

  #replace(before: Process, process: Process, time: bigint): void {
    before.previous = undefined;
    before.become(process);
    this.#executed.delete(before);
    process.previous = before;
    process.since = time;
    process.exitTime = before.exitTime;
    if (before.container !== HOST) process.remain(before.container);
    this.#enter(process);
    this.#executed.add(process);
    const { pid } = before.facts;
    if (this.#outlived.get(pid) === before) this.#outlived.set(pid, process);
    else this.#byPid.set(pid, process);
  }

  #markExited(pid: number, startTime: bigint, time: bigint): void {
    const process = this.#find(pid, startTime);
    if (process !== undefined) this.#leave(process, time);
  }

  #leave(process: Process, time: bigint): void {
    process.exitTime = time;
    process.verdicts = undefined;
    this.#exited.push(process);
  }
}

/** Takes from the front of a queue. */
function takeWhile(queue: Process[], test: (process: Process) => boolean): readonly Process[] {
  const end = queue.findIndex((process) => !test(process));
  return queue.splice(0, end < 0 ? queue.length : end);
}

function belongingOf(facts: ProcessFacts): Belonging {
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

/** What an exec does not change. */
function lasting(facts: ProcessFacts): Partial<ProcessFacts> {
  const { vpid, ppid, parentStartTime, cwd, pidnsInitStart, fdlimit } = facts;
  return { vpid, ppid, parentStartTime, cwd, pidnsInitStart, fdlimit, ...belongingOf(facts) };
}
