/** Flags of calls on processes, memory and the kernel itself. */
import { EXEC_FLAG_BITS } from '../exec-flags.ts';
import { entriesOf, type FlagEntry, type FlagSet } from './types.ts';

/**
 * What the probe adds to the flags of clone, above the 32 bits that Linux looks at. A process may set these bits itself:
 * the probe cuts the flags to 32 bits before it sets its own.
 */
export const CLONE_FLAG_BITS: readonly FlagEntry[] = [
  { name: 'CLONE_CHILD_IN_PIDNS', value: 2 ** 40, encoded: 0x20000000 },
];

export const PROCESS_FLAG_SETS: readonly FlagSet[] = [
  {
    name: 'clone_flags',
    kind: 'flags',
    entries: [
      ...entriesOf({
        CLONE_FILES: [0x400, 0x1],
        CLONE_FS: [0x200, 0x2],
        CLONE_IO: [0x80000000, 0x4],
        CLONE_NEWIPC: [0x08000000, 0x8],
        CLONE_NEWNET: [0x40000000, 0x10],
        CLONE_NEWNS: [0x20000, 0x20],
        CLONE_NEWPID: [0x20000000, 0x40],
        CLONE_NEWUTS: [0x04000000, 0x80],
        CLONE_PARENT: [0x8000, 0x100],
        CLONE_PARENT_SETTID: [0x100000, 0x200],
        CLONE_PTRACE: [0x2000, 0x400],
        CLONE_SIGHAND: [0x800, 0x800],
        CLONE_SYSVSEM: [0x40000, 0x1000],
        CLONE_THREAD: [0x10000, 0x2000],
        CLONE_UNTRACED: [0x800000, 0x4000],
        CLONE_VM: [0x100, 0x8000],
        // The next three, and CLONE_STOPPED, are names of the rule language that no present Linux has a bit for.
        CLONE_INVERTED: [2 ** 42, 0x10000],
        NAME_CHANGED: [2 ** 43, 0x20000],
        CLOSED: [2 ** 44, 0x40000],
        CLONE_NEWUSER: [0x10000000, 0x100000],
        CLONE_CHILD_CLEARTID: [0x200000, 0x800000],
        CLONE_CHILD_SETTID: [0x1000000, 0x1000000],
        CLONE_SETTLS: [0x80000, 0x2000000],
        CLONE_STOPPED: [2 ** 41, 0x4000000],
        CLONE_VFORK: [0x4000, 0x8000000],
        CLONE_NEWCGROUP: [0x02000000, 0x10000000],
      }),
      ...CLONE_FLAG_BITS,
    ],
  },
  { name: 'execve_flags', kind: 'flags', entries: EXEC_FLAG_BITS },
  {
    name: 'memfd_create_flags',
    kind: 'flags',
    entries: entriesOf({ MFD_CLOEXEC: 1, MFD_ALLOW_SEALING: 2, MFD_HUGETLB: 4 }),
  },
  {
    name: 'finit_module_flags',
    kind: 'flags',
    entries: entriesOf({
      MODULE_INIT_IGNORE_MODVERSIONS: 1,
      MODULE_INIT_IGNORE_VERMAGIC: 2,
      MODULE_INIT_COMPRESSED_FILE: 4,
    }),
  },
  {
    name: 'prctl_options',
    kind: 'enum',
    entries: entriesOf({
      PR_GET_DUMPABLE: 3,
      PR_SET_DUMPABLE: 4,
      PR_GET_KEEPCAPS: 7,
      PR_SET_KEEPCAPS: 8,
      PR_SET_NAME: 15,
      PR_GET_NAME: 16,
      PR_GET_SECCOMP: 21,
      PR_SET_SECCOMP: 22,
      PR_CAPBSET_READ: 23,
      PR_CAPBSET_DROP: 24,
      PR_GET_SECUREBITS: 27,
      PR_SET_SECUREBITS: 28,
      PR_MCE_KILL: 33,
      PR_SET_MM: 35,
      PR_SET_CHILD_SUBREAPER: 36,
      PR_GET_CHILD_SUBREAPER: 37,
      PR_SET_NO_NEW_PRIVS: 38,
      PR_GET_NO_NEW_PRIVS: 39,
      PR_GET_TID_ADDRESS: 40,
      PR_SET_THP_DISABLE: 41,
      PR_GET_THP_DISABLE: 42,
      PR_CAP_AMBIENT: 47,
    }),
  },
];
