/** Parameters of events: their values in their own types. */
import { memberOffset } from '@lanner/capture';
import { AF_UNIX, encodeFlags, findFlagSet, isPathParam } from '@lanner/schema';
import type { EventDef, ParamDef, ProcessFact, Storage } from '@lanner/schema';
import { pathSlots } from '../event.ts';
import { cgroups } from '../process.ts';
import { addressOffsets, decodeIp, formatEndpoint, unixName } from './address.ts';
import { descriptorReader } from './descriptor.ts';
import { wide } from './types.ts';
import type { Reader } from './types.ts';

const FACTS: Readonly<Record<ProcessFact, Reader>> = {
  args: (e) => vector(e.process.args.slice(1)),
  capEffective: (e) => wide(e.record.capEffective),
  capInheritable: (e) => wide(e.record.capInheritable),
  capPermitted: (e) => wide(e.record.capPermitted),
  cgroups: (e) => vector(cgroups(e.process.facts)),
  comm: (e) => e.process.name,
  cwd: (e) => e.process.cwd,
  env: (e) => vector(e.process.env),
  exe: (e) => e.process.exe,
  exeFlags: (e) => e.process.facts.exeFlags,
  exeIno: (e) => wide(e.process.facts.exeIno),
  exeCtime: (e) => e.process.facts.exeCtime,
  exeMtime: (e) => e.process.facts.exeMtime,
  exepath: (e) => e.process.facts.exepath,
  fdlimit: (e) => wide(e.process.facts.fdlimit),
  gid: (e) => e.record.gid,
  loginuid: (e) => e.record.loginuid,
  pgftMajor: (e) => wide(e.process.facts.pgftMajor),
  pgftMinor: (e) => wide(e.process.facts.pgftMinor),
  pgid: (e) => e.process.facts.pgid,
  pid: (e) => e.record.pid,
  pidnsInitStart: ({ process: { facts }, host }) =>
    facts.pidnsInitStart === 0n ? undefined : wide(facts.pidnsInitStart + host.bootTime),
  ppid: (e) => e.process.facts.ppid,
  tid: (e) => e.record.tid,
  tty: (e) => e.process.facts.tty,
  uid: (e) => e.record.uid,
  vmRss: (e) => e.process.facts.vmRss,
  vmSize: (e) => e.process.facts.vmSize,
  vmSwap: (e) => e.process.facts.vmSwap,
  vpgid: (e) => e.process.facts.vpgid,
  vpid: (e) => e.process.facts.vpid,
  vtid: (e) => (e.record.tid === e.record.pid ? e.process.facts.vpid : undefined),
};

function vector(words: readonly string[]): string {
  return words.map((word) => `${word}\0`).join('');
}

/** @returns the reader of the value as `evt.rawarg` shows it: in its own type, flags as Falco numbers them */
export function readArgument(event: EventDef, param: ParamDef): Reader {
  const read = readParam(event, param);
  const set = param.flags === undefined ? undefined : findFlagSet(param.flags);
  if (set === undefined) return read;
  return (e) => {
    const value = read(e);
    return typeof value === 'number' || typeof value === 'bigint' ? encodeFlags(set, value) : value;
  };
}

/** @returns the reader of the value in its own type, as the record holds it; a path as it was given */
export function readParam(event: EventDef, param: ParamDef): Reader {
  const { source } = param;
  if (isPathParam(param)) {
    const { raw } = pathSlots(event, param);
    return (e) => e.record.string(raw);
  }
  switch (source.from) {
    case 'ret':
      return (e) => e.record.ret;
    case 'process':
      return readFact(event, source.fact);
    case 'identity':
      return (e) => e.record[source.member];
    case 'fd':
      return readDescriptorMember(event, source.member);
    case 'path':
    case 'string':
      return readString(event, param);
    case 'arg':
      return readScalar(memberOffset(event.name, param.name), source.as);
    case 'slot':
      if (source.as === 'string' || source.as === 'path') return readString(event, param);
      if (source.as === 'address') return readAddress(event, param);
      return readScalar(memberOffset(event.name, param.name), source.as);
  }
}

/** An exec that failed left the process as it was; its record has what it would have become. */
function readFact(event: EventDef, fact: ProcessFact): Reader {
  const current = FACTS[fact];
  if (event.syscall === undefined || event.carries !== 'process' || (fact !== 'args' && fact !== 'exe')) return current;
  const offset = memberOffset(event.name, 'process.args');
  return (e) => {
    if (e.record.ret >= 0) return current(e);
    const words = e.record.string(offset) ?? '';
    const first = words.indexOf('\0');
    if (fact === 'exe') return first < 0 ? words : words.slice(0, first);
    return first < 0 ? '' : words.slice(first + 1);
  };
}

function readString(event: EventDef, param: ParamDef): Reader {
  const offset = memberOffset(event.name, param.name);
  return param.type === 'BYTEBUF' ? (e) => e.record.bytes(offset) : (e) => e.record.string(offset);
}

function readScalar(offset: number, as: Storage): Reader {
  if (as === 'u64' || as === 's64') return (e) => wide(e.record[as](offset));
  return (e) => e.record[as](offset);
}

function readDescriptorMember(event: EventDef, member: 'num' | 'dev' | 'ino' | 'path' | 'tuple'): Reader {
  const reader = descriptorReader(event);
  if (reader === undefined) return () => undefined;
  switch (member) {
    case 'num':
      return (e) => reader.num(e);
    case 'dev':
      return (e) => reader.dev(e);
    case 'ino':
      return (e) => wide(reader.ino(e));
    case 'path':
      return (e) => reader.realPath(e);
    case 'tuple':
      return (e) => (reader.isSocket(e) && !reader.isInternet(e) ? reader.name(e) : reader.direction(e));
  }
}

/** A socket address as the process gave or was given it; for a tuple, from whom to whom the call went. */
function readAddress(event: EventDef, param: ParamDef): Reader {
  const offsets = addressOffsets(event, param.name);
  const reader = descriptorReader(event);
  const incoming = event.category === 'io_read';
  return (e) => {
    const family = e.record.u16(offsets.family);
    if (family === AF_UNIX) return unixName(e.record.string(offsets.path) ?? '');
    if (param.type === 'SOCKTUPLE' && (family !== 0 || incoming)) return reader?.direction(e);
    if (family === 0) return undefined;
    return formatEndpoint({ ip: decodeIp(e.record.fixed(offsets.ip, 16), family), port: e.record.u16(offsets.port) });
  };
}
