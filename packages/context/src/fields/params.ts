/** Parameters of events: their values, and how Falco writes them. */
import { memberOffset } from '@lanner/capture';
import { renderBytes } from '@lanner/engine';
import {
  SIGNALS,
  findFlagSet,
  renderErrno,
  renderErrnoWithNumber,
  renderFlags,
  renderFlagsWithNumber,
} from '@lanner/schema';
import type { EventDef, FieldValue, ParamDef, ProcessFact } from '@lanner/schema';
import type { LiveEvent } from '../event.ts';
import { pathSlots } from '../event.ts';
import { addressOffsets, decodeIp, descriptorReader, endpoint } from './descriptor.ts';
import { wide } from './types.ts';
import type { Reader } from './types.ts';

const AT_FDCWD = -100;
const AF_UNIX = 1;
const UNSET_ID = 0xffffffff;

const FACTS: Readonly<Record<ProcessFact, Reader>> = {
  args: (e) =>
    e.process.args
      .slice(1)
      .map((one) => `${one}\0`)
      .join(''),
  capEffective: (e) => wide(e.record.capEffective),
  capInheritable: (e) => wide(e.record.capInheritable),
  capPermitted: (e) => wide(e.record.capPermitted),
  cgroups: (e) => e.process.facts.cgroups.map(([name, path]) => `${name}=${path}\0`).join(''),
  comm: (e) => e.process.name,
  cwd: (e) => e.process.cwd,
  env: (e) => e.process.env.map((one) => `${one}\0`).join(''),
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
  pidnsInitStart: (e) => wide(e.process.facts.pidnsInitStart + e.host.bootTime),
  ppid: (e) => e.process.facts.ppid,
  tid: (e) => e.record.tid,
  tty: (e) => e.process.facts.tty,
  uid: (e) => e.record.uid,
  vmRss: (e) => e.process.facts.vmRss,
  vmSize: (e) => e.process.facts.vmSize,
  vmSwap: (e) => e.process.facts.vmSwap,
  vpgid: (e) => e.process.facts.vpgid,
  vpid: (e) => e.process.facts.vpid,
  vtid: (e) => e.process.facts.vpid,
};

/** The value in its own type; a path in the view that is being judged. */
export function readParam(event: EventDef, param: ParamDef): Reader {
  const { source } = param;
  switch (source.from) {
    case 'ret':
      return (e) => e.record.ret;
    case 'process':
      return FACTS[source.fact];
    case 'identity':
      return (e) => e.record[source.member];
    case 'fd':
      return readDescriptorMember(event, source.member);
    case 'path': {
      const slots = pathSlots(event, param);
      return (e) => e.path(slots);
    }
    case 'string':
      return readString(memberOffset(event.name, param.name), param);
    case 'arg':
      return readScalar(memberOffset(event.name, param.name), source.as);
    case 'slot':
      if (source.as === 'string') return readString(memberOffset(event.name, param.name), param);
      if (source.as === 'path') {
        const slots = pathSlots(event, param);
        return (e) => e.path(slots);
      }
      if (source.as === 'address') return readAddress(event, param);
      return readScalar(memberOffset(event.name, param.name), source.as);
  }
}

function readString(offset: number, param: ParamDef): Reader {
  return param.type === 'BYTEBUF' ? (e) => e.record.bytes(offset) : (e) => e.record.string(offset);
}

function readScalar(offset: number, as: 'u8' | 'u16' | 'u32' | 'u64' | 's32' | 's64'): Reader {
  if (as === 'u64') return (e) => wide(e.record.u64(offset));
  if (as === 's64') return (e) => wide(e.record.s64(offset));
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
      return (e) => reader.tuple(e);
  }
}

/** A socket address as the process gave it; for datagrams, the tuple that it makes. */
function readAddress(event: EventDef, param: ParamDef): Reader {
  const offsets = addressOffsets(event, param.name);
  const reader = descriptorReader(event);
  return (e) => {
    const family = e.record.u16(offsets.family);
    if (family === 0) return undefined;
    if (family === AF_UNIX) return e.record.string(offsets.path);
    if (param.type === 'SOCKTUPLE') return reader?.tuple(e);
    return endpoint({ ip: decodeIp(e.record.fixed(offsets.ip, 16), family), port: e.record.u16(offsets.port) });
  };
}

const OCTAL_MODE = new Set(['open', 'openat', 'openat2', 'creat']);

/** As `evt.arg.NAME` shows it. */
export function renderParam(event: EventDef, param: ParamDef): Reader {
  const read = readParam(event, param);
  const set = param.flags === undefined ? undefined : findFlagSet(param.flags);
  if (set !== undefined) return numeric(read, (value) => renderFlags(set, value));
  return plain(event, param, read, renderErrno);
}

function numeric(read: Reader, render: (value: number | bigint) => string): Reader {
  return (e) => {
    const value = read(e);
    return typeof value === 'number' || typeof value === 'bigint' ? render(value) : undefined;
  };
}

function plain(event: EventDef, param: ParamDef, read: Reader, errno: (value: number | bigint) => string): Reader {
  switch (param.type) {
    case 'ERRNO':
      return numeric(read, errno);
    case 'FD':
      return (e) => renderDescriptor(event, param, Number(read(e)), e);
    case 'PID':
      return (e) => renderPid(param, Number(read(e)), e);
    case 'SIGTYPE':
      return numeric(read, (value) => renderFlags(SIGNALS, value));
    case 'BYTEBUF':
      return (e) => {
        const value = read(e);
        if (value === undefined || value === '') return 'NULL';
        return typeof value === 'string' ? value.replace(/[^\x20-\x7e]/g, '.') : renderBytes(value as Uint8Array);
      };
    case 'SOCKTUPLE':
      return (e) => read(e) ?? 'NULL';
    case 'UID':
    case 'GID':
      return numeric(read, (value) => (value === UNSET_ID ? '-1' : String(value)));
    default:
      if (param.name === 'dev') return numeric(read, (value) => value.toString(16).toUpperCase());
      if (param.name === 'mode' && OCTAL_MODE.has(event.name)) {
        return numeric(read, (value) => (value == 0 ? '0' : `0${value.toString(8)}`));
      }
      return (e) => {
        const value = read(e);
        return value === undefined ? undefined : String(value);
      };
  }
}

/** Falco shows what a descriptor is, not its number. */
function renderDescriptor(event: EventDef, param: ParamDef, value: number, e: LiveEvent): string {
  if (value === AT_FDCWD) return 'AT_FDCWD';
  if (value < 0) return renderErrno(value);
  const reader = descriptorReader(event);
  const own =
    param.source.from === 'ret' ||
    (event.fd !== undefined && 'arg' in event.fd && param.source.from === 'arg' && param.source.arg === event.fd.arg);
  const kind = own ? reader?.kind(e) : undefined;
  if (reader === undefined || kind === undefined) return String(value);
  const protocol = reader.protocol(e);
  return `<${kind[1]}${protocol === 'tcp' ? 't' : protocol === 'udp' ? 'u' : ''}>${reader.name(e) ?? ''}`;
}

function renderPid(param: ParamDef, value: number, e: LiveEvent): string {
  if (param.source.from === 'ret') return String(value);
  if (value === e.record.pid) return e.process.name;
  return e.host.processes.byPid(value)?.name ?? String(value);
}

/** As it stands in `evt.args`: the number, and what it means in parentheses. */
export function renderArgument(event: EventDef, param: ParamDef): Reader {
  const read = readParam(event, param);
  const set = param.flags === undefined ? undefined : findFlagSet(param.flags);
  const text = renderParam(event, param);
  if (set !== undefined) return numeric(read, (value) => renderFlagsWithNumber(set, value));
  if (param.type === 'ERRNO') return numeric(read, renderErrnoWithNumber);
  if (param.type !== 'FD' && param.type !== 'PID') return text;
  return (e) => {
    const value = String(read(e));
    const meaning = String(text(e));
    return meaning === value ? value : `${value}(${meaning})`;
  };
}

export function renderAll(event: EventDef): Reader {
  const renderers = event.params.map((param) => [param.name, renderArgument(event, param)] as const);
  return (e): FieldValue => renderers.map(([name, render]) => `${name}=${text(render(e))}`).join(' ');
}

function text(value: FieldValue): string {
  return value === undefined ? '<NA>' : String(value);
}
