/** `evt.*`, and who made the call. */
import type { CheckNode } from '@lanner/language';
import { pathParam, renderResult, isPathParam } from '@lanner/schema';
import type { EventDef, PathRole } from '@lanner/schema';
import { NEVER, UNKNOWN, guarded } from '../bounds.ts';
import type { Bounds } from '../bounds.ts';
import { anyBit, compared, numberBounds } from '../numbers.ts';
import { both, either, memberTest, oppositeOf } from '../plan.ts';
import type { Plan } from '../plan.ts';
import { errorBounds } from './results.ts';
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
  const ret = returned(event);
  return guarded([
    [compared(ret, '>=', 0), ofValues(check, [renderResult(0)])],
    [compared(ret, '<', 0), errorBounds(check, ret, renderResult)],
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

const ROLES: Readonly<Record<string, PathRole>> = {
  'fs.path.name': 'name',
  'fs.path.source': 'source',
  'fs.path.target': 'target',
};

/** Of `basename` of one of these; undefined for everything else. */
export function ofBaseName(check: CheckNode, event: EventDef): Bounds | undefined {
  const { left } = check;
  const [of] = left.kind === 'call' && left.name === 'basename' ? left.operands : [];
  const role = of?.kind === 'field' ? ROLES[of.field.name] : undefined;
  return role === undefined ? undefined : ofTextParam(check, event, pathParam(event, role), 'file name');
}
