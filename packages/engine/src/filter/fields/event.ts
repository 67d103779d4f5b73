/** `evt.*`, and who made the call. */
import { pathParam, renderResult, isPathParam } from '@lanner/schema';
import type { EventDef } from '@lanner/schema';
import { compileCheck } from '../../check.ts';
import { NEVER, UNKNOWN, guarded } from '../bounds.ts';
import { anyBit, compared, numberBounds, oneOf } from '../numbers.ts';
import { both, either, memberTest, oppositeOf } from '../plan.ts';
import type { Plan } from '../plan.ts';
import { ofPathParam } from './text.ts';
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

/** The name of an error, or SUCCESS. */
const result: FieldBounds = ofCall((check, event) => {
  if (check.right.kind === 'operand') return UNKNOWN;
  const test = compileCheck(check);
  const ret = returned(event);
  const numbers = Array.from({ length: MOST_ERRNO }, (_, index) => -1 - index);
  const [yes, no] = [true, false].map((wanted) =>
    numbers.filter((number) => test(renderResult(number), undefined) === wanted),
  );
  const failed = both([compared(ret, '<', 0), compared(ret, '>=', -MOST_ERRNO)]);
  const errors =
    yes !== undefined && yes.length <= MOST_RESULTS
      ? oneOf(ret, yes)
      : no !== undefined && no.length <= MOST_RESULTS
        ? oppositeOf(oneOf(ret, no))
        : undefined;
  return guarded([
    [compared(ret, '>=', 0), ofValues(check, [renderResult(0)])],
    [failed, errors === undefined ? UNKNOWN : { mayBe: errors, mayNotBe: oppositeOf(errors) }],
    [compared(ret, '<', -MOST_ERRNO), UNKNOWN],
  ]);
});

function ofHeader(member: string): FieldBounds {
  return (check, event) => numberBounds(check, placeOf(event, `header.${member}`, 4));
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
    return ofPathParam(check, event, argument === 'src' ? paths[0] : paths.at(-1));
  },
  'fs.path.name': (check, event) => ofPathParam(check, event, pathParam(event, 'name')),
  'fs.path.source': (check, event) => ofPathParam(check, event, pathParam(event, 'source')),
  'fs.path.target': (check, event) => ofPathParam(check, event, pathParam(event, 'target')),
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
