/** `evt.*`, and who made the call. */
import type { CheckNode } from '@lanner/language';
import { pathParam, renderResult, isPathParam } from '@lanner/schema';
import type { EventDef, PathRole } from '@lanner/schema';
import { compileCheck } from '../../check.ts';
import { NEVER, UNKNOWN, exactly, guarded, oppositeBounds } from '../bounds.ts';
import { anyBit, compared, numberBounds, oneOf } from '../numbers.ts';
import { both, either, memberTest, oppositeOf } from '../plan.ts';
import type { Plan } from '../plan.ts';
import { ofText, ofTextParam } from './text.ts';
import { givenText, lexicalViewOf } from '../text/source.ts';
import { ofBoolean, ofValues, placeOf } from './types.ts';
import type { FieldBounds, FieldBoundsTable } from './types.ts';

const O_ACCMODE = 3;
const O_RDWR = 2;
const O_CREAT = 0o100;
const O_TMPFILE = 0o20000000;
const O_F_CREATED = 0x10000000;
const EXEC_BITS = 0o111;
const OPENS = new Set(['open', 'openat', 'openat2', 'open_by_handle_at']);

/** The highest number of an error. */
const MOST_ERRNO = 4095;
/** More results than this are not told one by one. */
const MOST_RESULTS = 16;

function returned(event: EventDef) {
  return placeOf(event, 'header.ret', 8, true);
}

/** Fields that are false for all that is no open; `ofCreat` for the call that has no flags. */
function ofOpen(test: (event: EventDef) => Plan, ofCreat?: (event: EventDef) => Plan): FieldBounds {
  return (check, event) => {
    if (OPENS.has(event.name)) return ofBoolean(check, test(event));
    const plan = event.name === 'creat' ? ofCreat?.(event) : undefined;
    return plan === undefined ? ofValues(check, [false]) : ofBoolean(check, plan);
  };
}

function access(one: number): FieldBounds {
  return ofOpen((event) =>
    memberTest({ at: placeOf(event, 'flags', 4).at, size: 4, shift: 0, mask: O_ACCMODE }, [one, O_RDWR]),
  );
}

function executable(event: EventDef): Plan {
  const hasMode = event.params.some(({ name }) => name === 'mode');
  return hasMode ? anyBit(placeOf(event, 'mode', 4), EXEC_BITS) : { kind: 'constant', value: false };
}

function succeeded(event: EventDef): Plan {
  return compared(returned(event), '>=', 0);
}

/** A field that is there when there is a call that returns. */
function ofCall(bounds: FieldBounds): FieldBounds {
  return (check, event, argument) => (event.syscall === undefined ? NEVER : bounds(check, event, argument));
}

/** The errors that a check holds for, or (`others`) those that it does not hold for; undefined where both are many. */
interface Errors {
  readonly results: readonly number[];
  readonly others: boolean;
}

const ERRORS = new WeakMap<CheckNode, { readonly errors: Errors | undefined }>();

/** Tries all numbers of errors, once a check. */
function errorsOf(check: CheckNode): Errors | undefined {
  let known = ERRORS.get(check);
  if (known === undefined) ERRORS.set(check, (known = { errors: tryErrors(check) }));
  return known.errors;
}

function tryErrors(check: CheckNode): Errors | undefined {
  const test = compileCheck(check);
  const holds: number[] = [];
  const holdsNot: number[] = [];
  for (let ret = -1; ret >= -MOST_ERRNO; ret--) (test(renderResult(ret), undefined) ? holds : holdsNot).push(ret);
  if (holds.length <= MOST_RESULTS) return { results: holds, others: false };
  return holdsNot.length <= MOST_RESULTS ? { results: holdsNot, others: true } : undefined;
}

/** The name of an error, or SUCCESS. */
const result: FieldBounds = ofCall((check, event) => {
  if (check.right.kind === 'operand') return UNKNOWN;
  const ret = returned(event);
  const failed = both([compared(ret, '<', 0), compared(ret, '>=', -MOST_ERRNO)]);
  const errors = errorsOf(check);
  const some = errors === undefined ? undefined : exactly(oneOf(ret, errors.results));
  return guarded([
    [compared(ret, '>=', 0), ofValues(check, [renderResult(0)])],
    [failed, some === undefined ? UNKNOWN : errors?.others === true ? oppositeBounds(some) : some],
    [compared(ret, '<', -MOST_ERRNO), UNKNOWN],
  ]);
});

function ofHeader(member: string): FieldBounds {
  return (check, event) => numberBounds(check, placeOf(event, `header.${member}`, 4));
}

/** A path as it was given. */
function given(role: PathRole): FieldBounds {
  return (check, event) => {
    const param = pathParam(event, role);
    return param === undefined ? NEVER : ofText(check, givenText(event, param));
  };
}

const UNSET = 0xffffffff;

export const EVENT_BOUNDS: FieldBoundsTable = {
  'evt.res': result,
  'evt.rawres': ofCall((check, event) => numberBounds(check, returned(event))),
  'evt.failed': (check, event) => ofBoolean(check, compared(returned(event), '<', 0)),
  'evt.is_open_read': access(0),
  'evt.is_open_write': access(1),
  'evt.is_open_create': ofOpen(
    (event) =>
      either([
        anyBit(placeOf(event, 'flags', 4), O_F_CREATED),
        both([anyBit(placeOf(event, 'flags', 4), O_TMPFILE), succeeded(event)]),
      ]),
    succeeded,
  ),
  'evt.is_open_exec': ofOpen(
    (event) => both([anyBit(placeOf(event, 'flags', 4), O_CREAT | O_TMPFILE), executable(event)]),
    executable,
  ),
  'evt.abspath': (check, event, argument) => {
    const paths = event.params.filter(isPathParam);
    if (argument !== undefined && argument !== 'src' && argument !== 'dst') return UNKNOWN;
    return ofTextParam(check, event, argument === 'src' ? paths[0] : paths.at(-1));
  },
  'lanner.path.lexical': (check, event) => {
    const first = event.params.find(isPathParam);
    return first === undefined ? NEVER : ofText(check, lexicalViewOf(event, first));
  },
  'fs.path.nameraw': given('name'),
  'fs.path.sourceraw': given('source'),
  'fs.path.targetraw': given('target'),
  'fs.path.name': (check, event) => ofTextParam(check, event, pathParam(event, 'name')),
  'fs.path.source': (check, event) => ofTextParam(check, event, pathParam(event, 'source')),
  'fs.path.target': (check, event) => ofTextParam(check, event, pathParam(event, 'target')),
  'proc.pid': ofHeader('pid'),
  'thread.tid': ofHeader('tid'),
  'user.uid': ofHeader('uid'),
  'group.gid': ofHeader('gid'),
  'user.loginuid': (check, event) => {
    const loginuid = placeOf(event, 'header.loginuid', 4);
    const unset = compared(loginuid, '=', UNSET);
    return guarded([
      [unset, ofValues(check, [-1])],
      [oppositeOf(unset), numberBounds(check, loginuid)],
    ]);
  },
};
