/** Events of the corpus, known by their recorded fields; what is not recorded is said to be missing, and why. */
import type { FieldRef } from '@lanner/language';
import { isEnterOnly } from '@lanner/schema';
import type { FieldValue, Scalar, ValueType } from '@lanner/schema';
import type { JudgedEvent } from '../binding.ts';
import { readLines } from '@lanner/schema/corpus';
import { valueOf, type Fields, type FieldsCase } from './fixture.test.ts';

/** Why the corpus does not hold a value as it was when the condition was judged. */
export const MISSING = {
  ancestors: 'of ancestors only the first few are recorded',
  argument: 'the field is recorded with other arguments only',
  around: 'the field exists in conditions only',
  bytes: 'bytes that cannot be printed are recorded as dots, and an empty buffer with what lay behind it',
  emptyList: 'an empty list is recorded as no value',
  format: 'the number is recorded in hexadecimal or octal, without saying in which',
  memory: 'the recorded engine read unset memory',
  role: 'the addresses of a socket that is neither client nor server are recorded nowhere',
} as const;

export type Missing = keyof typeof MISSING;

/** Thrown by readers in place of a value. */
export class Unrecorded extends Error {
  readonly reason: Missing;
  constructor(reason: Missing) {
    super(MISSING[reason]);
    this.reason = reason;
  }
}

export interface RecordedEvent extends JudgedEvent {
  readonly capture: string;
  readonly number: number;
  readonly type: string;
  readonly fields: Fields;
  /** Tokens that have a value in some event. */
  readonly tokens: ReadonlySet<string>;
}

/** The recorded events of each capture. */
export function readEvents(): ReadonlyMap<string, readonly RecordedEvent[]> {
  const tokens = new Set<string>();
  const events = new Map<string, RecordedEvent[]>();
  for (const { capture, fields, ...rest } of readLines<FieldsCase>('fields.jsonl.gz')) {
    for (const token of Object.keys(fields)) tokens.add(token);
    const type = String(fields['evt.type']);
    const event = { capture, number: rest['evt.num'], type, fields, tokens, hasRealView: false, realView: false };
    events.set(capture, [...(events.get(capture) ?? []), event]);
  }
  return events;
}

/** Single values that were recorded wrongly: capture, event, field. */
const UNSET_MEMORY: readonly (readonly [string, number, string])[] = [
  ['stratoshark-http-https-docker-curl-https.scap', 1908, 'evt.rawarg.fd'],
  ['sysdig-inspect-502Error.scap', 9906, 'evt.buffer'],
];

const TEXTS: ReadonlySet<ValueType> = new Set(['CHARBUF', 'FSPATH', 'FSRELPATH', 'BYTEBUF', 'IPADDR', 'IPNET']);

/** The value of a field, as it is when nothing is compared. */
export function readField(event: RecordedEvent, ref: FieldRef): FieldValue {
  const { field, argument, text } = ref;
  const { fields } = event;
  if (UNSET_MEMORY.some((one) => one.join() === [event.capture, event.number, text].join())) {
    throw new Unrecorded('memory');
  }
  if (field.any === true) return eitherEnd(event, ref);
  const derived = DERIVED[field.name]?.(event, argument);
  if (derived !== undefined) return derived;
  if (field.type === 'IPNET') return valueOf(fields[text.replace('net', 'ip')], ref);
  const value = fields[text];
  if (value === undefined) {
    if (field.name === 'fd.types' && fields['fd.num'] !== undefined) throw new Unrecorded('emptyList');
    if (argument !== undefined && !event.tokens.has(text)) throw new Unrecorded(missingArgument(event, ref));
  }
  if (typeof value === 'string' && !TEXTS.has(field.type) && field.format !== 'hex') throw new Unrecorded('format');
  if (field.type === 'BYTEBUF' && (value === '' || /^NULL|[.]/.test(String(value)))) throw new Unrecorded('bytes');
  return valueOf(value, ref);
}

function missingArgument(event: RecordedEvent, { field }: FieldRef): Missing {
  if (field.name === 'evt.around') return 'around';
  return field.name.startsWith('proc.a') && event.fields['proc.name'] !== undefined ? 'ancestors' : 'argument';
}

type Derivation = (event: RecordedEvent, argument: string | undefined) => FieldValue;

/** What follows from other fields. */
const DERIVED: Readonly<Record<string, Derivation>> = {
  'evt.latency': () => 0n,
  'evt.wait_latency': () => 0n,
  'evt.dir': ({ type }) => (isEnterOnly(type) ? '>' : '<'),
  'evt.type.is': ({ type }, name) => (type === name ? 1 : 0),
  'evt.rawarg': ({ fields }, name) => {
    const result = name === 'res' && fields['evt.arg.res'] !== undefined ? fields['evt.rawres'] : undefined;
    return typeof result === 'number' ? result : undefined;
  },
  'proc.env': ({ fields }, name) => {
    const all = fields['proc.env'];
    return name !== undefined && typeof all === 'string' && !` ${all}`.includes(` ${name}=`) ? '' : undefined;
  },
  'proc.aname': ({ fields }, index) => {
    const own = fields['proc.name'];
    return index === '0' && typeof own === 'string' ? own : undefined;
  },
};

/** Both ends of a connection, or none of a descriptor that is no internet socket. */
function eitherEnd({ fields }: RecordedEvent, ref: FieldRef): FieldValue {
  if (!hasDescriptor(fields)) return undefined;
  if (!/^ipv[46]$/.test(String(fields['fd.type']))) return [];
  const { name } = ref.field;
  const part = name === 'fd.net' ? 'ip' : name === 'fd.proto' ? 'port' : name.slice('fd.'.length);
  const ends = ['c', 's'].map((end) => valueOf(fields[`fd.${end}${part}`], ref)).filter((end) => end !== undefined);
  if (ends.length < 2) throw new Unrecorded('role');
  return ends as Scalar[];
}

/** Every descriptor has this field; other fields of it may have no value. */
export function hasDescriptor(fields: Fields): boolean {
  return fields['fd.l4proto'] !== undefined;
}

/** The values of ancestors, which are recorded one by one as far as they go. */
export function readAncestors(
  { fields, tokens }: RecordedEvent,
  ref: FieldRef,
): { readonly values: readonly Scalar[]; readonly complete: boolean } {
  const values: Scalar[] = [];
  for (let index = 1; ; index++) {
    const name = `proc.aname[${index}]`;
    if (fields[name] === undefined) return { values, complete: tokens.has(name) };
    const value = valueOf(fields[`${ref.field.name}[${index}]`], ref);
    if (value === undefined) return { values, complete: false };
    values.push(value as Scalar);
  }
}
