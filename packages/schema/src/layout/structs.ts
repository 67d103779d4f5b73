/** The parts that the records of the probe are made of. Declared once; C and TypeScript both follow from here. */
import type { Storage } from '../events/types.ts';

export type MemberType =
  Storage | 'string' | 'path' | 'address' | 'descriptor' | 'process' | 'header' | { readonly bytes: number };

export interface MemberDef {
  readonly name: string;
  readonly type: MemberType;
  readonly doc?: string;
}

export interface StructDef {
  readonly name: 'string' | 'path' | 'address' | 'descriptor' | 'process' | 'header';
  readonly doc: string;
  readonly members: readonly MemberDef[];
}

export const STRUCTS: readonly StructDef[] = [
  {
    name: 'string',
    doc: 'Bytes in the variable part of the record. Offset 0: absent.',
    members: [
      { name: 'offset', type: 'u16', doc: 'from the start of the record' },
      { name: 'length', type: 'u16', doc: 'in bytes, without a terminator' },
    ],
  },
  {
    name: 'path',
    doc: 'A path argument, and what became of it.',
    members: [
      { name: 'raw', type: 'string', doc: 'as the process gave it' },
      { name: 'base', type: 'string', doc: 'the directory that a relative path starts from' },
      { name: 'real', type: 'string', doc: 'where the kernel went, where it left an object to tell' },
      {
        name: 'late',
        type: 'string',
        doc: 'what stood in its place when the call returned, if that was something else',
      },
    ],
  },
  {
    name: 'address',
    doc: 'A socket address that the process gave or was given.',
    members: [
      { name: 'family', type: 'u16', doc: '0: none' },
      { name: 'port', type: 'u16' },
      { name: 'ip', type: { bytes: 16 }, doc: 'network order; IPv4 in the first four bytes' },
      { name: 'path', type: 'string', doc: 'of a unix socket' },
    ],
  },
  {
    name: 'descriptor',
    doc: 'The open file or socket that the event speaks of, read from the kernel object.',
    members: [
      { name: 'ino', type: 'u64' },
      { name: 'num', type: 's32', doc: '-1: none' },
      { name: 'dev', type: 'u32', doc: 'as stat(2) gives it' },
      { name: 'magic', type: 'u32', doc: 'of the file system' },
      { name: 'flags', type: 'u32', doc: 'f_flags of the open file' },
      { name: 'mode', type: 'u16', doc: 'st_mode of the inode; 0: no open file' },
      { name: 'family', type: 'u16', doc: 'of a socket; 0: not a socket' },
      { name: 'lport', type: 'u16' },
      { name: 'rport', type: 'u16' },
      { name: 'protocol', type: 'u16' },
      { name: 'socktype', type: 'u16' },
      { name: 'state', type: 'u8', doc: 'of a TCP socket' },
      { name: 'layer', type: 'u8', doc: 'overlayfs: 1 upper, 2 lower' },
      { name: 'laddr', type: { bytes: 16 } },
      { name: 'raddr', type: { bytes: 16 } },
      { name: 'path', type: 'string', doc: 'real path of a file, bound or peer path of a unix socket' },
    ],
  },
  {
    name: 'process',
    doc: 'A process as the kernel knows it.',
    members: [
      { name: 'startTime', type: 'u64', doc: 'of the thread group leader, ns since boot: identity together with pid' },
      { name: 'parentStartTime', type: 'u64' },
      { name: 'execId', type: 'u64', doc: 'grows with every exec of the task' },
      { name: 'exeIno', type: 'u64' },
      { name: 'exeCtime', type: 'u64', doc: 'ns since the epoch' },
      { name: 'exeMtime', type: 'u64', doc: 'ns since the epoch' },
      { name: 'pidnsInitStart', type: 'u64', doc: 'start of the init process of its pid namespace, ns since boot' },
      { name: 'fdlimit', type: 'u64' },
      { name: 'pgftMajor', type: 'u64' },
      { name: 'pgftMinor', type: 'u64' },
      { name: 'pid', type: 'u32' },
      { name: 'vpid', type: 'u32' },
      { name: 'ppid', type: 'u32' },
      { name: 'pgid', type: 'u32' },
      { name: 'vpgid', type: 'u32' },
      { name: 'sid', type: 'u32' },
      { name: 'vsid', type: 'u32' },
      { name: 'tty', type: 'u32', doc: 'device of the controlling terminal; 0: none' },
      { name: 'exeFlags', type: 'u32', doc: 'EXE_* bits' },
      { name: 'exeDev', type: 'u32' },
      { name: 'vmSize', type: 'u32', doc: 'KiB' },
      { name: 'vmRss', type: 'u32', doc: 'KiB' },
      { name: 'vmSwap', type: 'u32', doc: 'KiB' },
      { name: 'nsMnt', type: 'u32' },
      { name: 'nsPid', type: 'u32' },
      { name: 'nsNet', type: 'u32' },
      { name: 'nsUser', type: 'u32' },
      { name: 'nsUts', type: 'u32' },
      { name: 'nsIpc', type: 'u32' },
      { name: 'nsCgroup', type: 'u32' },
      { name: 'comm', type: { bytes: 16 } },
      { name: 'exepath', type: 'string' },
      { name: 'cwd', type: 'string' },
      { name: 'args', type: 'string', doc: 'argv, NUL-terminated each, up to 4096 bytes' },
      { name: 'env', type: 'string', doc: 'environment, NUL-terminated each, up to 4096 bytes' },
      { name: 'cgroupUnified', type: 'string', doc: 'path in the v2 hierarchy' },
      { name: 'cgroupCpuset', type: 'string' },
      { name: 'cgroupCpu', type: 'string' },
      { name: 'cgroupMemory', type: 'string' },
      { name: 'cgroupPids', type: 'string' },
    ],
  },
  {
    name: 'header',
    doc: 'Starts every record: what happened, when, and who did it, complete in itself.',
    members: [
      { name: 'type', type: 'u16', doc: 'number of the record type' },
      { name: 'flags', type: 'u16', doc: 'RECORD_* bits: what is cut or in doubt' },
      { name: 'size', type: 'u32', doc: 'of the whole record, in bytes' },
      { name: 'time', type: 'u64', doc: 'ns since boot' },
      { name: 'startTime', type: 'u64', doc: 'of the process, ns since boot' },
      { name: 'execId', type: 'u64' },
      { name: 'ret', type: 's64', doc: 'what the call returned' },
      { name: 'capEffective', type: 'u64' },
      { name: 'capPermitted', type: 'u64' },
      { name: 'capInheritable', type: 'u64' },
      { name: 'pid', type: 'u32', doc: 'thread group' },
      { name: 'tid', type: 'u32' },
      { name: 'uid', type: 'u32', doc: 'effective' },
      { name: 'gid', type: 'u32', doc: 'effective' },
      { name: 'loginuid', type: 'u32', doc: '4294967295: unset' },
      { name: 'cpu', type: 'u32' },
      { name: 'comm', type: { bytes: 16 }, doc: 'of the thread' },
    ],
  },
];

/** Bits of `header.flags`, in order from bit 0. */
export const RECORD_FLAGS = [
  'truncated_path',
  'truncated_args',
  'truncated_env',
  'unreadable',
  'compat',
  'last_thread',
  'raced_address',
  'read_late',
] as const;
export type RecordFlag = (typeof RECORD_FLAGS)[number];

export function recordFlagBit(flag: RecordFlag): number {
  return 1 << RECORD_FLAGS.indexOf(flag);
}

/**
 * What the probe counts per record type. `filtered`: no rule can match it, and it was not sent. All others but `sent` are
 * ways in which something is missing.
 */
export const COUNTERS = [
  'sent',
  'filtered',
  'ring_full',
  'too_large',
  'truncated_path',
  'truncated_args',
  'truncated_env',
  'unreadable',
  'table_full',
  'no_handler',
] as const;
export type Counter = (typeof COUNTERS)[number];

/** Record types beyond the event types: news for the process table. */
export const STATE_RECORDS = ['process_new', 'process_snapshot', 'process_cgroup'] as const;
