/** `evt.*` */
import { isoTime, localTime } from '@lanner/engine';
import { EVENT_NAMES, renderResult } from '@lanner/schema';
import type { EventDef, FieldValue, ParamDef } from '@lanner/schema';
import { memberOffset } from '@lanner/capture';
import type { LiveEvent } from '../event.ts';
import { isPathParam, pathSlots } from '../event.ts';
import { readParam, renderAll, renderParam } from './params.ts';
import { always } from './types.ts';
import type { FieldImplementation, FieldTable, Reader } from './types.ts';

const NS = 1_000_000_000n;
const OPENS = new Set(['open', 'openat', 'openat2', 'open_by_handle_at', 'creat']);
const O_ACCMODE = 3;
const O_WRONLY = 1;
const O_RDWR = 2;
const O_CREAT = 0o100;
const O_TMPFILE = 0o20200000;
const O_F_CREATED = 0x10000000;
const EXEC_BITS = 0o111;

function findParam(event: EventDef, argument: string): ParamDef | undefined {
  return event.params[Number(argument)] ?? event.params.find((param) => param.name === argument);
}

function param(make: (event: EventDef, found: ParamDef) => Reader): FieldImplementation {
  return {
    bind: (argument, event) => {
      const found = argument === undefined ? undefined : findParam(event, argument);
      return found === undefined ? undefined : make(event, found);
    },
  };
}

/** Bits of the `flags` parameter of an open; creat has none, and always writes. */
function openFlags(event: EventDef): (e: LiveEvent) => number {
  if (event.name === 'creat') return () => O_WRONLY | O_CREAT;
  const offset = memberOffset(event.name, 'flags');
  return (e) => e.record.u32(offset);
}

function open(test: (flags: number, e: LiveEvent, event: EventDef) => boolean): FieldImplementation {
  return {
    bind: (_, event) => {
      if (!OPENS.has(event.name)) return () => false;
      const flags = openFlags(event);
      return (e) => test(flags(e), e, event);
    },
  };
}

function time(render: (ns: bigint) => FieldValue): FieldImplementation {
  return always((e) => render(e.time));
}

function date(ns: bigint): string {
  const local = new Date(Number(ns / 1_000_000n));
  const two = (value: number) => String(value).padStart(2, '0');
  return `${local.getFullYear()}-${two(local.getMonth() + 1)}-${two(local.getDate())}`;
}

const FRACTION = 10;

function io(test: (event: EventDef) => FieldValue): FieldImplementation {
  return {
    bind: (_, event) => {
      const value = test(event);
      return () => value;
    },
  };
}

function data(read: (bytes: FieldValue, e: LiveEvent) => FieldValue): FieldImplementation {
  return {
    bind: (_, event) => {
      const found = event.params.find((one) => one.name === 'data');
      if (found === undefined) return undefined;
      const bytes = readParam(event, found);
      return (e) => read(bytes(e), e);
    },
  };
}

/** `.src` and `.dst` choose among two paths; without them, the only or the last one. */
function absolutePath(argument: string | undefined, event: EventDef): Reader | undefined {
  const paths = event.params.filter(isPathParam);
  const found = argument === 'src' ? paths[0] : paths.at(-1);
  if (found === undefined || (argument !== undefined && argument !== 'src' && argument !== 'dst')) return undefined;
  const slots = pathSlots(event, found);
  return (e) => e.path(slots);
}

export const EVT_FIELDS: FieldTable = {
  'evt.num': always((e) => e.num),
  'evt.time': time(localTime),
  'evt.time.s': time((ns) => localTime(ns).slice(0, -FRACTION)),
  'evt.time.iso8601': time((ns) => isoTime(ns, '+0000')),
  'evt.datetime': time((ns) => `${date(ns)} ${localTime(ns)}`),
  'evt.datetime.s': time((ns) => `${date(ns)} ${localTime(ns).slice(0, -FRACTION)}`),
  'evt.rawtime': time((ns) => ns),
  'evt.rawtime.s': time((ns) => ns / NS),
  'evt.rawtime.ns': time((ns) => ns % NS),
  'evt.source': always(() => 'syscall'),
  'evt.is_async': always(() => false),
  'evt.hostname': always((e) => e.host.hostname),
  'evt.dir': always(() => '<'),
  'evt.type': always((e) => e.event.name),
  'evt.type.is': {
    bind: (argument) =>
      argument !== undefined && EVENT_NAMES.has(argument) ? (e) => (e.event.name === argument ? 1 : 0) : undefined,
  },
  'syscall.type': always((e) => (e.event.syscall === undefined ? undefined : e.event.name)),
  'evt.category': always((e) => e.event.category),
  'evt.cpu': always((e) => e.record.cpu),
  'evt.args': { bind: (_, event) => renderAll(event) },
  'evt.info': { bind: (_, event) => renderAll(event) },
  'evt.arg': param(renderParam),
  'evt.rawarg': param(readParam),
  'evt.buffer': data((bytes) => bytes),
  'evt.buflen': data((_, e) => (e.record.ret > 0 ? e.record.ret : 0)),
  'evt.res': always((e) =>
    e.event.name === 'procexit' ? undefined : e.record.ret >= 0 ? 'SUCCESS' : renderResult(e.record.ret),
  ),
  'evt.rawres': always((e) => (e.event.name === 'procexit' ? undefined : e.record.ret)),
  'evt.failed': always((e) => e.record.ret < 0),
  'evt.is_io': io((event) => event.category.startsWith('io_')),
  'evt.is_io_read': io((event) => event.category === 'io_read'),
  'evt.is_io_write': io((event) => event.category === 'io_write'),
  'evt.io_dir': io((event) => ({ io_read: 'read', io_write: 'write' })[event.category as string]),
  'evt.is_wait': always(() => false),
  'evt.count': always(() => 1),
  'evt.count.error': always((e) => (e.record.ret < 0 ? 1 : 0)),
  'evt.is_open_read': open((flags) => (flags & O_ACCMODE) === 0 || (flags & O_ACCMODE) === O_RDWR),
  'evt.is_open_write': open((flags) => (flags & O_ACCMODE) === O_WRONLY || (flags & O_ACCMODE) === O_RDWR),
  'evt.is_open_create': open((flags) => (flags & (O_CREAT | O_F_CREATED)) !== 0 || (flags & O_TMPFILE) === O_TMPFILE),
  'evt.is_open_exec': open((flags, e, event) => {
    if ((flags & O_CREAT) === 0 && (flags & O_TMPFILE) !== O_TMPFILE) return false;
    const mode = event.params.find((one) => one.name === 'mode');
    return mode !== undefined && (e.record.u32(memberOffset(event.name, 'mode')) & EXEC_BITS) !== 0;
  }),
  'evt.abspath': { bind: absolutePath },
};
