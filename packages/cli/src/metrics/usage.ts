/** What this process and the machine use, from /proc. */
import { readFileSync, readdirSync } from 'node:fs';

export interface Usage {
  /** Of this process, seconds of processor time since its start. */
  readonly cpuSeconds: number;
  /** How long this process has run, seconds. */
  readonly upSeconds: number;
  readonly residentBytes: number;
  readonly proportionalBytes: number;
  readonly virtualBytes: number;
  readonly openFiles: number;
  /** Of the cgroup, if a file says so. */
  readonly containerBytes: number;
  /** Of the machine: the part of the time since its start that its processors were busy, 0 to 1. */
  readonly hostBusy: number;
  readonly hostUsedBytes: number;
  readonly hostRunning: number;
  readonly hostOpenFiles: number;
}

const CGROUP_MEMORY = ['/sys/fs/cgroup/memory.current', '/sys/fs/cgroup/memory/memory.usage_in_bytes'];
const KIB = 1024;

/** Reads it now; what cannot be read is 0. */
export function readUsage(): Usage {
  const status = textOf('/proc/self/status');
  const memory = textOf('/proc/meminfo');
  const { user, system } = process.cpuUsage();
  const kib = (text: string, name: string): number =>
    KIB * Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
  const stat = textOf('/proc/stat');
  return {
    cpuSeconds: (user + system) / 1e6,
    upSeconds: process.uptime(),
    residentBytes: kib(status, 'VmRSS'),
    proportionalBytes: kib(textOf('/proc/self/smaps_rollup'), 'Pss'),
    virtualBytes: kib(status, 'VmSize'),
    openFiles: openFiles(),
    containerBytes: containerBytes(process.env['FALCO_CGROUP_MEM_PATH']),
    hostBusy: busyPart(stat),
    hostUsedBytes: kib(memory, 'MemTotal') - kib(memory, 'MemFree') - kib(memory, 'Buffers') - kib(memory, 'Cached'),
    hostRunning: Number(/^procs_running (\d+)/m.exec(stat)?.[1] ?? 0),
    hostOpenFiles: Number(textOf('/proc/sys/fs/file-nr').split('\t')[0]),
  };
}

/** @param stat the text of /proc/stat. Source: proc_stat(5): user, nice, system, idle, iowait, … */
export function busyPart(stat: string): number {
  const times = (/^cpu\s+(.*)$/m.exec(stat)?.[1] ?? '').split(' ').map(Number);
  // The times of guests are in those of users already
  const all = times.slice(0, 8).reduce((sum, time) => sum + time, 0);
  const idle = (times[3] ?? 0) + (times[4] ?? 0);
  return all === 0 ? 0 : (all - idle) / all;
}

function containerBytes(configured: string | undefined): number {
  for (const path of configured === undefined ? CGROUP_MEMORY : [configured]) {
    const text = textOf(path);
    if (text !== '') return Number(text);
  }
  return 0;
}

function openFiles(): number {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return 0;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
