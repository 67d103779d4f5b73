/** What this process has attached, as the kernel tells of its descriptors. */
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/** For the table of processes, whatever the rules are. */
export const ALWAYS: readonly string[] = [
  'cgroup_attach_task',
  'sched_process_exec',
  'sched_process_exit',
  'sched_process_fork',
  'sys_exit',
];
/** The program that looks at the beginning of all calls. */
export const ALL_CALLS = 'sys_enter';
/** A program at the beginning of a single call. */
export const SINGLE_CALL = 'perf_event';

/** Names of tracepoints, and SINGLE_CALL for each event of a call; sorted. */
export function attached(): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap(attachedBy).toSorted();
}

function attachedBy(fd: string): readonly string[] {
  try {
    if (readlinkSync(`/proc/self/fd/${fd}`) === 'anon_inode:[perf_event]') return [SINGLE_CALL];
    const name = /^tp_name:\s+(\S+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1];
    return name === undefined ? [] : [name];
  } catch {
    return []; // the descriptor by which the directory was read is closed by now
  }
}
