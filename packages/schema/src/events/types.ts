/** The shape of a row of the event table. */
import type { ValueType } from '../types.ts';

/** A scalar as the probe stores it. */
export type Storage = 'u8' | 'u16' | 'u32' | 'u64' | 's32' | 's64';

/**
 * Where the value of a parameter comes from.
 *
 * - `ret`: the return value of the call (in the header of every record)
 * - `arg`: argument `arg` of the call (0 to 5), stored as `as`
 * - `string`: the NUL-terminated user string that argument `string` points to
 * - `path`: a user path; `at` is the argument with the directory descriptor it is relative to. What the process asked
 *   for, the directory it is relative to, and where the kernel went are three strings of one slot.
 * - `fd`: a member of the descriptor block of the record
 * - `slot`: a slot of its own that the handler fills by hand
 * - `process`: a fact of the process (for clone and its kin: of the child), taken from the process table
 * - `identity`: who made the call, from the header
 */
export type ParamSource =
  | { readonly from: 'ret' }
  | { readonly from: 'arg'; readonly arg: number; readonly as: Storage }
  | { readonly from: 'string'; readonly arg: number }
  | { readonly from: 'path'; readonly arg: number; readonly at?: number; readonly entry?: boolean }
  | { readonly from: 'fd'; readonly member: 'num' | 'dev' | 'ino' | 'path' | 'tuple' }
  | { readonly from: 'slot'; readonly as: Storage | 'string' | 'path' | 'address' }
  | { readonly from: 'process'; readonly fact: ProcessFact }
  | { readonly from: 'identity'; readonly member: 'tid' | 'pid' };

export const PROCESS_FACTS = [
  'args',
  'capEffective',
  'capInheritable',
  'capPermitted',
  'cgroups',
  'comm',
  'cwd',
  'env',
  'exe',
  'exeFlags',
  'exeIno',
  'exeCtime',
  'exeMtime',
  'exepath',
  'fdlimit',
  'gid',
  'loginuid',
  'pgftMajor',
  'pgftMinor',
  'pgid',
  'pid',
  'pidnsInitStart',
  'ppid',
  'tid',
  'tty',
  'uid',
  'vmRss',
  'vmSize',
  'vmSwap',
  'vpgid',
  'vpid',
  'vtid',
] as const;
export type ProcessFact = (typeof PROCESS_FACTS)[number];

export interface ParamDef {
  readonly name: string;
  readonly type: ValueType;
  readonly source: ParamSource;
  /** Name of the flag set that gives its number to rules, and (for FLAGS*, ENUMFLAGS* and MODE) its names. */
  readonly flags?: string;
}

export type EventCategory =
  'file' | 'process' | 'net' | 'io_read' | 'io_write' | 'io_other' | 'user' | 'memory' | 'signal' | 'other';

/** Numbers of a system call; an architecture that lacks the call has no entry. */
export interface SyscallNumbers {
  readonly x86_64?: number;
  readonly aarch64?: number;
  /** What the kernel calls it in the tracepoint `sys_enter_NAME`, if not as the event. */
  readonly tracepoint?: string;
  /** Of the 32-bit interface of x86-64 kernels. */
  readonly ia32?: Ia32Numbers;
}

/** The ways to one call in the 32-bit interface of x86-64 kernels. */
export interface Ia32Numbers {
  readonly call?: number;
  /** An older call, of whose user and group ids the kernel takes 16 bits. */
  readonly shortIds?: number;
  /** First arguments of socketcall(2) that ask for it; a call that has fewer arguments gives 0 for the others. */
  readonly socketcall?: readonly number[];
}

export interface EventDef {
  /** As `evt.type` shows it. */
  readonly name: string;
  readonly category: EventCategory;
  /** Absent for events that are no system call (procexit). */
  readonly syscall?: SyscallNumbers;
  readonly params: readonly ParamDef[];
  /** Which descriptor the event speaks of (`fd.*`): an argument, or the one that the call returned. */
  readonly fd?: { readonly arg: number } | { readonly ret: true };
  /**
   * `table`: the handler follows from this row. `own`: written by hand in the probe. `none`: the event does not come from
   * the kernel, and no process has made it; its records are made in user space.
   */
  readonly handler: 'table' | 'own' | 'none';
  /** Has a handler of its own for the moment when the call begins, beyond the copies of `path` parameters with `entry`. */
  readonly entry?: 'own';
  /** Sent for every watched process, rules or not: the process table needs it. Goes to the life ring. */
  readonly state?: boolean;
  /** What the record holds beyond the parameters: the whole process, or its new working directory. */
  readonly carries?: 'process' | 'cwd';
}
