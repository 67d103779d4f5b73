/** What a machine needs to run Lanner. */
import type { Machine } from './machine.ts';

export interface Finding {
  readonly status: 'ok' | 'warn' | 'fail';
  /** What was found. */
  readonly detail: string;
  /** What to do about it; with `warn` and `fail` only. */
  readonly advice?: string;
}

export interface Check {
  readonly name: string;
  run(machine: Machine): Finding;
}

/** Without these the engine cannot start; quick to run. In the order in which one makes the next possible. */
export const REQUIREMENTS: readonly Check[] = [
  { name: 'kernel', run: kernel },
  { name: 'type information', run: typeInformation },
  { name: 'native parts', run: nativeParts },
  { name: 'capabilities', run: capabilities },
  { name: 'lockdown', run: lockdown },
];

export const CHECKS: readonly Check[] = [
  ...REQUIREMENTS,
  { name: 'JIT compiler', run: jit },
  { name: 'locked memory', run: lockedMemory },
  { name: 'cgroups', run: cgroups },
  { name: 'process namespace', run: processNamespace },
  { name: 'probe', run: probe },
];

const ok = (detail: string): Finding => ({ status: 'ok', detail });
const warn = (detail: string, advice: string): Finding => ({ status: 'warn', detail, advice });
const fail = (detail: string, advice: string): Finding => ({ status: 'fail', detail, advice });

/** Whether the release (`6.1.0-18-amd64`) is that version or a later one; undefined if it is not understood. */
function isAtLeast(release: string, major: number, minor: number): boolean | undefined {
  const match = /^(\d+)\.(\d+)/.exec(release);
  if (match === null) return undefined;
  const [found, part] = [Number(match[1]), Number(match[2])];
  return found > major || (found === major && part >= minor);
}

function kernel({ kernelRelease }: Machine): Finding {
  switch (isAtLeast(kernelRelease, 5, 8)) {
    case true:
      return ok(`Linux ${kernelRelease}, with ring buffers`);
    case false:
      return fail(`Linux ${kernelRelease} has no ring buffers`, 'Lanner needs Linux 5.8 or later.');
    case undefined:
      return warn(`Linux ${kernelRelease}: version not understood`, 'Lanner needs Linux 5.8 or later.');
  }
}

const BTF = '/sys/kernel/btf/vmlinux';

function typeInformation(machine: Machine): Finding {
  if (machine.isReadable(BTF)) return ok(`BTF at ${BTF}`);
  return fail(
    `${BTF} cannot be read`,
    'The kernel must be built with CONFIG_DEBUG_INFO_BTF=y, as those of the large distributions are. In a container, /sys must be mounted.',
  );
}

function nativeParts(machine: Machine): Finding {
  const missing = machine.built.filter(({ path }) => !machine.isReadable(path));
  if (missing.length === 0) return ok(`${machine.built.map(({ what }) => what).join(' and ')} built`);
  return fail(`not built: ${missing.map(({ what, path }) => `${what} (${path})`).join(', ')}`, 'Run `npm run build`.');
}

const CAP_SYS_ADMIN = 21;
const NEEDED: readonly (readonly [name: string, bit: number])[] = [
  ['CAP_BPF', 39],
  ['CAP_PERFMON', 38],
  ['CAP_SYS_PTRACE', 19],
  ['CAP_DAC_READ_SEARCH', 2],
];

function capabilities(machine: Machine): Finding {
  const text = /^CapEff:\s*([0-9a-f]+)$/m.exec(machine.readText('/proc/self/status') ?? '')?.[1];
  if (text === undefined) return warn('/proc/self/status does not say', 'Mount /proc.');
  const held = BigInt(`0x${text}`);
  const has = (bit: number): boolean => ((held >> BigInt(bit)) & 1n) === 1n;
  // CAP_SYS_ADMIN covers what was split off it in 5.8
  const covered = (bit: number): boolean => has(bit) || (bit >= 38 && has(CAP_SYS_ADMIN));
  const missing = NEEDED.filter(([, bit]) => !covered(bit)).map(([name]) => name);
  if (missing.length === 0) return ok('all that is needed');
  return fail(`missing ${missing.join(', ')}`, 'Run as root, or give the process these capabilities.');
}

function lockdown(machine: Machine): Finding {
  const state = /\[(\w+)\]/.exec(machine.readText('/sys/kernel/security/lockdown') ?? '')?.[1];
  if (state === undefined) return ok('not in force, or not visible');
  if (state !== 'confidentiality') return ok(state);
  return fail(
    'confidentiality: the kernel lets no program read its memory',
    'Start the kernel with lockdown=integrity or lockdown=none.',
  );
}

function jit(machine: Machine): Finding {
  const text = machine.readText('/proc/sys/net/core/bpf_jit_enable')?.trim();
  if (text === undefined)
    return warn('/proc/sys/net/core/bpf_jit_enable cannot be read', 'Run as root to have it checked.');
  if (text !== '0') return ok('on');
  return warn('off: the probe costs several times as much', 'Turn it on: sysctl net.core.bpf_jit_enable=1');
}

/** What the maps of the probe take, roughly, with room to spare; counted against the limit by old kernels only. */
const LOCKED_MEMORY = 64 * 1024 * 1024;

function lockedMemory(machine: Machine): Finding {
  if (isAtLeast(machine.kernelRelease, 5, 11) === true) return ok('not limited by this kernel');
  const limits = machine.readText('/proc/self/limits') ?? '';
  const limit = /^Max locked memory\s+(\S+)/m.exec(limits)?.[1] ?? 'unknown';
  if (limit === 'unlimited' || Number(limit) >= LOCKED_MEMORY) return ok(`limit ${limit}`);
  return warn(`limit ${limit} bytes`, 'Raise it before the start: ulimit -l unlimited');
}

function cgroups(machine: Machine): Finding {
  const mounts = (machine.readText('/proc/self/mounts') ?? '').split('\n').map((line) => line.split(' '));
  const kinds = new Set(mounts.map((parts) => parts[2]));
  const [old, unified] = [kinds.has('cgroup'), kinds.has('cgroup2')];
  if (old && unified) return ok('versions 1 and 2');
  if (old || unified) return ok(`version ${unified ? 2 : 1}`);
  return warn('none mounted', 'Containers are told by their cgroups. In a container, mount /sys/fs/cgroup.');
}

/** The inode of the first process namespace, the same in every kernel. */
const FIRST_PROCESS_NAMESPACE = 'pid:[4026531836]';

function processNamespace(machine: Machine): Finding {
  const found = machine.readLink('/proc/self/ns/pid');
  if (found === FIRST_PROCESS_NAMESPACE) return ok('that of the host');
  if (found === undefined) return warn('/proc/self/ns/pid cannot be read', 'Mount /proc.');
  return warn(
    'not that of the host: processes that started before Lanner stay unknown',
    'Start the container in the process namespace of the host (--pid=host, hostPID: true).',
  );
}

function probe(machine: Machine): Finding {
  if (nativeParts(machine).status !== 'ok') return warn('not tried, as it is not built', 'Run `npm run build`.');
  const reason = machine.tryProbe();
  if (reason === undefined) return ok('loads into this kernel');
  return fail(
    `does not load: ${reason}`,
    'If nothing above failed, a seccomp profile or a security module may forbid bpf(2) to this process.',
  );
}
