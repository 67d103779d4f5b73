/** From rules to the plan of each event type. */
import type { CheckNode, CheckedRule } from '@lanner/language';
import { KERNEL_EVENTS } from '@lanner/schema';
import type { EventDef } from '@lanner/schema';
import { makeSpecialiser } from '../specialise.ts';
import { selected } from './selection.ts';
import { UNKNOWN, boundsOf } from './bounds.ts';
import type { Bounds } from './bounds.ts';
import { ARGUMENT_BOUNDS } from './fields/arguments.ts';
import { DESCRIPTOR_BOUNDS } from './fields/descriptor.ts';
import { EVENT_BOUNDS, ofBaseName } from './fields/event.ts';
import { SOCKET_BOUNDS } from './fields/socket.ts';
import type { FieldBoundsTable } from './fields/types.ts';
import { either } from './plan.ts';
import type { Plan } from './plan.ts';
import type { ProcessConditions } from './processes.ts';

/** The fields that the kernel knows something of, by name. */
export const FIELD_BOUNDS: FieldBoundsTable = {
  ...EVENT_BOUNDS,
  ...ARGUMENT_BOUNDS,
  ...DESCRIPTOR_BOUNDS,
  ...SOCKET_BOUNDS,
};

/** What a check comes to on events of a type, as far as their records tell. */
export function boundsOfCheck(check: CheckNode, event: EventDef): Bounds {
  if (check.right.kind === 'operand') return UNKNOWN;
  const named = ofBaseName(check, event);
  if (named !== undefined) return named;
  if (check.left.kind !== 'field') return UNKNOWN;
  return FIELD_BOUNDS[check.left.field.name]?.(check, event, check.left.argument) ?? UNKNOWN;
}

export interface RulePlan {
  readonly rule: CheckedRule;
  readonly plan: Plan;
}

/** What the kernel can say of the events of one type. */
export interface EventPlan {
  readonly event: EventDef;
  /** Necessary for some rule to match. */
  readonly plan: Plan;
  /** Of each rule that asks for such events. */
  readonly rules: readonly RulePlan[];
}

/**
 * The plans of all event types that rules ask for, but not of those that the process table needs: these are always sent.
 * @param rules those that are enabled, of the events of system calls
 * @param processes gets the conditions on processes that the plans ask for
 */
export function planEvents(rules: readonly CheckedRule[], processes: ProcessConditions): readonly EventPlan[] {
  return KERNEL_EVENTS.filter(({ state }) => state !== true).flatMap((event) => {
    const specialise = makeSpecialiser(event.name);
    const known = new Map();
    const plans = rules
      .filter(({ eventTypes }) => eventTypes?.has(event.name) ?? true)
      .map((rule) => ({ rule, condition: specialise(rule.condition) }))
      .filter(({ condition }) => condition.kind !== 'boolean' || condition.value)
      .map(({ rule, condition }) => ({
        rule,
        plan: selected(
          boundsOf(
            processes.grouped(condition),
            (check) => boundsOfCheck(check, event),
            (part) => processes.boundsOf(part),
            known,
          ).mayBe,
        ),
      }));
    return plans.length === 0 ? [] : [{ event, plan: either(plans.map(({ plan }) => plan)), rules: plans }];
  });
}
