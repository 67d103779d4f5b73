/** Records as the probe would send them, for measurements without a kernel. */
import { encodeRecord } from '@lanner/capture';
import type { MemberValue } from '@lanner/capture';

const START = 1_000_000_000n;
const FIRST_PID = 5000;
const PATH = '/usr/lib/gcc/x86_64-linux-gnu/include/part-';

export interface Subject {
  readonly pid: number;
  readonly startTime: bigint;
}

export function subject(index: number): Subject {
  return { pid: FIRST_PID + index, startTime: START + BigInt(index) * 1000n };
}

function header({ pid, startTime }: Subject, execId: bigint, time: bigint, comm: string, ret: number): MemberValue {
  return { time, startTime, execId, ret, pid, tid: pid, uid: 1000, gid: 1000, loginuid: 1000, comm };
}

const ENVIRONMENT = Array.from({ length: 20 }, (_, index) => `VARIABLE_${index}=the value of ${index}\0`).join('');

function processOf({ pid, startTime }: Subject, execId: bigint, program: string, args: string): MemberValue {
  return {
    pid,
    vpid: pid,
    ppid: 1,
    startTime,
    execId,
    comm: program,
    exepath: `/usr/bin/${program}`,
    cwd: '/home/someone/project',
    args,
    env: ENVIRONMENT,
    pgid: pid,
    vpgid: pid,
    sid: pid,
    vsid: pid,
    cgroupUnified: '/user.slice/user-1000.slice/session-2.scope',
  };
}

export function forkRecord(one: Subject, time: bigint): ArrayBuffer {
  return encodeRecord('process_new', {
    header: header({ pid: 1, startTime: 1n }, 0n, time, 'init', one.pid),
    process: processOf(one, 0n, 'init', '/usr/bin/init\0'),
  });
}

export function execRecord(one: Subject, time: bigint): ArrayBuffer {
  return encodeRecord('execve', {
    header: header(one, 1n, time, 'make', 0),
    process: processOf(one, 1n, 'make', 'make\0-j\0--directory=build\0all\0install\0'),
    filename: '/usr/bin/make',
  });
}

/** @param flags as the kernel has them: 0 reads, 0o101 creates and writes */
export function openRecord(one: Subject, time: bigint, index: number, flags: number): ArrayBuffer {
  const path = `${PATH}${index}.h`;
  return encodeRecord('openat', {
    header: header(one, 1n, time, 'make', 3),
    descriptor: { num: 3, ino: 1000 + index, mode: 0o100644, path },
    dirfd: -100,
    name: { raw: path, real: path },
    flags,
    mode: 0o644,
  });
}

/** Records one after the other. */
export function join(records: readonly ArrayBuffer[]): { readonly buffer: ArrayBuffer; readonly offsets: number[] } {
  const bytes = new Uint8Array(records.reduce((sum, { byteLength }) => sum + byteLength, 0));
  const offsets: number[] = [];
  let at = 0;
  for (const record of records) {
    offsets.push(at);
    bytes.set(new Uint8Array(record), at);
    at += record.byteLength;
  }
  return { buffer: bytes.buffer, offsets };
}
