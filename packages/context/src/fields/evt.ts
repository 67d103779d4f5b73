/** `evt.*` */
import { isoTime, localTime } from '@lanner/engine/runtime';
import { EVENT_NAMES, findParam, isEnterOnly, isPathParam, renderResult } from '@lanner/schema';
import type { EventDef, FieldValue, ParamDef } from '@lanner/schema';
import type { LiveEvent } from '../event.ts';
import { pathSlots } from '../event.ts';
import { descriptorReader } from './descriptor.ts';
import { localDate } from './local-date.ts';
import { OPEN_FIELDS } from './open.ts';
import { readArgument, readParam } from './params.ts';
import { renderAll, renderParam } from './render-params.ts';
import { always, constant } from './types.ts';
import type { FieldImplementation, FieldTable, Reader } from './types.ts';

const NS = 1_000_000_000n;
/** `.nnnnnnnnn` */
const FRACTION = 10;

function param(make: (event: EventDef, found: ParamDef) => Reader): FieldImplementation {
  return {
    bind: (argument, event) => {
      const found = argument === undefined ? undefined : findParam(event, argument);
      return found === undefined ? undefined : make(event, found);
    },
  };
}

/** Nanoseconds, whole seconds, and the nanoseconds below one second. */
function duration(name: string, read: (e: LiveEvent) => bigint): FieldTable {
  return {
    [name]: always(read),
    [`${name}.s`]: always((e) => read(e) / NS),
    [`${name}.ns`]: always((e) => read(e) % NS),
  };
}

function time(render: (ns: bigint) => FieldValue): FieldImplementation {
  return always((e) => render(e.time));
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

/** What moves data counts as what it moves them through. */
function category(event: EventDef): Reader {
  const reader = event.category.startsWith('io_') ? descriptorReader(event) : undefined;
  if (reader === undefined) return () => event.category;
  return (e) => {
    switch (reader.kind(e).type) {
      case 'ipv4':
      case 'ipv6':
      case 'unix':
        return 'net';
      case 'file':
      case 'directory':
        return 'file';
      case 'pipe':
        return 'ipc';
      default:
        return 'unknown';
    }
  };
}

type Group = 'file' | 'net' | 'memory' | 'other';

function groupOf(event: EventDef): Group {
  if (event.category === 'file' || event.category === 'memory' || event.category === 'net') return event.category;
  return event.category.startsWith('io_') && event.params.some(({ name }) => name === 'tuple') ? 'net' : 'other';
}

/** Without a value on events of another group. */
function errors(group: Group): FieldImplementation {
  return { bind: (_, event) => (groupOf(event) === group ? isError : undefined) };
}

function isError(e: LiveEvent): number {
  return e.record.ret < 0 ? 1 : 0;
}

/** The fields that have a value when there is a call that returns. */
function result(read: (e: LiveEvent) => FieldValue): FieldImplementation {
  return { bind: (_, event) => (event.syscall === undefined ? undefined : read) };
}

/** `container` for the event of that name; of others what stands in them. */
function asyncType(event: EventDef): Reader | undefined {
  if (event.handler !== 'none') return undefined;
  const named = event.params.find(({ name }) => name === 'name');
  return named === undefined ? () => event.name : readParam(event, named);
}

const LOG_SOCKETS = new Set(['/dev/log', '/run/systemd/journal/dev-log']);

function isSyslog(event: EventDef): Reader {
  const reader = event.category === 'io_write' ? descriptorReader(event) : undefined;
  return reader === undefined ? () => false : (e) => LOG_SOCKETS.has(reader.name(e) ?? '');
}

export const EVT_FIELDS: FieldTable = {
  'evt.num': always((e) => e.num),
  'evt.time': time(localTime),
  'evt.time.s': time((ns) => localTime(ns).slice(0, -FRACTION)),
  'evt.time.iso8601': time((ns) => isoTime(ns, '+0000')),
  'evt.datetime': time((ns) => `${localDate(ns)} ${localTime(ns)}`),
  'evt.datetime.s': time((ns) => `${localDate(ns)} ${localTime(ns).slice(0, -FRACTION)}`),
  'evt.rawtime': time((ns) => ns),
  'evt.rawtime.s': time((ns) => ns / NS),
  'evt.rawtime.ns': time((ns) => ns % NS),
  ...duration('evt.reltime', (e) => e.record.time - e.firstTime),
  ...duration('evt.deltatime', (e) => e.record.time - e.previousTime),
  'evt.source': always(() => 'syscall'),
  'evt.is_async': constant(({ handler }) => handler === 'none'),
  'evt.asynctype': { bind: (_, event) => asyncType(event) },
  'evt.hostname': always((e) => e.host.hostname),
  // Deprecated: the values that Falco still gives them.
  'evt.latency': always(() => 0n),
  'evt.latency.s': always(() => 0n),
  'evt.latency.ns': always(() => 0n),
  'evt.latency.human': always(() => '0ns'),
  'evt.wait_latency': always(() => 0n),
  'evt.dir': constant((event) => (isEnterOnly(event.name) ? '>' : '<')),
  'evt.type': always((e) => e.event.name),
  'evt.type.is': {
    bind: (argument, event) => {
      if (argument === undefined || !EVENT_NAMES.has(argument)) return undefined;
      const is = event.name === argument ? 1 : 0;
      return () => is;
    },
  },
  'syscall.type': constant((event) => (event.syscall === undefined ? undefined : event.name)),
  'evt.category': { bind: (_, event) => category(event) },
  'evt.cpu': always((e) => e.record.cpu),
  'evt.args': { bind: (_, event) => renderAll(event) },
  'evt.info': { bind: (_, event) => renderAll(event) },
  'evt.arg': param(renderParam),
  'evt.rawarg': param(readArgument),
  'evt.buffer': data((bytes) => bytes),
  'evt.buflen': data((_, e) => (e.record.ret < 0 ? undefined : e.record.ret)),
  'evt.res': result((e) => renderResult(e.record.ret)),
  'evt.rawres': result((e) => e.record.ret),
  'evt.failed': always((e) => e.record.ret < 0),
  'evt.is_io': constant((event) => event.category.startsWith('io_')),
  'evt.is_io_read': constant((event) => event.category === 'io_read'),
  'evt.is_io_write': constant((event) => event.category === 'io_write'),
  'evt.io_dir': constant(({ category: of }) => (of === 'io_read' ? 'read' : of === 'io_write' ? 'write' : undefined)),
  'evt.is_wait': always(() => false),
  'evt.is_syslog': { bind: (_, event) => isSyslog(event) },
  'evt.count': always(() => 1),
  'evt.count.exit': always(() => 1),
  'evt.count.error': result(isError),
  'evt.count.error.file': errors('file'),
  'evt.count.error.net': errors('net'),
  'evt.count.error.memory': errors('memory'),
  'evt.count.error.other': errors('other'),
  'evt.abspath': { bind: absolutePath },
  ...OPEN_FIELDS,
};
