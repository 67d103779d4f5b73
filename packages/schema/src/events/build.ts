/** The little language in which the rows of the event table are written. */
import type { ValueType } from '../types.ts';
import type { Ia32Numbers, ParamDef, ProcessFact, Storage, SyscallNumbers } from './types.ts';

export function ret(name: string, type: ValueType): ParamDef {
  return { name, type, source: { from: 'ret' } };
}

export const RES: ParamDef = ret('res', 'ERRNO');

export function arg(name: string, type: ValueType, n: number, as: Storage, flags?: string): ParamDef {
  return { name, type, source: { from: 'arg', arg: n, as }, ...(flags === undefined ? {} : { flags }) };
}

export function string(name: string, n: number, type: ValueType = 'CHARBUF'): ParamDef {
  return { name, type, source: { from: 'string', arg: n } };
}

/** A path whose object the kernel no longer shows after the call: read at entry as well, and compared. */
export function path(name: string, n: number): ParamDef {
  return { name, type: 'FSPATH', source: { from: 'path', arg: n, entry: true } };
}

export function pathAt(name: string, at: number, n: number): ParamDef {
  return { name, type: 'FSRELPATH', source: { from: 'path', arg: n, at, entry: true } };
}

export function fd(name: string, n: number): ParamDef {
  return arg(name, 'FD', n, 's32');
}

export function ofFd(name: string, type: ValueType, member: 'num' | 'dev' | 'ino' | 'path' | 'tuple'): ParamDef {
  return { name, type, source: { from: 'fd', member } };
}

export function slot(
  name: string,
  type: ValueType,
  as: Storage | 'string' | 'path' | 'address',
  flags?: string,
): ParamDef {
  return { name, type, source: { from: 'slot', as }, ...(flags === undefined ? {} : { flags }) };
}

export function process(name: string, type: ValueType, fact: ProcessFact, flags?: string): ParamDef {
  return { name, type, source: { from: 'process', fact }, ...(flags === undefined ? {} : { flags }) };
}

/** Numbers of a call; `ia32`: in the 32-bit interface of x86-64 kernels, where there may be other ways to it. */
export function nr(
  x86_64: number | undefined,
  aarch64?: number,
  ia32?: number,
  ways: Omit<Ia32Numbers, 'call'> = {},
): SyscallNumbers {
  return {
    ...(x86_64 === undefined ? {} : { x86_64 }),
    ...(aarch64 === undefined ? {} : { aarch64 }),
    ia32: { ...(ia32 === undefined ? {} : { call: ia32 }), ...ways },
  };
}
