/** Which fields an event of a type can have, and which values are plausible. What the event table says, put in words. */
import {
  canHave,
  ERRNOS,
  findFlagSet,
  findParam,
  isPathParam,
  pathParam,
  SIGNALS,
  type EventDef,
  type FlagSet,
  type ParamDef,
} from '@lanner/schema';
import type { FieldRef } from '../ir.ts';
import { didYouMean } from '../suggest.ts';

export interface FieldProblem {
  readonly message: string;
  readonly hint?: string | undefined;
}

/** The parameter that `evt.arg.NAME`, `evt.arg[N]` and their raw kin speak of. */
export function paramOf(event: EventDef, argument: string | undefined): ParamDef | undefined {
  return argument === undefined ? undefined : findParam(event, argument);
}

/** The names that the values of a parameter have. */
export function namesOf({ type, flags }: ParamDef): FlagSet | undefined {
  if (type === 'SIGTYPE') return SIGNALS;
  return flags === undefined ? undefined : findFlagSet(flags);
}

/** Why events of this type never have a value of the field; `undefined` if they can have one. */
export function impossibleField(event: EventDef, { field, argument, text }: FieldRef): FieldProblem | undefined {
  const { name } = field;
  if (name === 'evt.arg' || name === 'evt.rawarg') {
    if (paramOf(event, argument) !== undefined) return undefined;
    const names = event.params.map((param) => param.name);
    const hint = didYouMean(argument ?? '', names) ?? `its parameters: ${names.join(', ')}`;
    return { message: `'${event.name}' has no parameter '${argument}'`, hint };
  }
  if (canHave(event, field.class) && possible(event, name, argument)) return undefined;
  const hint = !canHave(event, field.class)
    ? 'no process has made them'
    : name.startsWith('fs.path.')
      ? pathHint(event)
      : field.class === 'fd'
        ? 'they speak of no descriptor'
        : undefined;
  return { message: `events of type '${event.name}' never have '${text}'`, hint };
}

function pathHint(event: EventDef): string | undefined {
  const roles = (['name', 'source', 'target'] as const).filter((role) => pathParam(event, role) !== undefined);
  return roles.length === 0
    ? 'they have no path as a parameter'
    : `they have ${roles.map((role) => `fs.path.${role}`).join(' and ')}`;
}

function possible(event: EventDef, name: string, argument: string | undefined): boolean {
  const paths = event.params.filter(isPathParam).length;
  if (name.startsWith('fd.')) return event.fd !== undefined;
  switch (name) {
    case 'fs.path.name':
    case 'fs.path.nameraw':
      return pathParam(event, 'name') !== undefined;
    case 'fs.path.source':
    case 'fs.path.sourceraw':
      return pathParam(event, 'source') !== undefined;
    case 'fs.path.target':
    case 'fs.path.targetraw':
      return pathParam(event, 'target') !== undefined;
    case 'evt.asynctype':
      return event.handler === 'none';
    case 'evt.abspath':
      return paths > 0 && (argument === undefined || argument === 'src' || argument === 'dst');
    case 'lanner.path.lexical':
      return paths > 0;
    case 'lanner.path.real':
      return paths > 0 || event.fd !== undefined;
    case 'evt.buffer':
    case 'evt.buflen':
      return event.params.some((param) => param.name === 'data');
    case 'syscall.type':
    case 'evt.res':
    case 'evt.rawres':
    case 'evt.count.error':
      return event.syscall !== undefined;
    case 'evt.io_dir':
      return event.category === 'io_read' || event.category === 'io_write';
    case 'evt.count.error.file':
    case 'evt.count.error.net':
    case 'evt.count.error.memory':
    case 'evt.count.error.other':
      return name.endsWith(`.${errorGroup(event)}`);
    default:
      return true;
  }
}

function errorGroup(event: EventDef): string {
  const { category } = event;
  if (category === 'file' || category === 'memory' || category === 'net') return category;
  return category.startsWith('io_') && event.params.some(({ name }) => name === 'tuple') ? 'net' : 'other';
}

/** Whether the field has another value in the real view of the paths of an event. */
export function hasRealView(event: EventDef, { field, argument }: FieldRef): boolean {
  if (!event.params.some(isPathParam)) return false;
  if (field.name === 'evt.arg') {
    const param = paramOf(event, argument);
    return param !== undefined && isPathParam(param);
  }
  return REAL_VIEW.has(field.name);
}

const REAL_VIEW: ReadonlySet<string> = new Set([
  'fd.name',
  'fd.directory',
  'fd.filename',
  'fd.containername',
  'fd.containerdirectory',
  'fs.path.name',
  'fs.path.source',
  'fs.path.target',
  'evt.abspath',
]);

const NUMBER = /^-?(0[0-7]+|\d+|0x[0-9a-fA-F]+)$/;

/** Names of flags, errors and results that there are not. */
export function implausibleText(event: EventDef, ref: FieldRef, text: string): FieldProblem | undefined {
  const { field, argument } = ref;
  if (field.name === 'evt.res') return errorProblem(text, ['SUCCESS']);
  if (field.name !== 'evt.arg') return undefined;
  const param = paramOf(event, argument);
  if (param?.type === 'ERRNO') return NUMBER.test(text) ? undefined : errorProblem(text, []);
  const set = param && namesOf(param);
  if (set === undefined) return undefined;
  const names = [...set.entries.map((entry) => entry.name), ...(set.otherwise === undefined ? [] : [set.otherwise])];
  const wrong = text.split('|').find((part) => !names.includes(part) && !NUMBER.test(part));
  if (wrong === undefined) return undefined;
  return { message: `'${ref.text}' of '${event.name}' has no flag '${wrong}'`, hint: didYouMean(wrong, names) };
}

function errorProblem(text: string, more: readonly string[]): FieldProblem | undefined {
  const names = [...more, ...ERRNOS.entries.map((entry) => entry.name)];
  if (names.includes(text)) return undefined;
  return { message: `'${text}' is not the name of an error`, hint: didYouMean(text, names) };
}
