/** Parameters of events as text, in the forms that Falco gives them. */
import { localTime, renderBytes } from '@lanner/engine/runtime';
import {
  SIGNALS,
  findFlagSet,
  isPathParam,
  renderErrno,
  renderErrnoWithNumber,
  renderFlags,
  renderFlagsWithNumber,
} from '@lanner/schema';
import type { EventDef, FieldValue, ParamDef } from '@lanner/schema';
import type { LiveEvent } from '../event.ts';
import { pathSlots } from '../event.ts';
import { lexicalPath } from '../paths.ts';
import { descriptorReader } from './descriptor.ts';
import { localDate } from './local-date.ts';
import { readArgument, readParam } from './params.ts';
import type { Reader } from './types.ts';

const AT_FDCWD = -100;
const UNSET_ID = 0xffffffff;
const UNKNOWN = '<NA>';
const NOBODY = '<NONE>';
const EMPTY = 'NULL';

/** Numbers that are written in base 16; creation modes of files are written in base 8. */
const HEXADECIMAL = new Set(['dev', 'flags', 'cap_inheritable', 'cap_permitted', 'cap_effective']);
const HEXADECIMAL_MODE = new Set(['mkdir', 'mkdirat']);

/** A value in two forms: by itself (`evt.arg.flags`), and as it stands in `evt.args`. */
interface Form {
  readonly alone: Reader;
  readonly listed: Reader;
}

/** @returns the reader of a parameter as `evt.arg.NAME` shows it; a path in the view that is being judged */
export function renderParam(event: EventDef, param: ParamDef): Reader {
  return formOf(event, param).alone;
}

/** @returns the reader of all parameters as `evt.args` shows them */
export function renderAll(event: EventDef): Reader {
  const forms = event.params.map((param) => [param.name, formOf(event, param).listed] as const);
  return (e) => forms.map(([name, listed]) => `${name}=${String(listed(e) ?? UNKNOWN)}`).join(' ');
}

function formOf(event: EventDef, param: ParamDef): Form {
  const read = readParam(event, param);
  const set = param.flags === undefined ? undefined : findFlagSet(param.flags);
  if (set !== undefined && param.type !== 'INT32') {
    return numeric(
      read,
      (value) => renderFlags(set, value),
      (value) => renderFlagsWithNumber(set, value),
    );
  }
  switch (param.type) {
    case 'ERRNO':
      return numeric(read, renderErrno, renderErrnoWithNumber);
    case 'SIGTYPE':
      return numeric(
        read,
        (value) => renderFlags(SIGNALS, value),
        (value) => renderFlagsWithNumber(SIGNALS, value),
      );
    case 'FD':
      return explained(read, descriptorMeaning(event, param));
    case 'PID':
      return explained(read, pidMeaning(param));
    case 'UID':
      return explained(read, (id, e) =>
        id === UNSET_ID ? NOBODY : (e.host.users.user(id, e.process)?.name ?? UNKNOWN),
      );
    case 'GID':
      return explained(read, (id, e) => (id === UNSET_ID ? NOBODY : (e.host.users.group(id, e.process) ?? UNKNOWN)));
    case 'FSPATH':
    case 'FSRELPATH':
      return pathForm(event, param, read);
    case 'BYTEBUF':
      return same((e) => bytes(read(e)));
    case 'SOCKTUPLE':
      return same((e) => read(e) ?? EMPTY);
    case 'ABSTIME':
      return same((e) => {
        const value = read(e);
        return typeof value === 'bigint' ? `${localDate(value)} ${localTime(value)}` : undefined;
      });
    default:
      return same(plain(event, param, readArgument(event, param)));
  }
}

function same(read: Reader): Form {
  return { alone: read, listed: read };
}

type Render = (value: number | bigint) => string;

function numeric(read: Reader, alone: Render, listed: Render): Form {
  const form = (render: Render): Reader => {
    return (e) => {
      const value = read(e);
      return typeof value === 'number' || typeof value === 'bigint' ? render(value) : undefined;
    };
  };
  return { alone: form(alone), listed: form(listed) };
}

type Meaning = (value: number, e: LiveEvent) => string | undefined;

/** What a number means, if that is known; in a list behind the number, in parentheses. */
function explained(read: Reader, meaning: Meaning): Form {
  return {
    alone: (e) => {
      const value = read(e);
      return typeof value === 'number' ? (meaning(value, e) ?? String(value)) : undefined;
    },
    listed: (e) => {
      const value = read(e);
      if (typeof value !== 'number') return undefined;
      const number = value === UNSET_ID ? -1 : value;
      const meant = meaning(value, e);
      return meant === undefined ? String(number) : `${number}(${meant})`;
    },
  };
}

const PROTOCOL_CHARACTERS: Readonly<Record<string, string>> = { tcp: 't', udp: 'u', icmp: 'i', raw: 'r' };

/** Kind and name: `<f>/etc/passwd`, `<4t>10.0.0.1:1->10.0.0.2:80`. */
function descriptorMeaning(event: EventDef, param: ParamDef): Meaning {
  const reader = descriptorReader(event);
  const own = reader !== undefined && speaksOfDescriptor(event, param);
  const base = baseSlot(event, param);
  return (value, e) => {
    if (value === AT_FDCWD) return 'AT_FDCWD';
    if (value < 0) return renderErrno(value);
    if (own && reader.isOpen(e)) {
      const protocol = PROTOCOL_CHARACTERS[reader.protocol(e)] ?? '';
      return `<${reader.kind(e).character}${protocol}>${reader.name(e) ?? ''}`;
    }
    const directory = base === undefined ? undefined : e.record.string(base);
    return directory === undefined ? undefined : `<d>${directory}`;
  };
}

/** Whether the parameter is the descriptor of the event, or another number of the same file. */
function speaksOfDescriptor(event: EventDef, { source }: ParamDef): boolean {
  if (event.fd === undefined) return false;
  if ('ret' in event.fd) return source.from === 'ret' || event.name.startsWith('dup');
  return source.from === 'arg' && source.arg === event.fd.arg;
}

/** The slot with the directory behind a directory descriptor: that of the path which is relative to it. */
function baseSlot(event: EventDef, param: ParamDef): number | undefined {
  const position = event.params.indexOf(param);
  const path = event.params.slice(position + 1).find(isPathParam);
  if (path === undefined || !/dir/.test(param.name)) return undefined;
  return pathSlots(event, path).base;
}

/** The name of the process. */
function pidMeaning({ source }: ParamDef): Meaning {
  return (value, { process, record, host }) => {
    // What a call takes and gives are numbers of the caller's own namespace.
    if (source.from !== 'process' && process.facts.vpid !== process.facts.pid) return undefined;
    if (value <= 0) return undefined;
    if (value === record.pid || value === record.tid) return process.name;
    if (value === process.facts.ppid && process.parent !== undefined) return process.parent.name;
    return host.processes.byPid(value)?.name;
  };
}

/** An absolute path as given; a relative one made absolute, in a list behind what was given. */
function pathForm(event: EventDef, param: ParamDef, read: Reader): Form {
  if (isPathParam(param)) {
    const slots = pathSlots(event, param);
    return { alone: (e) => e.argument(slots), listed: relativeAnd(read, (e) => e.argument(slots)) };
  }
  if (param.source.from === 'fd') return same(read);
  const absolute: Reader = (e) => {
    const raw = read(e);
    return typeof raw !== 'string' || raw === '' || raw.startsWith('/') ? raw : lexicalPath(e.process.cwd, raw);
  };
  return { alone: absolute, listed: relativeAnd(read, absolute) };
}

function relativeAnd(read: Reader, absolute: Reader): Reader {
  return (e) => {
    const raw = read(e);
    return typeof raw !== 'string' || raw === '' || raw.startsWith('/') ? raw : `${raw}(${String(absolute(e))})`;
  };
}

function bytes(value: FieldValue): string {
  if (value === undefined || value === '') return EMPTY;
  if (value instanceof Uint8Array) return value.length === 0 ? EMPTY : renderBytes(value);
  return String(value).replace(/[^\x20-\x7e]/g, '.');
}

function plain(event: EventDef, param: ParamDef, read: Reader): Reader {
  const render = plainNumber(event, param);
  return (e) => {
    const value = read(e);
    if (typeof value === 'number' || typeof value === 'bigint') return render(value);
    return value === undefined ? undefined : String(value);
  };
}

function plainNumber({ name }: EventDef, param: ParamDef): Render {
  if (HEXADECIMAL.has(param.name) || (param.name === 'mode' && HEXADECIMAL_MODE.has(name))) {
    return (value) => value.toString(16).toUpperCase();
  }
  if (param.name === 'mode') return (value) => (Number(value) === 0 ? '0' : `0${value.toString(8)}`);
  return String;
}
