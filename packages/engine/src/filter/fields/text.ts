/** Checks of texts. */
import type { CheckNode } from '@lanner/language';
import { isPathParam } from '@lanner/schema';
import type { EventDef, ParamDef } from '@lanner/schema';
import { NEVER, UNKNOWN } from '../bounds.ts';
import type { Bounds } from '../bounds.ts';
import { PASS } from '../plan.ts';
import type { Plan } from '../plan.ts';
import { accepted, negated } from '../text/formula.ts';
import { DirectoryMachine, FileNameMachine } from '../text/machine.ts';
import type { Machine } from '../text/machine.ts';
import { matcherOf } from '../text/patterns.ts';
import { givenText, viewOf } from '../text/source.ts';
import type { TextSource } from '../text/source.ts';

/** What of a path is compared: all of it, its directory, its last component. */
export type Part = 'whole' | 'directory' | 'file name';

const PARTS: Readonly<Record<Part, (machine: Machine) => Machine>> = {
  whole: (machine) => machine,
  directory: (machine) => new DirectoryMachine(machine),
  'file name': (machine) => new FileNameMachine(machine),
};

/** Of a check on a text that is there. A path without a value is not looked at here: its view is unknown. */
export function ofText(check: CheckNode, source: TextSource | undefined, part: Part = 'whole'): Bounds {
  const matcher = source === undefined ? undefined : matcherOf(check);
  if (source === undefined || matcher === undefined) return UNKNOWN;
  const formula = accepted(PARTS[part](matcher.machine));
  const yes: Plan = { kind: 'text', source, formula };
  const no: Plan = matcher.exact ? { kind: 'text', source, formula: negated(formula) } : PASS;
  return check.operator === '!=' ? { mayBe: no, mayNotBe: yes } : { mayBe: yes, mayNotBe: no };
}

/** Of a parameter that is a path or another text, as events of the type have it or do not. */
export function ofTextParam(
  check: CheckNode,
  event: EventDef,
  param: ParamDef | undefined,
  part: Part = 'whole',
): Bounds {
  if (param === undefined) return NEVER;
  return ofText(check, isPathParam(param) ? viewOf(event, param) : givenText(event, param), part);
}
