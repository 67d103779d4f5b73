/** Flags of open and of the calls whose flags are a part of them. */
import { entriesOf, type FlagEntry, type FlagSet } from './types.ts';

const O_CLOEXEC = 0x80000;
const O_NONBLOCK = 0x800;
const ACCESS_MODE = 3;

/**
 * What the probe adds to the flags of open, in bits that open ignores. A process may set these bits itself: the probe
 * clears them before it sets its own.
 */
export const OPEN_FLAG_BITS: readonly FlagEntry[] = [
  { name: 'O_F_CREATED', value: 0x10000000 },
  { name: 'FD_UPPER_LAYER', value: 0x20000000 },
  { name: 'FD_LOWER_LAYER', value: 0x40000000 },
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
    { name: 'O_LARGEFILE', value: 0x8000 },
    { name: 'O_DIRECTORY', value: 0x10000 },
    { name: 'O_DIRECT', value: 0x4000 },
    { name: 'O_TRUNC', value: 0x200 },
    { name: 'O_SYNC', value: 0x101000 },
    { name: 'O_NONBLOCK', value: O_NONBLOCK },
    { name: 'O_EXCL', value: 0x80 },
    { name: 'O_DSYNC', value: 0x1000 },
    { name: 'O_APPEND', value: 0x400 },
    { name: 'O_CREAT', value: 0x40 },
    { name: 'O_RDWR', value: 2 },
    { name: 'O_WRONLY', value: 1, mask: ACCESS_MODE },
    { name: 'O_RDONLY', value: 0, mask: ACCESS_MODE },
    { name: 'O_CLOEXEC', value: O_CLOEXEC },
    { name: 'O_NONE', value: 0 },
    { name: 'O_TMPFILE', value: 0x410000 },
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
      RESOLVE_BENEATH: 8,
      RESOLVE_IN_ROOT: 16,
      RESOLVE_NO_MAGICLINKS: 2,
      RESOLVE_NO_SYMLINKS: 4,
      RESOLVE_NO_XDEV: 1,
      RESOLVE_CACHED: 32,
    }),
  },
  descriptorFlags('dup3_flags'),
  {
    ...descriptorFlags('pipe2_flags'),
    entries: entriesOf({ O_DIRECT: 0x4000, O_NONBLOCK, O_CLOEXEC, O_NONE: 0 }),
  },
  // The upper bits of the type of a socket are those of open.
  descriptorFlags('socket_flags'),
  descriptorFlags('userfaultfd_flags'),
];
