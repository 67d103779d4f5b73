import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FLAG_SETS, SIGNALS, findFlagSet } from '../flags.ts';
import { CAPABILITIES, renderCapabilities } from './capabilities.ts';
import {
  flagNames,
  renderErrno,
  renderErrnoWithNumber,
  renderFlags,
  renderFlagsWithNumber,
  renderResult,
} from './render.ts';
import type { FlagSet } from './types.ts';

function set(name: string): FlagSet {
  const found = findFlagSet(name);
  assert.ok(found, name);
  return found;
}

/** Texts as recorded from Falco; the values beside them are those of Linux. */
const RECORDED: readonly (readonly [set: string, value: number, text: string])[] = [
  ['open_flags', 0, 'O_RDONLY'],
  ['open_flags', 0x80000, 'O_RDONLY|O_CLOEXEC'],
  ['open_flags', 0x241, 'O_TRUNC|O_CREAT|O_WRONLY'],
  ['open_flags', 0x90800, 'O_DIRECTORY|O_NONBLOCK|O_RDONLY|O_CLOEXEC'],
  ['open_flags', 0x40000000, 'O_RDONLY|FD_LOWER_LAYER'],
  ['open_flags', 0x40080000, 'O_RDONLY|O_CLOEXEC|FD_LOWER_LAYER'],
  ['socket_flags', 0, 'O_NONE'],
  ['socket_families', 1, 'AF_LOCAL|AF_UNIX'],
  ['socket_families', 2, 'AF_INET'],
  ['socket_families', 10, 'AF_INET6'],
  ['execve_flags', 9, 'EXE_WRITABLE|EXE_LOWER_LAYER'],
  ['clone_flags', 0x1200011, 'CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID'],
  [
    'clone_flags',
    0x150f00,
    'CLONE_FILES|CLONE_FS|CLONE_PARENT_SETTID|CLONE_SIGHAND|CLONE_SYSVSEM|CLONE_THREAD|CLONE_VM',
  ],
  [
    'clone_flags',
    2 ** 40 + 0x3d0f00,
    'CLONE_FILES|CLONE_FS|CLONE_PARENT_SETTID|CLONE_SIGHAND|CLONE_SYSVSEM|CLONE_THREAD|CLONE_VM|CLONE_CHILD_CLEARTID|CLONE_SETTLS|CLONE_CHILD_IN_PIDNS',
  ],
  ['signals', 0, '0'],
  ['signals', 14, 'SIGALRM'],
  ['signals', 29, 'SIGIO'],
];

test('recorded texts', () => {
  for (const [name, value, text] of RECORDED) assert.equal(renderFlags(set(name), value), text, name);
});

test('the access mode is a number, not two bits', () => {
  assert.equal(renderFlags(set('open_flags'), 1), 'O_WRONLY');
  assert.equal(renderFlags(set('open_flags'), 2), 'O_RDWR');
  assert.equal(renderFlags(set('open_flags'), 3), 'O_RDWR');
});

test('flags that contain others show together with them', () => {
  assert.equal(renderFlags(set('open_flags'), 0x101001), 'O_SYNC|O_DSYNC|O_WRONLY');
  assert.equal(renderFlags(set('open_flags'), 0x1001), 'O_DSYNC|O_WRONLY');
  assert.equal(renderFlags(set('open_flags'), 0x410002), 'O_DIRECTORY|O_RDWR|O_TMPFILE');
});

test('values without a name show as numbers', () => {
  assert.equal(renderFlags(set('unlinkat_flags'), 0), '0');
  assert.equal(renderFlags(set('socket_families'), 44), '44');
  assert.equal(renderFlags(SIGNALS, 34), '34');
  assert.equal(renderFlags(set('ptrace_requests'), 0x7777), 'PTRACE_UNKNOWN');
  assert.equal(renderFlagsWithNumber(set('mount_flags'), 0), '0');
});

test('file modes', () => {
  assert.equal(renderFlags(set('file_mode'), 0o4500), 'S_IXUSR|S_IRUSR|S_ISUID');
  assert.equal(renderFlagsWithNumber(set('file_mode'), 0o4500), '04500(S_IXUSR|S_IRUSR|S_ISUID)');
  assert.equal(renderFlagsWithNumber(set('file_mode'), 0), '0');
  assert.equal(renderFlags(set('mknod_mode'), 0o060600), 'S_IWUSR|S_IRUSR|S_IFBLK');
});

test('with the number in front', () => {
  assert.equal(renderFlagsWithNumber(set('execve_flags'), 9), '9(EXE_WRITABLE|EXE_LOWER_LAYER)');
  assert.equal(renderFlagsWithNumber(set('socket_families'), 1), '1(AF_LOCAL|AF_UNIX)');
  assert.equal(renderFlagsWithNumber(SIGNALS, 29), '29(SIGIO)');
});

test('the old mark of mount flags is dropped, the highest flag is not', () => {
  assert.equal(renderFlags(set('mount_flags'), 0xc0ed1001), 'RDONLY|BIND');
  assert.equal(renderFlags(set('mount_flags'), 0x80000001), 'RDONLY|NOUSER');
});

test('a negative or a big value is taken by its bits', () => {
  assert.equal(renderFlags(set('mount_flags'), -0x80000000), 'NOUSER');
  assert.equal(renderFlags(set('clone_flags'), (1n << 63n) | 0x20000000n), 'CLONE_NEWPID');
});

test('errors and results', () => {
  assert.equal(renderErrno(-2), 'ENOENT');
  assert.equal(renderErrno(-514), 'ERESTARTNOHAND');
  assert.equal(renderErrno(832), '832');
  assert.equal(renderErrno(-4000n), '-4000');
  assert.equal(renderErrnoWithNumber(-115), '-115(EINPROGRESS)');
  assert.equal(renderErrnoWithNumber(0), '0');
  assert.equal(renderResult(0), 'SUCCESS');
  assert.equal(renderResult(140353482317824n), 'SUCCESS');
  assert.equal(renderResult(-11), 'EAGAIN');
  assert.equal(renderResult(-4000), '-4000');
});

test('capabilities', () => {
  assert.equal(
    renderCapabilities(0xa80425fb),
    'CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER CAP_FSETID CAP_KILL CAP_SETGID CAP_SETUID CAP_SETPCAP ' +
      'CAP_NET_BIND_SERVICE CAP_NET_RAW CAP_SYS_CHROOT CAP_MKNOD CAP_AUDIT_WRITE CAP_SETFCAP',
  );
  assert.equal(renderCapabilities(0), '');
  assert.equal(renderCapabilities(0x1ffffffffff), CAPABILITIES.join(' '));
  assert.equal(renderCapabilities(0xffffffffffffffffn), CAPABILITIES.join(' '));
  assert.equal(CAPABILITIES.length, 41);
});

test('every entry shows for its own value; every name shown is one of the set', () => {
  for (const each of FLAG_SETS) {
    const known = new Set([...each.entries.map((entry) => entry.name), each.otherwise]);
    for (const entry of each.entries) {
      if (entry.name === 'O_NONE' && each.name === 'open_flags') continue;
      assert.ok(flagNames(each, entry.value).includes(entry.name), `${each.name}: ${entry.name}`);
    }
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        for (const name of flagNames(each, value)) assert.ok(known.has(name));
      }),
    );
  }
});
