/** `evt.*` of events made by hand. */
import { namesOf, paramOf } from '@lanner/language';
import {
  ERRNOS,
  decodeFlags,
  encodeFlags,
  isEnterOnly,
  pathParam,
  renderErrno,
  renderFlags,
  renderResult,
} from '@lanner/schema';
import type { FieldValue, FlagSet, ParamDef } from '@lanner/schema';
import { isoTime, localTime } from '../../render.ts';
import type { DerivationTable, EventFields } from './types.ts';

/** A moment like any other: 2023-11-14T22:13:20Z. */
const TIME = 1_700_000_000_000_000_000n;
const FIRST_FREE_DESCRIPTOR = 3;
const OPENS: ReadonlySet<string> = new Set(['open', 'openat', 'openat2', 'open_by_handle_at']);

/** What the call returned: the error of `evt.res`, the new descriptor, or 0. */
function result(event: EventFields): number | bigint {
  const error = event.given('evt.res');
  const known = ERRNOS.entries.find((entry) => entry.name === error);
  if (known !== undefined) return -known.value;
  if (event.given('evt.failed') === true) return -1;
  const opened = event.type.fd !== undefined && 'ret' in event.type.fd;
  if (!opened) return 0;
  const descriptor = event.given('fd.num');
  return typeof descriptor === 'number' || typeof descriptor === 'bigint' ? descriptor : FIRST_FREE_DESCRIPTOR;
}

function returned(event: EventFields): number | bigint {
  const value = event.value('evt.rawres');
  return typeof value === 'number' || typeof value === 'bigint' ? value : 0;
}

function failed(event: EventFields): boolean {
  return returned(event) < 0;
}

/** `evt.is_open_*`: never true for what is no open. */
function opens(test: (flags: string, event: EventFields) => boolean, ofCreat: (event: EventFields) => boolean) {
  return (event: EventFields): boolean => {
    if (event.type.name === 'creat') return ofCreat(event);
    return OPENS.has(event.type.name) && test(event.text('evt.arg', 'flags') ?? '', event);
  };
}

function argument(event: EventFields, name: string | undefined): FieldValue {
  const param = paramOf(event.type, name);
  if (param === undefined) return undefined;
  if (name !== param.name) return event.value('evt.arg', param.name);
  const raw = event.given(`evt.rawarg.${param.name}`);
  if (raw !== undefined) return rendered(param, raw);
  if (param.source.from === 'ret') return event.type.syscall && renderErrno(returned(event));
  for (const role of ['name', 'source', 'target'] as const) {
    if (pathParam(event.type, role)?.name === param.name) return event.value(`fs.path.${role}`);
  }
  return param.name === 'flags' && OPENS.has(event.type.name) ? 'O_RDONLY' : undefined;
}

function rendered(param: ParamDef, raw: FieldValue): FieldValue {
  if (typeof raw !== 'number' && typeof raw !== 'bigint') return typeof raw === 'string' ? raw : undefined;
  if (param.type === 'UID') return raw === 0 ? 'root' : '<NA>';
  const set = namesOf(param);
  const value = set === undefined ? undefined : decodeFlags(set, Number(raw));
  if (set === undefined || value === undefined) return set?.otherwise ?? String(raw);
  return renderFlags(set, value);
}

function rawArgument(event: EventFields, name: string | undefined): FieldValue {
  const param = paramOf(event.type, name);
  if (param === undefined) return undefined;
  if (param.source.from === 'ret') return event.type.syscall && returned(event);
  const text = event.text('evt.arg', param.name);
  if (text === undefined || ['CHARBUF', 'FSPATH', 'FSRELPATH'].includes(param.type)) return text;
  const set = namesOf(param);
  return set === undefined ? numberOf(text) : (numberOf(text) ?? numberOfNames(text, set));
}

function numberOf(text: string): number | undefined {
  return /^-?\d+$/.test(text) ? Number(text) : undefined;
}

/** The number behind names joined by `|`. Bits of several names are taken once. */
function numberOfNames(text: string, set: FlagSet): number | bigint | undefined {
  if (text === set.otherwise) return 0;
  let bits = 0n;
  for (const name of text.split('|')) {
    const value = set.entries.find((entry) => entry.name === name)?.value;
    if (value === undefined) return undefined;
    bits |= BigInt(value);
  }
  return encodeFlags(set, Number(bits));
}

function category(event: EventFields): string {
  const { category: of } = event.type;
  if (!of.startsWith('io_')) return of;
  const type = event.text('fd.type') ?? '';
  if (['ipv4', 'ipv6', 'unix'].includes(type)) return 'net';
  if (type === 'pipe') return 'ipc';
  return ['file', 'directory'].includes(type) ? 'file' : 'unknown';
}

export const EVENT_FIELDS: DerivationTable = {
  'evt.num': () => 1,
  'evt.time': () => localTime(TIME),
  'evt.time.iso8601': () => isoTime(TIME, '+0000'),
  'evt.rawtime': () => TIME,
  'evt.source': () => 'syscall',
  'evt.is_async': ({ type }) => type.handler === 'none',
  'evt.asynctype': (event) => (event.type.name === 'asyncevent' ? event.text('evt.arg', 'name') : event.type.name),
  'evt.dir': ({ type }) => (isEnterOnly(type.name) ? '>' : '<'),
  'evt.type': ({ type }) => type.name,
  'evt.type.is': ({ type }, name) => (type.name === name ? 1 : 0),
  'syscall.type': ({ type }) => type.syscall && type.name,
  'evt.category': category,
  'evt.arg': argument,
  'evt.rawarg': rawArgument,
  'evt.rawres': result,
  'evt.res': (event) => renderResult(returned(event)),
  'evt.failed': failed,
  'evt.is_io': ({ type }) => type.category.startsWith('io_'),
  'evt.is_io_read': ({ type }) => type.category === 'io_read',
  'evt.is_io_write': ({ type }) => type.category === 'io_write',
  'evt.io_dir': ({ type }) => type.category.slice('io_'.length),
  'evt.is_wait': () => false,
  'evt.is_syslog': () => false,
  'evt.count': () => 1,
  'evt.count.exit': () => 1,
  'evt.count.error': (event) => Number(failed(event)),
  'evt.is_open_read': opens(
    (flags) => /\bO_(RDONLY|RDWR)\b/.test(flags),
    () => false,
  ),
  'evt.is_open_write': opens(
    (flags) => /\bO_(WRONLY|RDWR)\b/.test(flags),
    () => false,
  ),
  'evt.is_open_create': opens(
    (flags, event) => flags.includes('O_F_CREATED') || (flags.includes('O_TMPFILE') && !failed(event)),
    (event) => !failed(event),
  ),
  'evt.is_open_exec': opens((flags, event) => /\bO_(CREAT|TMPFILE)\b/.test(flags) && executable(event), executable),
};

const EXEC_BITS = 0o111;

/** The mode is given in octal, as `evt.arg.mode` shows it. */
function executable(event: EventFields): boolean {
  const mode = Number.parseInt(event.text('evt.arg', 'mode') ?? '', 8);
  return Number.isNaN(mode) ? false : (mode & EXEC_BITS) !== 0;
}
