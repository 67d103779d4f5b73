/** Checks of paths. */
import type { CheckNode } from '@lanner/language';
import { VIEWED_PATHS, isPathParam } from '@lanner/schema';
import type { EventDef, ParamDef } from '@lanner/schema';
import { NEVER, UNKNOWN } from '../bounds.ts';
import type { Bounds } from '../bounds.ts';
import { PASS } from '../plan.ts';
import type { Plan } from '../plan.ts';
import { accepted, negated } from '../text/formula.ts';
import { DirectoryMachine, FileNameMachine } from '../text/machine.ts';
import type { Machine } from '../text/machine.ts';
import { matcherOf } from '../text/patterns.ts';

/** What of a path is compared: all of it, its directory, its last component. */
export type Part = 'whole' | 'directory' | 'file name';

const PARTS: Readonly<Record<Part, (machine: Machine) => Machine>> = {
  whole: (machine) => machine,
  directory: (machine) => new DirectoryMachine(machine),
  'file name': (machine) => new FileNameMachine(machine),
};

/** @returns which of the paths with views a parameter is; -1 if it is none of them */
export function pathIndex(event: EventDef, param: ParamDef | undefined): number {
  if (param === undefined) return -1;
  const index = event.params.filter(isPathParam).indexOf(param);
  return index < VIEWED_PATHS ? index : -1;
}

/** Of a check on a path. One that has no value is not looked at here: its view is unknown. */
export function ofPath(check: CheckNode, path: number, part: Part): Bounds {
  if (path < 0) return UNKNOWN;
  const matcher = matcherOf(check);
  if (matcher === undefined) return UNKNOWN;
  const formula = accepted(PARTS[part](matcher.machine));
  const yes: Plan = { kind: 'text', path, formula };
  const no: Plan = matcher.exact ? { kind: 'text', path, formula: negated(formula) } : PASS;
  return check.operator === '!=' ? { mayBe: no, mayNotBe: yes } : { mayBe: yes, mayNotBe: no };
}

/** Of a path parameter, as events of the type have it or do not. */
export function ofPathParam(check: CheckNode, event: EventDef, param: ParamDef | undefined): Bounds {
  if (param === undefined) return NEVER;
  return isPathParam(param) ? ofPath(check, pathIndex(event, param), 'whole') : UNKNOWN;
}
