/** Flags of open and of the calls whose flags are a part of them. */
import { entriesOf, type FlagEntry, type FlagSet } from './types.ts';

const O_CLOEXEC = [0x80000, 0x1000] as const;
const O_NONBLOCK = [0x800, 0x40] as const;
const ACCESS_MODE = 3;

/**
 * What the probe adds to the flags of open, in bits that open ignores. A process may set these bits itself: the probe
 * clears them before it sets its own.
 */
export const OPEN_FLAG_BITS: readonly FlagEntry[] = [
  { name: 'O_F_CREATED', value: 0x10000000, encoded: 0x4000 },
  { name: 'FD_UPPER_LAYER', value: 0x20000000, encoded: 0x8000 },
  { name: 'FD_LOWER_LAYER', value: 0x40000000, encoded: 0x10000 },
];

/** What the probe tells about the file that creat opened. */
export const CREAT_FLAG_BITS: readonly FlagEntry[] = [
  { name: 'FD_UPPER_LAYER_CREAT', value: 1 },
  { name: 'FD_LOWER_LAYER_CREAT', value: 2 },
];

/** O_SYNC and O_TMPFILE contain O_DSYNC and O_DIRECTORY, and show together with them. */
const OPEN: FlagSet = {
  name: 'open_flags',
  kind: 'flags',
  entries: [
    ...entriesOf({
      O_LARGEFILE: [0x8000, 0x800],
      O_DIRECTORY: [0x10000, 0x400],
      O_DIRECT: [0x4000, 0x200],
      O_TRUNC: [0x200, 0x100],
      O_SYNC: [0x101000, 0x80],
      O_NONBLOCK,
      O_EXCL: [0x80, 0x20],
      O_DSYNC: [0x1000, 0x10],
      O_APPEND: [0x400, 0x8],
      O_CREAT: [0x40, 0x4],
      O_RDWR: [2, 3],
    }),
    { name: 'O_WRONLY', value: 1, mask: ACCESS_MODE, encoded: 2 },
    { name: 'O_RDONLY', value: 0, mask: ACCESS_MODE, encoded: 1 },
    ...entriesOf({ O_CLOEXEC, O_NONE: 0, O_TMPFILE: [0x410000, 0x2000] }),
    ...OPEN_FLAG_BITS,
  ],
};

/** Flags of calls that make a descriptor: no access mode, so that 0 is nothing at all. */
function descriptorFlags(name: string): FlagSet {
  return { name, kind: 'flags', entries: entriesOf({ O_NONBLOCK, O_CLOEXEC, O_NONE: 0 }) };
}

export const OPEN_FLAG_SETS: readonly FlagSet[] = [
  OPEN,
  { name: 'creat_flags', kind: 'flags', entries: CREAT_FLAG_BITS },
  {
    name: 'openat2_resolve',
    kind: 'flags',
    entries: entriesOf({
      RESOLVE_BENEATH: [8, 1],
      RESOLVE_IN_ROOT: [16, 2],
      RESOLVE_NO_MAGICLINKS: [2, 4],
      RESOLVE_NO_SYMLINKS: [4, 8],
      RESOLVE_NO_XDEV: [1, 16],
      RESOLVE_CACHED: 32,
    }),
  },
  descriptorFlags('dup3_flags'),
  // The upper bits of the type of a socket are those of open.
  descriptorFlags('socket_flags'),
  descriptorFlags('userfaultfd_flags'),
];
