/** The numbers of flags as rules see them, set by set, against those of Falco 0.44. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readLines, skip } from '../corpus.test.ts';
import { EVENTS } from '../events.ts';
import { FLAG_SETS, findFlagSet } from '../flags.ts';
import { decodeFlags, encodeFlags, isUnencoded } from './encode.ts';
import { renderFlagsWithNumber } from './render.ts';
import { shownEntries } from './shown.ts';
import type { FlagSet } from './types.ts';

function set(name: string): FlagSet {
  return findFlagSet(name) ?? assert.fail(name);
}

/** Numbers of the first names of a set, in Falco's order of bits: 1, 2, 4 and so on; `_` where no name of ours has the bit. */
function bitsInOrder(names: string): Readonly<Record<string, number>> {
  const pairs = names.split(' ').map((name, bit) => [name, 2 ** bit] as const);
  return Object.fromEntries(pairs.filter(([name]) => name !== '_'));
}

/** As Falco defines them, name by name. */
const FALCO: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  open_flags: {
    O_NONE: 0,
    O_RDWR: 3,
    ...bitsInOrder(
      'O_RDONLY O_WRONLY O_CREAT O_APPEND O_DSYNC O_EXCL O_NONBLOCK O_SYNC O_TRUNC O_DIRECT O_DIRECTORY O_LARGEFILE ' +
        'O_CLOEXEC O_TMPFILE O_F_CREATED FD_UPPER_LAYER FD_LOWER_LAYER',
    ),
  },
  creat_flags: { FD_UPPER_LAYER_CREAT: 1, FD_LOWER_LAYER_CREAT: 2 },
  openat2_resolve: bitsInOrder(
    'RESOLVE_BENEATH RESOLVE_IN_ROOT RESOLVE_NO_MAGICLINKS RESOLVE_NO_SYMLINKS RESOLVE_NO_XDEV RESOLVE_CACHED',
  ),
  dup3_flags: { O_NONBLOCK: 64, O_CLOEXEC: 4096, O_NONE: 0 },
  socket_flags: { O_NONBLOCK: 64, O_CLOEXEC: 4096, O_NONE: 0 },
  userfaultfd_flags: { O_NONBLOCK: 64, O_CLOEXEC: 4096, O_NONE: 0 },
  clone_flags: bitsInOrder(
    'CLONE_FILES CLONE_FS CLONE_IO CLONE_NEWIPC CLONE_NEWNET CLONE_NEWNS CLONE_NEWPID CLONE_NEWUTS CLONE_PARENT ' +
      'CLONE_PARENT_SETTID CLONE_PTRACE CLONE_SIGHAND CLONE_SYSVSEM CLONE_THREAD CLONE_UNTRACED CLONE_VM ' +
      'CLONE_INVERTED NAME_CHANGED CLOSED _ CLONE_NEWUSER _ _ CLONE_CHILD_CLEARTID CLONE_CHILD_SETTID CLONE_SETTLS ' +
      'CLONE_STOPPED CLONE_VFORK CLONE_NEWCGROUP CLONE_CHILD_IN_PIDNS',
  ),
  execve_flags: bitsInOrder('EXE_WRITABLE EXE_UPPER_LAYER EXE_FROM_MEMFD EXE_LOWER_LAYER'),
  memfd_create_flags: bitsInOrder('MFD_CLOEXEC MFD_ALLOW_SEALING MFD_HUGETLB'),
  finit_module_flags: bitsInOrder(
    'MODULE_INIT_IGNORE_MODVERSIONS MODULE_INIT_IGNORE_VERMAGIC MODULE_INIT_COMPRESSED_FILE',
  ),
  unlinkat_flags: { AT_REMOVEDIR: 0x200 },
  linkat_flags: { AT_SYMLINK_FOLLOW: 0x400, AT_EMPTY_PATH: 0x1000 },
  fchownat_flags: { AT_SYMLINK_NOFOLLOW: 0x100, AT_EMPTY_PATH: 0x1000 },
  renameat2_flags: bitsInOrder('RENAME_NOREPLACE RENAME_EXCHANGE RENAME_WHITEOUT'),
  umount_flags: bitsInOrder('FORCE DETACH EXPIRE NOFOLLOW'),
  mount_flags: bitsInOrder(
    'RDONLY NOSUID NODEV NOEXEC SYNCHRONOUS REMOUNT MANDLOCK DIRSYNC _ _ NOATIME NODIRATIME BIND MOVE REC SILENT ' +
      'POSIXACL UNBINDABLE PRIVATE SLAVE SHARED RELATIME KERNMOUNT I_VERSION STRICTATIME LAZYTIME _ _ NOSEC BORN ' +
      'ACTIVE NOUSER',
  ),
  file_mode: bitsInOrder(
    'S_IXOTH S_IWOTH S_IROTH S_IXGRP S_IWGRP S_IRGRP S_IXUSR S_IWUSR S_IRUSR S_ISVTX S_ISGID S_ISUID',
  ),
  ptrace_requests: Object.fromEntries(
    (
      'UNKNOWN TRACEME PEEKTEXT PEEKDATA PEEKUSR POKETEXT POKEDATA POKEUSR CONT KILL SINGLESTEP ATTACH DETACH SYSCALL ' +
      'SETOPTIONS GETEVENTMSG GETSIGINFO SETSIGINFO GETREGSET SETREGSET SEIZE INTERRUPT LISTEN PEEKSIGINFO GETSIGMASK ' +
      'SETSIGMASK GETREGS SETREGS GETFPREGS SETFPREGS GETFPXREGS SETFPXREGS OLDSETOPTIONS GET_THREAD_AREA ' +
      'SET_THREAD_AREA ARCH_PRCTL SYSEMU SYSEMU_SINGLESTEP SINGLEBLOCK'
    )
      .split(' ')
      .map((name, number) => [`PTRACE_${name}`, number]),
  ),
  // Falco has them from Linux as they are.
  socket_families: { AF_UNSPEC: 0, AF_UNIX: 1, AF_INET: 2, AF_INET6: 10, AF_NETLINK: 16, AF_PACKET: 17, AF_ALG: 38 },
  bpf_commands: { BPF_MAP_CREATE: 0, BPF_PROG_LOAD: 5, BPF_PROG_RUN: 10, BPF_PROG_BIND_MAP: 35 },
  prctl_options: { PR_GET_DUMPABLE: 3, PR_SET_NAME: 15, PR_SET_MM: 35, PR_CAP_AMBIENT: 47 },
};

/** Flags that show together with others that they contain. */
const CONTAINED: Readonly<Record<string, number>> = { O_SYNC: 0x10, O_TMPFILE: 0x400 };

test('every flag has the number that Falco gives it', () => {
  const inEvents = new Set(EVENTS.flatMap(({ params }) => params.flatMap(({ flags }) => flags ?? [])));
  assert.deepEqual([...inEvents].toSorted(), Object.keys(FALCO).toSorted());
  for (const [name, numbers] of Object.entries(FALCO)) {
    const of = set(name);
    for (const entry of of.entries) {
      const expected = numbers[entry.name];
      if (expected === undefined && isUnencoded(of)) continue;
      assert.ok(expected !== undefined, `${name}: ${entry.name}`);
      // The access mode of open is always there.
      const shown = encodeFlags(of, entry.name === 'O_RDONLY' || entry.name === 'O_NONE' ? 0 : entry.value);
      const accessMode = name === 'open_flags' && (entry.value & 3) === 0 ? 1 : 0;
      const alone = entry.name === 'O_NONE' && name === 'open_flags' ? 0 : (CONTAINED[entry.name] ?? 0);
      assert.equal(shown, (expected | alone | accessMode) >>> 0, `${name}: ${entry.name}`);
    }
    for (const known of Object.keys(numbers)) {
      const names = [...of.entries.map((entry) => entry.name), of.otherwise];
      assert.ok(names.includes(known), `${name}: ${known}`);
    }
  }
});

test('bits without a name are left out where Falco leaves them out', () => {
  assert.equal(encodeFlags(set('open_flags'), 0o2000000 | 0x20000), 0x1001, 'O_NOFOLLOW');
  assert.equal(encodeFlags(set('clone_flags'), 0x1200011), 0x1800000, 'the signal of the end');
  assert.equal(encodeFlags(set('unlinkat_flags'), 0x80000200), 0x200);
  assert.equal(encodeFlags(set('file_mode'), 0o100644), 0o644);
  assert.equal(encodeFlags(set('renameat2_flags'), 0x101), 0x101);
  assert.equal(encodeFlags(set('umount_flags'), 0x101), 1);
  assert.equal(encodeFlags(set('mount_flags'), 0xc0ed1101), 0x1101, 'the old mark is dropped, bit 8 is not');
});

test('the access mode of open is a number, 3 among them', () => {
  assert.deepEqual(
    [0, 1, 2, 3].map((mode) => encodeFlags(set('open_flags'), mode)),
    [1, 2, 3, 3],
  );
});

test('values without a name: 0 where they share one, else as they are', () => {
  assert.equal(encodeFlags(set('ptrace_requests'), 0x7777), 0);
  assert.equal(encodeFlags(set('socket_families'), 40), 40);
  assert.equal(encodeFlags(set('prctl_options'), 0x59616d61), 0x59616d61);
});

test('lists show the numbers that rules see', () => {
  assert.equal(renderFlagsWithNumber(set('open_flags'), 0x40080000), '69633(O_RDONLY|O_CLOEXEC|FD_LOWER_LAYER)');
  assert.equal(renderFlagsWithNumber(set('ptrace_requests'), 16), '11(PTRACE_ATTACH)');
  assert.equal(renderFlagsWithNumber(set('clone_flags'), 17), '0');
});

test('decoding gives a value of the same number, or none', () => {
  fc.assert(
    fc.property(fc.constantFrom(...FLAG_SETS), fc.nat(), (of, value) => {
      const number = Number(encodeFlags(of, value));
      const decoded = decodeFlags(of, number);
      if (decoded === undefined) assert.equal(shownEntries(of, value).length, 0);
      else assert.equal(encodeFlags(of, decoded), number);
    }),
  );
  assert.equal(decodeFlags(set('open_flags'), 4097), 0x80000);
  assert.equal(decodeFlags(set('open_flags'), 0x40000000), undefined);
});

test('recorded numbers are those of the recorded names', { skip }, () => {
  const cases = readLines<{ fields: Record<string, unknown> }>('fields.jsonl.gz');
  const seen = new Map<string, number>();
  for (const { fields } of cases) {
    const event = EVENTS.find(({ name }) => name === fields['evt.type']);
    for (const { name, type, flags } of event?.params ?? []) {
      const [shown, raw] = [fields[`evt.arg.${name}`], fields[`evt.rawarg.${name}`]];
      if (flags === undefined || typeof shown !== 'string' || raw === undefined || shown === '<NA>') continue;
      const of = set(flags);
      const values = shown.split('|').map((one) => of.entries.find((entry) => entry.name === one)?.value);
      if (values.includes(undefined)) continue;
      const value =
        of.kind === 'enum' ? values[0] : values.reduce((sum, one) => Number(BigInt(sum ?? 0) | BigInt(one ?? 0)), 0);
      const recorded = type.startsWith('FLAGS') ? Number.parseInt(String(raw), 16) : raw;
      assert.equal(encodeFlags(of, value ?? 0), recorded, `${event?.name}.${name}: ${shown}`);
      seen.set(flags, (seen.get(flags) ?? 0) + 1);
    }
  }
  assert.deepEqual([...seen.keys()].toSorted(), [
    'clone_flags',
    'execve_flags',
    'open_flags',
    'socket_families',
    'socket_flags',
  ]);
});
