/** The one shape of what says how the kernel tests a field. */
import type { CheckNode } from '@lanner/language';
import { offsetOf, recordLayout } from '@lanner/schema';
import type { EventDef, FieldValue } from '@lanner/schema';
import { compileCheck } from '../../check.ts';
import { NEVER, UNKNOWN, guarded } from '../bounds.ts';
import type { Bounds } from '../bounds.ts';
import type { Place } from '../numbers.ts';
import { constant, oppositeOf } from '../plan.ts';
import type { Plan } from '../plan.ts';

/** Bounds of a check whose left side is the field, on events of one type. `argument`: that of the field. */
export type FieldBounds = (check: CheckNode, event: EventDef, argument: string | undefined) => Bounds;

export type FieldBoundsTable = Readonly<Record<string, FieldBounds>>;

/** The place of a number in the records of an event type. */
export function placeOf(event: EventDef, member: string, size: 1 | 2 | 4 | 8, signed = false): Place {
  return { at: offsetOf(recordLayout(event.name), member), size, signed };
}

/** Of a check on one of several values; which one it is, the kernel does not know. */
export function ofValues(check: CheckNode, values: readonly FieldValue[]): Bounds {
  if (check.right.kind === 'operand') return UNKNOWN;
  const test = compileCheck(check);
  const results = new Set(values.map((value) => test(value, undefined)));
  return { mayBe: constant(results.has(true)), mayNotBe: constant(results.has(false)) };
}

/** Of a check on a field that is true where an exact plan holds, and otherwise false. */
export function ofBoolean(check: CheckNode, plan: Plan): Bounds {
  return guarded([
    [plan, ofValues(check, [true])],
    [oppositeOf(plan), ofValues(check, [false])],
  ]);
}

/** A field that events without a descriptor do not have. */
export function ofDescriptor(bounds: FieldBounds): FieldBounds {
  return (check, event, argument) => (event.fd === undefined ? NEVER : bounds(check, event, argument));
}
