/** Flags of calls on the file system, and of file modes. */
import { entriesOf, type FlagEntry, type FlagSet } from './types.ts';

const PERMISSIONS: readonly FlagEntry[] = entriesOf({
  S_IXOTH: 0o1,
  S_IWOTH: 0o2,
  S_IROTH: 0o4,
  S_IXGRP: 0o10,
  S_IWGRP: 0o20,
  S_IRGRP: 0o40,
  S_IXUSR: 0o100,
  S_IWUSR: 0o200,
  S_IRUSR: 0o400,
  S_ISVTX: 0o1000,
  S_ISGID: 0o2000,
  S_ISUID: 0o4000,
});

/** The type of a file is a number in the upper bits of its mode, not a bit for each. */
const FILE_TYPES: readonly FlagEntry[] = entriesOf({
  S_IFREG: 0o100000,
  S_IFCHR: 0o020000,
  S_IFBLK: 0o060000,
  S_IFIFO: 0o010000,
  S_IFSOCK: 0o140000,
}).map((entry) => ({ ...entry, mask: 0o170000 }));

export const FILE_FLAG_SETS: readonly FlagSet[] = [
  { name: 'file_mode', kind: 'flags', octal: true, entries: PERMISSIONS },
  { name: 'mknod_mode', kind: 'flags', octal: true, entries: [...PERMISSIONS, ...FILE_TYPES] },
  { name: 'unlinkat_flags', kind: 'flags', entries: entriesOf({ AT_REMOVEDIR: 0x200 }) },
  { name: 'linkat_flags', kind: 'flags', entries: entriesOf({ AT_SYMLINK_FOLLOW: 0x400, AT_EMPTY_PATH: 0x1000 }) },
  { name: 'fchownat_flags', kind: 'flags', entries: entriesOf({ AT_SYMLINK_NOFOLLOW: 0x100, AT_EMPTY_PATH: 0x1000 }) },
  {
    name: 'renameat2_flags',
    kind: 'flags',
    unencoded: true,
    entries: entriesOf({ RENAME_NOREPLACE: 1, RENAME_EXCHANGE: 2, RENAME_WHITEOUT: 4 }),
  },
  { name: 'umount_flags', kind: 'flags', entries: entriesOf({ FORCE: 1, DETACH: 2, EXPIRE: 4, NOFOLLOW: 8 }) },
  {
    name: 'mount_flags',
    kind: 'flags',
    // Old programs mark the flags with a magic number in the upper half, which the kernel drops as well.
    ignored: { mask: 0xffff0000, value: 0xc0ed0000 },
    unencoded: true,
    entries: entriesOf({
      RDONLY: 0x1,
      NOSUID: 0x2,
      NODEV: 0x4,
      NOEXEC: 0x8,
      SYNCHRONOUS: 0x10,
      REMOUNT: 0x20,
      MANDLOCK: 0x40,
      DIRSYNC: 0x80,
      NOATIME: 0x400,
      NODIRATIME: 0x800,
      BIND: 0x1000,
      MOVE: 0x2000,
      REC: 0x4000,
      SILENT: 0x8000,
      POSIXACL: 0x10000,
      UNBINDABLE: 0x20000,
      PRIVATE: 0x40000,
      SLAVE: 0x80000,
      SHARED: 0x100000,
      RELATIME: 0x200000,
      KERNMOUNT: 0x400000,
      I_VERSION: 0x800000,
      STRICTATIME: 0x1000000,
      LAZYTIME: 0x2000000,
      NOSEC: 0x10000000,
      BORN: 0x20000000,
      ACTIVE: 0x40000000,
      NOUSER: 0x80000000,
    }),
  },
];
