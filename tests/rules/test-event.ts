/**
 * Events as the test data of the rules write them: the fields that matter, the rest follows.
 *
 * What follows from what is given, unless it is given itself:
 * - `proc.exepath` gives `proc.name` and `proc.exe`; these and `proc.args` give `proc.cmdline` and `proc.cmdnargs`.
 * - `proc.aexepath` is a list, parent first: it gives `proc.pexepath`, and with their last parts `proc.aname`,
 *   `proc.pname`; `proc.pcmdline` is the name of the parent.
 * - `fd.name` gives `fd.directory`, `fd.filename` and `fd.nameraw`.
 * - `evt.arg.flags` of an open gives `evt.is_open_read` and `evt.is_open_write`, and `evt.is_open_create` by O_F_CREATED.
 * - All else is as in DEFAULTS: a successful call of a service of the host, running as root without a terminal.
 */
import { FIELDS, type FieldDef, type FieldValue, type Scalar } from '@lanner/schema';
import type { FieldBinding, JudgedEvent } from '@lanner/engine';
import type { FieldRef } from '@lanner/language';

/** What a test file may hold beside a field; a list is meant for fields that speak of any ancestor, or of either end. */
export type GivenValue = string | number | boolean | readonly (string | number)[];
export type GivenFields = Readonly<Record<string, GivenValue | null>>;

export interface TestEvent extends JudgedEvent {
  readonly fields: ReadonlyMap<string, GivenValue>;
}

const DEFAULTS: GivenFields = {
  'evt.num': 1,
  'evt.rawres': 0,
  'evt.res': 'SUCCESS',
  'container.id': 'host',
  'user.uid': 0,
  'user.name': 'root',
  'user.loginuid': -1,
  'proc.tty': 0,
  'proc.vpid': 4321,
  'proc.cwd': '/',
  'proc.args': '',
  'proc.exepath': '/usr/sbin/some-service',
  'proc.aexepath': ['/usr/lib/systemd/systemd'],
  'proc.is_exe_from_memfd': false,
  'proc.is_exe_upper_layer': false,
  'proc.env': 'PATH=/usr/bin',
};
const OPENS: ReadonlySet<string> = new Set(['open', 'openat', 'openat2', 'open_by_handle_at']);
const FIELDS_BY_NAME: ReadonlyMap<string, FieldDef> = new Map(FIELDS.map((field) => [field.name, field]));

/** The field that a key of the test data names, such as `proc.env[HOME]` or `evt.arg.flags`; `undefined` if none. */
export function fieldOf(key: string): FieldDef | undefined {
  const name = key.replace(/\[.*\]$/, '').replace(/^(evt\.(?:raw)?arg)\..*/, '$1');
  return FIELDS_BY_NAME.get(name);
}

/** An event with the given fields; later ones count over earlier ones, and `null` takes a field away. */
export function makeEvent(...given: readonly GivenFields[]): TestEvent {
  const all = {
    ...DEFAULTS,
    ...derived({ ...DEFAULTS, ...Object.assign({}, ...given) }),
    ...Object.assign({}, ...given),
  };
  const present = Object.entries(all).filter((entry): entry is [string, GivenValue] => entry[1] !== null);
  return { hasRealView: false, realView: false, fields: new Map(present) };
}

function derived(given: GivenFields): GivenFields {
  return { ...ofProcess(given), ...ofAncestors(given), ...ofDescriptor(given), ...ofOpen(given) };
}

function ofProcess(given: GivenFields): GivenFields {
  const path = text(given['proc.exepath']);
  const name = text(given['proc.name']) ?? lastPart(path).slice(0, 15);
  const args = text(given['proc.args']) ?? '';
  return {
    'proc.name': name,
    'proc.exe': path,
    'proc.cmdline': args === '' ? name : `${name} ${args}`,
    'proc.cmdnargs': args === '' ? 0 : args.split(' ').length,
  };
}

function ofAncestors(given: GivenFields): GivenFields {
  const ancestors = given['proc.aexepath'];
  const paths = Array.isArray(ancestors) ? ancestors.map(String) : [];
  const names = paths.map((path) => lastPart(path).slice(0, 15));
  const parent = names[0] ?? null;
  return { 'proc.pexepath': paths[0] ?? null, 'proc.aname': names, 'proc.pname': parent, 'proc.pcmdline': parent };
}

function ofDescriptor(given: GivenFields): GivenFields {
  const name = text(given['fd.name']);
  if (name === null) return {};
  const filename = lastPart(name);
  return {
    'fd.num': 3,
    'fd.nameraw': name,
    'fd.filename': filename,
    'fd.directory': name.slice(0, -filename.length - 1) || '/',
  };
}

function ofOpen(given: GivenFields): GivenFields {
  const type = text(given['evt.type']) ?? '';
  if (!OPENS.has(type)) return type === 'creat' ? { 'evt.is_open_create': true } : {};
  const flags = text(given['evt.arg.flags']) ?? 'O_RDONLY';
  return {
    'evt.is_open_read': /O_RDONLY|O_RDWR/.test(flags),
    'evt.is_open_write': /O_WRONLY|O_RDWR/.test(flags),
    'evt.is_open_create': flags.includes('O_F_CREATED'),
    'evt.arg.flags': flags,
  };
}

function text(value: GivenValue | null | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function lastPart(path: string | null): string {
  return path?.slice(path.lastIndexOf('/') + 1) ?? '';
}

/** Reads fields from the data, held as their types want it. */
export const TEST_BINDING: FieldBinding<TestEvent> = {
  bind(ref: FieldRef) {
    return (event) => read(event, ref);
  },
};

function read({ fields }: TestEvent, ref: FieldRef): FieldValue {
  const { field, argument } = ref;
  const value = fields.get(ref.text);
  if (value !== undefined) return held(value, field);
  if (field.anyWithoutArgument !== true || argument === undefined) return undefined;
  const ancestors = fields.get(field.name);
  const ancestor = Array.isArray(ancestors) ? ancestors[Number(argument) - 1] : undefined;
  return ancestor === undefined ? undefined : scalar(ancestor, field);
}

function held(value: GivenValue, field: FieldDef): FieldValue {
  if (typeof value === 'object') return value.map((element) => scalar(element, field));
  const one = scalar(value, field);
  return field.any === true || field.list === true ? [one] : one;
}

function scalar(value: string | number | boolean, { type }: FieldDef): Scalar {
  switch (type) {
    case 'RELTIME':
    case 'ABSTIME':
      return BigInt(value);
    case 'IPADDR':
    case 'IPNET':
      return ipv4(String(value));
    default:
      return value;
  }
}

function ipv4(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
