/** `proc.*` and `thread.*` */
import { EXEC_FLAG_BITS, renderCapabilities } from '@lanner/schema';
import type { FieldValue } from '@lanner/schema';
import type { LiveEvent } from '../event.ts';
import { cgroups } from '../process.ts';
import type { Process } from '../process.ts';
import { always, ofProcess, wide } from './types.ts';
import type { FieldImplementation, FieldTable } from './types.ts';

const SHELLS = new Set(['ash', 'bash', 'csh', 'dash', 'fish', 'ksh', 'sh', 'tcsh', 'zsh']);
const EXE_FLAG = Object.fromEntries(EXEC_FLAG_BITS.map(({ name, value }) => [name, value])) as Readonly<
  Record<(typeof EXEC_FLAG_BITS)[number]['name'], number>
>;

function parent(read: (process: Process) => FieldValue): FieldImplementation {
  return ofProcess(({ parent: one }) => (one === undefined ? undefined : read(one)));
}

/** Fields that hang on the event or the host, too. */
function ownAt(read: (process: Process, e: LiveEvent) => FieldValue): FieldImplementation {
  return always((e) => read(e.process, e));
}

function parentAt(read: (process: Process, e: LiveEvent) => FieldValue): FieldImplementation {
  return always((e) => (e.process.parent === undefined ? undefined : read(e.process.parent, e)));
}

/** `[n]` is the n-th ancestor, 0 the process itself; without it, all of them. */
function ancestor(read: (process: Process) => FieldValue): FieldImplementation {
  return {
    subject: 'process',
    bind: (argument) => {
      if (argument === undefined) {
        return (e) => {
          const values = e.process
            .ancestors()
            .map(read)
            .filter((value) => value !== undefined);
          return values.length === 0 ? undefined : (values as FieldValue);
        };
      }
      const n = Number(argument);
      if (!Number.isInteger(n) || n < 0) return undefined;
      return (e) => {
        const found = e.process.ancestor(n);
        return found === undefined ? undefined : read(found);
      };
    },
  };
}

/** The leader of a session or process group, if it is known. */
function leader(group: 'sid' | 'pgid', read: (process: Process) => FieldValue): FieldImplementation {
  return always((e) => {
    const pid = e.process.facts[group];
    const found = pid === e.process.facts.pid ? e.process : e.host.processes.byPid(pid);
    return found === undefined ? undefined : read(found);
  });
}

/** All of an environment, or the value of one variable; what is not set has an empty value. */
function environment(env: readonly string[], name: string | undefined): string {
  if (name === undefined) return env.join(' ');
  const found = env.find((one) => one.startsWith(`${name}=`));
  return found?.slice(name.length + 1) ?? '';
}

/** Joined by blanks; what is empty in front adds none. No text if all are empty. */
function joined(texts: readonly string[]): string | undefined {
  const all = texts.reduce((sum, one) => (sum === '' ? one : `${sum} ${one}`), '');
  return all === '' ? undefined : all;
}

function loginShell(process: Process): number | undefined {
  const shells = [process, ...process.ancestors()].filter((one) => SHELLS.has(one.name));
  return shells.at(-1)?.facts.pid;
}

function isMain({ record }: LiveEvent): boolean {
  return record.tid === record.pid;
}

const name = (process: Process) => process.name;
const exe = (process: Process) => process.exe;
const exepath = (process: Process) => process.facts.exepath;
const cmdline = (process: Process) => process.cmdline;
const flag = (bit: number) => ofProcess(({ facts }) => (facts.exeFlags & bit) !== 0);

export const PROCESS_FIELDS: FieldTable = {
  'proc.name': ofProcess(name),
  'proc.pname': parent(name),
  'proc.aname': ancestor(name),
  'proc.exe': ofProcess(exe),
  'proc.pexe': parent(exe),
  'proc.aexe': ancestor(exe),
  'proc.exepath': ofProcess(exepath),
  'proc.pexepath': parent(exepath),
  'proc.aexepath': ancestor(exepath),
  'proc.cmdline': ofProcess(cmdline),
  'proc.pcmdline': parent(cmdline),
  'proc.acmdline': ancestor(cmdline),
  'proc.args': {
    subject: 'process',
    bind: (argument) =>
      argument === undefined ? (e) => e.process.arguments : (e) => e.process.args[Number(argument) + 1] ?? '',
  },
  'proc.aargs': {
    subject: 'process',
    bind: (argument) =>
      argument === undefined
        ? (e) => joined(e.process.ancestors().map((one) => one.arguments))
        : (e) => e.process.ancestor(Number(argument))?.arguments,
  },
  // With a blank even where there are no arguments, as in Falco.
  'proc.exeline': ofProcess((process) => `${process.exe} ${process.arguments}`),
  'proc.cmdnargs': ofProcess((process) => Math.max(0, process.args.length - 1)),
  'proc.cmdlenargs': ofProcess((process) => process.args.slice(1).reduce((sum, one) => sum + one.length, 0)),
  'proc.env': { subject: 'process', bind: (argument) => (e) => environment(e.process.env, argument) },
  'proc.aenv': {
    subject: 'process',
    bind: (argument) => {
      const index = argument === undefined ? NaN : Number(argument);
      if (Number.isInteger(index)) {
        return (e) => {
          const found = e.process.ancestor(index);
          return found === undefined ? undefined : environment(found.env, undefined);
        };
      }
      return (e) => {
        const values = e.process.ancestors().map((one) => environment(one.env, argument));
        if (argument !== undefined) return values.find((value) => value !== '') ?? '';
        return values.length === 0 ? undefined : values;
      };
    },
  },
  // Falco ends directories with a slash.
  'proc.cwd': ofProcess(({ cwd }) => (cwd === '' || cwd.endsWith('/') ? cwd : `${cwd}/`)),
  'proc.tty': ofProcess(({ facts }) => facts.tty),
  'proc.pid': ofProcess(({ facts }) => facts.pid),
  'proc.ppid': ofProcess(({ facts }) => facts.ppid),
  'proc.apid': ancestor(({ facts }) => facts.pid),
  'proc.vpid': ofProcess(({ facts }) => facts.vpid),
  'proc.pvpid': parent(({ facts }) => facts.vpid),
  'proc.sid': ofProcess(({ facts }) => facts.vsid),
  'proc.sname': leader('sid', name),
  'proc.sid.exe': leader('sid', exe),
  'proc.sid.exepath': leader('sid', exepath),
  'proc.vpgid': ofProcess(({ facts }) => facts.vpgid),
  'proc.vpgid.name': leader('pgid', name),
  'proc.vpgid.exe': leader('pgid', exe),
  'proc.vpgid.exepath': leader('pgid', exepath),
  'proc.pgid': ofProcess(({ facts }) => facts.pgid),
  'proc.pgid.name': leader('pgid', name),
  'proc.pgid.exe': leader('pgid', exe),
  'proc.pgid.exepath': leader('pgid', exepath),
  'proc.loginshellid': ofProcess(loginShell),
  'proc.duration': ownAt(({ facts }, e) => e.record.time - facts.startTime),
  'proc.ppid.duration': parentAt(({ facts }, e) => e.record.time - facts.startTime),
  'proc.pid.ts': ownAt(({ facts }, e) => facts.startTime + e.host.bootTime),
  'proc.ppid.ts': parentAt(({ facts }, e) => facts.startTime + e.host.bootTime),
  'proc.is_exe_writable': flag(EXE_FLAG.EXE_WRITABLE),
  'proc.is_exe_upper_layer': flag(EXE_FLAG.EXE_UPPER_LAYER),
  'proc.is_exe_lower_layer': flag(EXE_FLAG.EXE_LOWER_LAYER),
  'proc.is_exe_from_memfd': flag(EXE_FLAG.EXE_FROM_MEMFD),
  'proc.is_sid_leader': ofProcess(({ facts }) => facts.vsid === facts.vpid),
  'proc.is_vpgid_leader': ofProcess(({ facts }) => facts.vpgid === facts.vpid),
  'proc.is_pgid_leader': ofProcess(({ facts }) => facts.pgid === facts.pid),
  'proc.exe_ino': ofProcess(({ facts }) => (facts.exeIno === 0n ? undefined : wide(facts.exeIno))),
  'proc.exe_ino.ctime': ofProcess(({ facts }) => (facts.exeCtime === 0n ? undefined : facts.exeCtime)),
  'proc.exe_ino.mtime': ofProcess(({ facts }) => (facts.exeMtime === 0n ? undefined : facts.exeMtime)),
  'proc.exe_ino.ctime_duration_proc_start': ownAt(({ facts }, e) =>
    facts.exeCtime === 0n ? undefined : facts.startTime + e.host.bootTime - facts.exeCtime,
  ),
  'proc.exe_ino.ctime_duration_pidns_start': ownAt(({ facts }, e) => {
    if (facts.pidnsInitStart === 0n || facts.exeCtime === 0n) return undefined;
    const since = facts.exeCtime - (facts.pidnsInitStart + e.host.bootTime);
    return since < 0n ? undefined : since;
  }),
  'proc.pidns_init_start_ts': ownAt(({ facts }, e) =>
    facts.pidnsInitStart === 0n ? undefined : wide(facts.pidnsInitStart + e.host.bootTime),
  ),
  'proc.fdlimit': ofProcess(({ facts }) => wide(facts.fdlimit)),
  'proc.vmsize': ofProcess(({ facts }) => facts.vmSize),
  'proc.vmrss': ofProcess(({ facts }) => facts.vmRss),
  'proc.vmswap': ofProcess(({ facts }) => facts.vmSwap),
  'thread.vmsize': ownAt(({ facts }, e) => (isMain(e) ? facts.vmSize : 0)),
  'thread.vmrss': ownAt(({ facts }, e) => (isMain(e) ? facts.vmRss : 0)),
  'thread.pfmajor': ofProcess(({ facts }) => wide(facts.pgftMajor)),
  'thread.pfminor': ofProcess(({ facts }) => wide(facts.pgftMinor)),
  'thread.cap_permitted': always((e) => renderCapabilities(e.record.capPermitted)),
  'thread.cap_inheritable': always((e) => renderCapabilities(e.record.capInheritable)),
  'thread.cap_effective': always((e) => renderCapabilities(e.record.capEffective)),
  'thread.tid': always((e) => e.record.tid),
  'thread.ismain': always(isMain),
  // Only the first thread has the number of its process.
  'thread.vtid': ownAt(({ facts }, e) => (isMain(e) && facts.vpid !== 0 ? facts.vpid : undefined)),
  'thread.cgroups': ofProcess(({ facts }) => cgroups(facts).join(' ')),
  'thread.cgroup': {
    subject: 'process',
    bind: (argument) => (e) => e.process.facts.cgroups.find(([hierarchy]) => hierarchy === argument)?.[1],
  },
};
