import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHECKS, type Finding } from './checks.ts';
import { examine, formatFindings } from './command.ts';
import { thisMachine, type Machine } from './machine.ts';

const FILES: Readonly<Record<string, string>> = {
  '/sys/kernel/btf/vmlinux': '',
  '/proc/self/status': 'Name:\tnode\nCapEff:\t000001ffffffffff\n',
  '/sys/kernel/security/lockdown': 'none [integrity] confidentiality\n',
  '/proc/sys/net/core/bpf_jit_enable': '1\n',
  '/proc/self/mounts': 'cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n',
  '/proc/self/limits':
    'Limit  Soft Limit  Hard Limit  Units\nMax locked memory         8388608              8388608              bytes\n',
  '/built': '',
};

interface Changes {
  readonly kernelRelease?: string;
  /** Undefined: the file is not there. */
  readonly files?: Readonly<Record<string, string | undefined>>;
  readonly pidNamespace?: string;
  readonly probeError?: string;
}

/** A machine on which all is well, but for the changes. */
function machine(changes: Changes = {}): Machine {
  const files: Readonly<Record<string, string | undefined>> = { ...FILES, ...changes.files };
  return {
    kernelRelease: changes.kernelRelease ?? '6.1.0-18-amd64',
    readText: (path) => files[path],
    readLink: () => changes.pidNamespace ?? 'pid:[4026531836]',
    isReadable: (path) => files[path] !== undefined,
    built: [{ what: 'probe', path: '/built' }],
    tryProbe: () => changes.probeError,
  };
}

const status = (changes: Changes, name: string): Finding['status'] | undefined =>
  examine(machine(changes), CHECKS).find((finding) => finding.name === name)?.status;

test('where all is well every check is', () => {
  assert.deepEqual(
    examine(machine(), CHECKS).filter((finding) => finding.status !== 'ok'),
    [],
  );
});

const CASES: readonly (readonly [string, Changes, Finding['status']])[] = [
  ['kernel', { kernelRelease: '5.8.0' }, 'ok'],
  ['kernel', { kernelRelease: '5.7.19' }, 'fail'],
  ['kernel', { kernelRelease: '4.19.0-25-amd64' }, 'fail'],
  ['kernel', { kernelRelease: '10.0.1' }, 'ok'],
  ['kernel', { kernelRelease: 'mine' }, 'warn'],
  ['type information', { files: { '/sys/kernel/btf/vmlinux': undefined } }, 'fail'],
  ['native parts', { files: { '/built': undefined } }, 'fail'],
  ['capabilities', { files: { '/proc/self/status': 'CapEff:\t0000000000000000\n' } }, 'fail'],
  // BPF, PERFMON, SYS_PTRACE, DAC_READ_SEARCH and nothing else
  ['capabilities', { files: { '/proc/self/status': 'CapEff:\t000000c000080004\n' } }, 'ok'],
  // SYS_ADMIN instead of BPF and PERFMON
  ['capabilities', { files: { '/proc/self/status': 'CapEff:\t0000000000280004\n' } }, 'ok'],
  ['capabilities', { files: { '/proc/self/status': 'CapEff:\t000000c000000004\n' } }, 'fail'],
  ['capabilities', { files: { '/proc/self/status': undefined } }, 'warn'],
  ['lockdown', { files: { '/sys/kernel/security/lockdown': 'none integrity [confidentiality]\n' } }, 'fail'],
  ['lockdown', { files: { '/sys/kernel/security/lockdown': undefined } }, 'ok'],
  ['probe', { probeError: 'operation not permitted' }, 'fail'],
  ['probe', { files: { '/built': undefined } }, 'warn'],
  ['JIT compiler', { files: { '/proc/sys/net/core/bpf_jit_enable': '0\n' } }, 'warn'],
  ['JIT compiler', { files: { '/proc/sys/net/core/bpf_jit_enable': undefined } }, 'warn'],
  ['locked memory', { kernelRelease: '5.10.0' }, 'warn'],
  ['locked memory', { kernelRelease: '5.11.0' }, 'ok'],
  ['cgroups', { files: { '/proc/self/mounts': '' } }, 'warn'],
  ['process namespace', { pidNamespace: 'pid:[4026532000]' }, 'warn'],
];

for (const [name, changes, expected] of CASES) {
  test(`${name}: ${JSON.stringify(changes)} is ${expected}`, () => {
    assert.equal(status(changes, name), expected);
  });
}

test('whatever is not well comes with advice', () => {
  const nowhere: Machine = {
    kernelRelease: '',
    readText: () => undefined,
    readLink: () => undefined,
    isReadable: () => false,
    built: [{ what: 'probe', path: '/built' }],
    tryProbe: () => 'no',
  };
  for (const { name, status: found, advice } of examine(nowhere, CHECKS)) {
    assert.equal(advice === undefined, found === 'ok', name);
  }
});

test('findings are one line each, advice on the next', () => {
  const text = formatFindings(
    [
      { name: 'one', status: 'ok', detail: 'fine' },
      { name: 'longer', status: 'fail', detail: 'bad\u001b[2J', advice: 'mend it' },
    ],
    false,
  );
  assert.equal(text, 'ok    one     fine\nfail  longer  bad\\x1b[2J\n              → mend it\n');
});

test('this machine can be examined', () => {
  assert.equal(examine(thisMachine(), CHECKS).length, CHECKS.length);
});
