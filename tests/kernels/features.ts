/** Where kernels differ in what the probe reads, told by the types of the kernel (BTF) that was run. */
import { execFileSync } from 'node:child_process';

/** Members of structures, by the name of the structure. */
export type KernelTypes = ReadonlyMap<string, ReadonlySet<string>>;

export interface Feature {
  readonly name: string;
  /** The version of Linux that brought it. */
  readonly since: string;
  has(types: KernelTypes): boolean;
  /** What Lanner does where it is missing. */
  readonly otherwise: string;
}

const member =
  (structure: string, name: string): Feature['has'] =>
  (types) =>
    types.get(structure)?.has(name) === true;
const without =
  (structure: string): Feature['has'] =>
  (types) =>
    !types.has(structure);

export const FEATURES: readonly Feature[] = [
  {
    name: 'the login of a process (`task_struct.loginuid`)',
    since: 'CONFIG_AUDIT',
    has: member('task_struct', 'loginuid'),
    otherwise: '`user.loginuid` is -1',
  },
  {
    name: 'exec by descriptor is marked (`linux_binprm.fdpath`)',
    since: '5.9',
    has: member('linux_binprm', 'fdpath'),
    otherwise: 'execveat is told from execve only while a rule asks for execveat',
  },
  {
    name: 'memory of programs and maps is not limited (no `bpf_map_memory`)',
    since: '5.11',
    has: without('bpf_map_memory'),
    otherwise: 'the limit of locked memory is raised at the start; `lanner doctor` warns where it is low',
  },
  {
    name: 'memory of a process is counted per processor (no `mm_rss_stat`)',
    since: '6.2',
    has: without('mm_rss_stat'),
    otherwise: 'the older counters are read',
  },
  {
    name: 'capabilities are one number (no `kernel_cap_struct`)',
    since: '6.3',
    has: without('kernel_cap_struct'),
    otherwise: 'two words are read as one number',
  },
  {
    name: 'change times without their structure (`inode.i_ctime_sec`)',
    since: '6.11',
    has: member('inode', 'i_ctime_sec'),
    otherwise: 'the member of that kernel is read: `__i_ctime` from 6.6 on, `i_ctime` before',
  },
  {
    name: 'the parent of a cgroup is guarded (`kernfs_node.__parent`)',
    since: '6.15',
    has: member('kernfs_node', '__parent'),
    otherwise: '`parent` is read',
  },
];

/** @param btf path of a copy of /sys/kernel/btf/vmlinux */
export function readKernelTypes(btf: string): KernelTypes {
  const text = execFileSync('bpftool', ['btf', 'dump', 'file', btf, 'format', 'raw'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return parseKernelTypes(text);
}

/** Reads what `bpftool btf dump … format raw` writes. */
export function parseKernelTypes(text: string): KernelTypes {
  const types = new Map<string, Set<string>>();
  let members: Set<string> | undefined;
  for (const line of text.split('\n')) {
    const structure = /^\[\d+\] (\w+) '(\w+)'/.exec(line);
    if (structure !== null) {
      const name = structure[2] ?? '';
      members = structure[1] === 'STRUCT' ? (types.get(name) ?? new Set()) : undefined;
      if (members !== undefined) types.set(name, members);
    } else if (line.startsWith('[')) {
      members = undefined;
    } else {
      const name = /^\t'(\w+)'/.exec(line)?.[1];
      if (name !== undefined) members?.add(name);
    }
  }
  return types;
}
