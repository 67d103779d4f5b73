/** Whom to watch: from options to the scope of the probe. */
import { readFileSync, statSync } from 'node:fs';
import type { Scope } from '@lanner/capture';
import { UserError } from '../errors.ts';

/** Ancestors of a process, nearest first: they are described in alerts, but not watched. */
export function ancestorsOf(pid: number): number[] {
  const found: number[] = [];
  for (let one = parentOf(pid); one > 0; one = parentOf(one)) found.push(one);
  return found;
}

function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
}

function descendantsOf(pid: number): number[] {
  let children: string;
  try {
    children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  } catch {
    return [];
  }
  return children
    .split(' ')
    .filter((text) => text !== '')
    .map(Number)
    .flatMap((child) => [child, ...descendantsOf(child)]);
}

/** A process and what it has started and will start. */
export function scopeOfPid(pid: number): Scope {
  try {
    statSync(`/proc/${pid}`);
  } catch {
    throw new UserError(`there is no process ${pid}`, '--scope-pid takes the number of a running process.');
  }
  return { kind: 'pids', pids: [pid, ...descendantsOf(pid)], known: ancestorsOf(pid) };
}

/** The processes of a cgroup, given by its directory, and of those below it. */
export function scopeOfCgroup(directory: string): Scope {
  let id: bigint;
  try {
    id = statSync(directory, { bigint: true }).ino;
  } catch {
    throw new UserError(`${directory} is no cgroup`, '--scope-cgroup takes a directory below /sys/fs/cgroup.');
  }
  return { kind: 'cgroup', id, hierarchy: hierarchyOf(directory) };
}

function hierarchyOf(directory: string): number {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => {
      const [left = '', right = ''] = line.split(' - ');
      const [type = '', , options = ''] = right.split(' ');
      return { point: left.split(' ')[4] ?? '', type, options };
    })
    .filter(({ point, type }) => type.startsWith('cgroup') && `${directory}/`.startsWith(`${point}/`))
    .toSorted((a, b) => b.point.length - a.point.length);
  const [mount] = mounts;
  if (mount === undefined) {
    throw new UserError(`${directory} is no cgroup`, '--scope-cgroup takes a directory below /sys/fs/cgroup.');
  }
  if (mount.type === 'cgroup2') return -1;
  // The lines of /proc/cgroups stand in the kernel's own order of its subsystems.
  const subsystems = readFileSync('/proc/cgroups', 'utf8').split('\n').slice(1);
  const names = subsystems.map((line) => line.split('\t')[0] ?? '');
  const index = names.findIndex((name) => name !== '' && mount.options.split(',').includes(name));
  if (index < 0) throw new UserError(`${directory} lies in a cgroup hierarchy without a controller`);
  return index;
}
