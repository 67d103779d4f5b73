/** How much of what goes on all the time a plan lets through. */
import type { Condition, FieldRef } from '@lanner/language';
import type { FieldValue } from '@lanner/schema';
import type { Plan } from '../filter/plan.ts';
import { UNREMARKABLE } from '../filter/selection.ts';
import { holdsOf } from '../filter/text/formula.ts';
import { interpret } from '../interpret.ts';

/**
 * `all`: every event of the type is sent. `broad`: those on ordinary files and with ordinary peers by ordinary
 * programs, of which no rule speaks by name, may be sent. `narrow`: they are not.
 */
export type Reach = 'all' | 'broad' | 'narrow';

export type ConditionOf = (bit: number) => Condition | undefined;

export function reachOf(plan: Plan, conditionOf: ConditionOf): Reach {
  if (plan.kind === 'constant') return plan.value ? 'all' : 'narrow';
  return UNREMARKABLE.some((path) => mayHold(plan, path, conditionOf)) ? 'broad' : 'narrow';
}

function mayHold(plan: Plan, path: Uint8Array, conditionOf: ConditionOf): boolean {
  switch (plan.kind) {
    case 'constant':
      return plan.value;
    case 'number':
      return plan.rare !== true || plan.relation !== '=';
    case 'text':
      return holdsOf(plan.formula, path);
    case 'process': {
      const condition = conditionOf(plan.bit);
      return condition === undefined || interpret(condition, unremarkable) !== plan.negated;
    }
    case 'and':
      return plan.children.every((child) => mayHold(child, path, conditionOf));
    case 'or':
      return plan.children.some((child) => mayHold(child, path, conditionOf));
    default:
      return true;
  }
}

/** A program that no rule names, with a name and arguments that appear in no rule. */
function unremarkable({ field }: FieldRef): FieldValue {
  const value = field.type === 'CHARBUF' || field.type === 'FSPATH' || field.type === 'FSRELPATH' ? '\u0001' : 1;
  return field.list === true ? [value] : value;
}
