/** A process as rules see it, and how it is read from a record. */
import { memberOffset } from '@lanner/capture';
import type { RecordView } from '@lanner/capture';
import type { ProcessVerdicts } from '@lanner/engine/runtime';
import { STRUCT_LAYOUTS, offsetOf } from '@lanner/schema';
import type { StructLayout } from '@lanner/schema';
import { HOST, containerOf, isWithin } from './container-id.ts';
import type { ContainerIdentity } from './container-id.ts';

/** What the kernel says of a process: the `process` block of a record. */
export interface ProcessFacts {
  readonly pid: number;
  readonly vpid: number;
  readonly ppid: number;
  /** ns since boot */
  readonly startTime: bigint;
  readonly parentStartTime: bigint;
  readonly execId: bigint;
  readonly comm: string;
  readonly exepath: string | undefined;
  readonly cwd: string | undefined;
  readonly args: string | undefined;
  readonly env: string | undefined;
  readonly pgid: number;
  readonly vpgid: number;
  readonly sid: number;
  readonly vsid: number;
  readonly tty: number;
  readonly exeFlags: number;
  readonly exeIno: bigint;
  /** ns since the epoch */
  readonly exeCtime: bigint;
  readonly exeMtime: bigint;
  readonly pidnsInitStart: bigint;
  readonly fdlimit: bigint;
  readonly pgftMajor: bigint;
  readonly pgftMinor: bigint;
  readonly vmSize: number;
  readonly vmRss: number;
  readonly vmSwap: number;
  /** v2 first, then cpuset, cpu, memory, pids of v1 */
  readonly cgroups: readonly (readonly [hierarchy: string, path: string])[];
}

const BLOCK = STRUCT_LAYOUTS.get('process') as StructLayout;
const COMM_BYTES = 16;

function offset(member: string): number {
  return offsetOf(BLOCK, member);
}

const CGROUPS = [
  ['', offset('cgroupUnified')],
  ['cpuset', offset('cgroupCpuset')],
  ['cpu', offset('cgroupCpu')],
  ['memory', offset('cgroupMemory')],
  ['pids', offset('cgroupPids')],
] as const;

const OFFSETS = Object.fromEntries(BLOCK.members.map((member) => [member.name, member.offset])) as Readonly<
  Record<string, number>
>;

function at(member: string): number {
  return OFFSETS[member] ?? 0;
}

/** What changes in the life of an image: its session, process group, terminal and control groups. */
export type Belonging = Pick<ProcessFacts, 'pgid' | 'vpgid' | 'sid' | 'vsid' | 'tty' | 'cgroups'>;

/** @param record of a type that has a `process` block */
export function readBelonging(record: RecordView, recordName: string): Belonging & { pid: number; startTime: bigint } {
  const base = memberOffset(recordName, 'process');
  const u32 = (member: string) => record.u32(base + at(member));
  return {
    pid: u32('pid'),
    startTime: record.u64(base + at('startTime')),
    pgid: u32('pgid'),
    vpgid: u32('vpgid'),
    sid: u32('sid'),
    vsid: u32('vsid'),
    tty: u32('tty'),
    cgroups: CGROUPS.flatMap(([name, slot]) => {
      const path = record.string(base + slot);
      return path === undefined ? [] : [[name, path] as const];
    }),
  };
}

/** @param record of a type that has a `process` block */
export function readFacts(record: RecordView, recordName: string): ProcessFacts {
  const base = memberOffset(recordName, 'process');
  const u32 = (member: string) => record.u32(base + at(member));
  const u64 = (member: string) => record.u64(base + at(member));
  const text = (member: string) => record.string(base + at(member));
  return {
    ...readBelonging(record, recordName),
    vpid: u32('vpid'),
    ppid: u32('ppid'),
    parentStartTime: u64('parentStartTime'),
    execId: u64('execId'),
    comm: record.chars(base + at('comm'), COMM_BYTES),
    exepath: text('exepath'),
    cwd: text('cwd'),
    args: text('args'),
    env: text('env'),
    exeFlags: u32('exeFlags'),
    exeIno: u64('exeIno'),
    exeCtime: u64('exeCtime'),
    exeMtime: u64('exeMtime'),
    pidnsInitStart: u64('pidnsInitStart'),
    fdlimit: u64('fdlimit'),
    pgftMajor: u64('pgftMajor'),
    pgftMinor: u64('pgftMinor'),
    vmSize: u32('vmSize'),
    vmRss: u32('vmRss'),
    vmSwap: u32('vmSwap'),
  };
}

/** No more than the header of a record says of who made it. */
export function headerFacts(record: RecordView): ProcessFacts {
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

/** `subsystem=path`; the unified hierarchy has no name, and stands behind the subsystems that it has. */
export function cgroups(facts: ProcessFacts): readonly string[] {
  return facts.cgroups.filter(([name]) => name !== '').map(([name, path]) => `${name}=${path}`);
}

/** Words of a NUL-separated vector. */
export function words(vector: string | undefined): readonly string[] {
  if (vector === undefined || vector === '') return [];
  return (vector.endsWith('\0') ? vector.slice(0, -1) : vector).split('\0');
}

/** Taken apart when a rule first asks: most environments are never looked at. A child that did not exec shares its parent's. */
class Vector {
  readonly #text: string | undefined;
  #words: readonly string[] | undefined;

  constructor(text: string | undefined) {
    this.#text = text;
  }

  get words(): readonly string[] {
    return (this.#words ??= words(this.#text));
  }
}

/** Grows with each change to the ancestry of processes that are there already. */
let lineage = 0;

/** What all images of one process share: however many there were, whoever knows one of them keeps no others. */
interface Images {
  latest: Process;
}

/** One image of a process: what it is between two execs. */
export class Process {
  container: ContainerIdentity;
  /** Its cgroups are not within its container: it, or who it comes from, was moved out of them. */
  containerByLineage = false;
  /** The image before the last exec, for events that are older than it; kept for a while. */
  previous: Process | undefined;
  /** When the exec that made this image was seen, ns since boot; 0 if it was not. */
  since = 0n;
  /** ns since boot */
  exitTime: bigint | undefined;
  /** Nothing but the header of an event is known: the process was gone before anyone could look. */
  readonly incomplete: boolean;
  #facts: ProcessFacts;
  #cwd: string;
  #hasChildren = false;
  #verdicts: ProcessVerdicts | undefined;
  #verdictsLineage = 0;
  readonly #argv: Vector;
  readonly #environ: Vector;
  #images: Images = { latest: this };
  #parent: Images | undefined;
  #cmdline: string | undefined;

  constructor(facts: ProcessFacts, parent: Process | undefined, inherited?: Process, incomplete = false) {
    this.#facts = facts;
    if (parent !== undefined) {
      this.#parent = parent.#images;
      parent.#hasChildren = true;
    }
    this.#argv = facts.args === undefined && inherited !== undefined ? inherited.#argv : new Vector(facts.args);
    this.#environ = facts.env === undefined && inherited !== undefined ? inherited.#environ : new Vector(facts.env);
    this.#cwd = facts.cwd ?? '';
    // Not the parent's: with CLONE_PARENT that is one outside.
    this.container = (inherited ?? parent)?.container ?? HOST;
    this.contain(facts);
    this.incomplete = incomplete;
  }

  /** Who made it, as it is now; kept after that one's exit. */
  get parent(): Process | undefined {
    return this.#parent?.latest;
  }

  set parent(parent: Process | undefined) {
    this.#parent = parent === undefined ? undefined : parent.#images;
    this.#verdicts = undefined;
    if (parent !== undefined) parent.#hasChildren = true;
    if (this.#hasChildren) lineage++;
  }

  /** The image that the process is by now. */
  get latest(): Process {
    return this.#images.latest;
  }

  /** A new image takes the place of this one. */
  become(next: Process): void {
    next.#images = this.#images;
    next.#images.latest = next;
    if (!this.#hasChildren) return;
    next.#hasChildren = true;
    lineage++;
  }

  get facts(): ProcessFacts {
    return this.#facts;
  }

  get cwd(): string {
    return this.#cwd;
  }

  set cwd(cwd: string) {
    this.#cwd = cwd;
    this.#verdicts = undefined;
  }

  /** What rules have found out about it; nothing from before it, or one of its ancestors, became another. */
  get verdicts(): ProcessVerdicts | undefined {
    return this.#verdictsLineage === lineage ? this.#verdicts : undefined;
  }

  set verdicts(verdicts: ProcessVerdicts | undefined) {
    this.#verdicts = verdicts;
    this.#verdictsLineage = lineage;
  }

  /** It has been moved. */
  belong(belonging: Belonging): void {
    this.#facts = { ...this.#facts, ...belonging };
    this.contain(belonging);
  }

  /**
   * Enters the container that its cgroups name: from the host any, from a container those within. What it has entered
   * sticks: no process leaves a container by moving to a cgroup of the host, or of the container beside.
   */
  contain({ cgroups }: Belonging): void {
    this.#verdicts = undefined;
    const own = containerOf(cgroups.map(([, path]) => path));
    if (own !== HOST && (this.container === HOST || isWithin(own, this.container))) this.container = own;
    this.containerByLineage = cgroups.length > 0 && own.fullId !== this.container.fullId;
  }

  /** Stays in the container of who it was, or comes from. */
  remain(container: ContainerIdentity): void {
    this.container = container;
    this.contain(this.facts);
  }

  /** As it is now, with its ancestors as they are now: nothing that happens later changes it. */
  frozen(): Process {
    const copy = new Process(this.facts, this.parent?.frozen(), this, this.incomplete);
    copy.container = this.container;
    copy.containerByLineage = this.containerByLineage;
    copy.cwd = this.cwd;
    copy.since = this.since;
    copy.exitTime = this.exitTime;
    return copy;
  }

  get name(): string {
    return this.facts.comm;
  }

  get args(): readonly string[] {
    return this.#argv.words;
  }

  get env(): readonly string[] {
    return this.#environ.words;
  }

  get exe(): string {
    return this.args[0] ?? '';
  }

  /** Arguments without argv[0], separated by blanks. */
  get arguments(): string {
    return this.args.slice(1).join(' ');
  }

  /** Name and arguments. */
  get cmdline(): string {
    if (this.#cmdline === undefined) {
      this.#cmdline = this.args.length > 1 ? `${this.name} ${this.arguments}` : this.name;
    }
    return this.#cmdline;
  }

  /** `n` = 0: itself, 1: its parent, and so on. */
  ancestor(n: number): Process | undefined {
    let process: Process | undefined = this;
    for (let step = 0; step < n && process !== undefined; step++) process = process.parent;
    return process;
  }

  /** From the parent to the eldest that is known. */
  ancestors(): readonly Process[] {
    const found: Process[] = [];
    for (let one = this.parent; one !== undefined; one = one.parent) found.push(one);
    return found;
  }
}
