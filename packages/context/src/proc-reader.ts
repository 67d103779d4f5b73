/** What /proc tells about a process that no record has described. */
import { readFileSync, readlinkSync } from 'node:fs';
import type { ProcessFacts } from './process.ts';

/** Injected into the process table, which does no I/O of its own. */
export interface ProcReader {
  /** undefined: there is no such process (any more), or it is another one that took over the number. */
  facts(pid: number, startTime: bigint | undefined): ProcessFacts | undefined;
  /** NUL-separated, cut to `VECTOR_LIMIT`. */
  vectors(pid: number): { readonly args: string | undefined; readonly env: string | undefined };
}

export const VECTOR_LIMIT = 4096;
/** /proc counts start times in ticks of 10 ms (USER_HZ is 100 on every architecture that Lanner runs on). */
const TICK = 10_000_000n;

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // it may be gone at any moment
  }
}

/**
 * When the process of a directory such as `/proc/PID` has started, ns since boot, to the tick.
 * @param stat what its file `stat` says
 */
function startOf(stat: string): bigint {
  // The name before may hold anything
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return BigInt(fields[19] ?? '0') * TICK;
}

function isStart(startTime: bigint, started: bigint): boolean {
  return startTime >= started - TICK && startTime <= started + 2n * TICK;
}

/**
 * Whether the process of a directory such as `/proc/PID` is the one that started at that time, rather than another one
 * that took over its number.
 * @param startTime ns since boot
 */
export function startedAt(directory: string, startTime: bigint): boolean {
  const stat = read(`${directory}/stat`);
  return stat !== undefined && isStart(startTime, startOf(stat));
}

function link(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** Its number is the same in every kernel. */
const HOST_CGROUP_NAMESPACE = 'cgroup:[4026531835]';

/** A process keeps it for life, unless it asks for another one; this one does not. */
const OWN_CGROUP_NAMESPACE = link('/proc/self/ns/cgroup');

/**
 * Hierarchies and paths, as `/proc/PID/cgroup` lists them.
 * @param namespace cgroup namespace of the reader. Paths start where it does: in one of its own, they are absolute
 * nowhere, and those that do not lead out of it hide the container that the reader is in; they are left out
 */
export function parseCgroups(text: string, namespace: string | undefined): readonly (readonly [string, string])[] {
  const hidden = namespace !== undefined && namespace !== HOST_CGROUP_NAMESPACE;
  return text.split('\n').flatMap((line) => {
    const [, hierarchy, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (hierarchy === undefined || path === undefined || (hidden && !path.startsWith('/../'))) return [];
    return [[hierarchy, path] as const];
  });
}

export const procReader: ProcReader = {
  facts(pid, startTime) {
    const stat = read(`/proc/${pid}/stat`);
    if (stat === undefined) return undefined;
    const close = stat.lastIndexOf(')');
    const fields = stat.slice(close + 2).split(' ');
    const started = startOf(stat);
    if (startTime !== undefined && !isStart(startTime, started)) return undefined;
    const { args, env } = this.vectors(pid);
    const status = read(`/proc/${pid}/status`) ?? '';
    const inNamespaces = (key: string) => new RegExp(`^${key}:\\s+(.*)$`, 'm').exec(status)?.[1]?.split(/\s+/) ?? [];
    const cgroups = parseCgroups(read(`/proc/${pid}/cgroup`) ?? '', OWN_CGROUP_NAMESPACE);
    return {
      pid,
      vpid: Number(inNamespaces('NSpid').at(-1) ?? pid),
      ppid: Number(fields[1]),
      startTime: startTime ?? started,
      parentStartTime: 0n,
      execId: 0n,
      comm: stat.slice(stat.indexOf('(') + 1, close),
      exepath: link(`/proc/${pid}/exe`),
      cwd: link(`/proc/${pid}/cwd`),
      args,
      env,
      pgid: Number(fields[2]),
      vpgid: Number(inNamespaces('NSpgid').at(-1) ?? fields[2]),
      sid: Number(fields[3]),
      vsid: Number(inNamespaces('NSsid').at(-1) ?? fields[3]),
      tty: Number(fields[4]),
      exeFlags: 0,
      exeIno: 0n,
      exeCtime: 0n,
      exeMtime: 0n,
      pidnsInitStart: 0n,
      fdlimit: 0n,
      pgftMajor: BigInt(fields[9] ?? '0'),
      pgftMinor: BigInt(fields[7] ?? '0'),
      vmSize: 0,
      vmRss: 0,
      vmSwap: 0,
      cgroups,
    };
  },
  vectors(pid) {
    return {
      args: read(`/proc/${pid}/cmdline`)?.slice(0, VECTOR_LIMIT),
      env: read(`/proc/${pid}/environ`)?.slice(0, VECTOR_LIMIT),
    };
  },
};
