/**
 * Specialises a condition for one event type: what is known of every event of the type becomes true or false, and the
 * branches that hang on it fall away. Macros shared by rules are specialised once.
 */
import type { CheckNode, Condition, ConstantNode } from '@lanner/language';
import { isEnterOnly } from '@lanner/schema';
import type { FieldValue } from '@lanner/schema';
import { compileCheck } from './check.ts';

const TRUE: ConstantNode = { kind: 'boolean', value: true };
const FALSE: ConstantNode = { kind: 'boolean', value: false };

function constant(value: boolean): ConstantNode {
  return value ? TRUE : FALSE;
}

/** What a check comes to on all events of a type, if that is known. */
export type Known = (check: CheckNode, eventType: string) => boolean | undefined;

/** Of checks on fields that follow from the event type. */
export function knownByType(check: CheckNode, eventType: string): boolean | undefined {
  if (check.left.kind !== 'field' || check.right.kind === 'operand') return undefined;
  const value = knownValue(check.left.field.name, check.left.argument, eventType);
  return value === undefined ? undefined : compileCheck(check)(value, undefined);
}

function knownOrNever(check: CheckNode, eventType: string): boolean | undefined {
  return knownByType(check, eventType) ?? (isNever(check) ? false : undefined);
}

function knownValue(field: string, argument: string | undefined, eventType: string): FieldValue {
  switch (field) {
    case 'evt.type':
      return eventType;
    case 'evt.type.is':
      return argument === eventType ? 1 : 0;
    case 'evt.dir':
      return isEnterOnly(eventType) ? '>' : '<';
    default:
      return undefined;
  }
}

/** Events are numbered from 1: `evt.num=0` is how rule files write "never". */
export function isNever(check: CheckNode): boolean {
  return (
    check.left.kind === 'field' &&
    check.left.field.name === 'evt.num' &&
    check.operator === '=' &&
    check.modifier === undefined &&
    check.right.kind === 'literals' &&
    check.right.values.length === 1 &&
    check.right.values[0] === 0
  );
}

export type Specialise = (condition: Condition) => Condition;

/** A specialiser for one event type that remembers what it has seen. */
export function makeSpecialiser(eventType: string, known: Known = knownOrNever): Specialise {
  const done = new Map<Condition, Condition>();

  function specialise(condition: Condition): Condition {
    let result = done.get(condition);
    if (result === undefined) {
      result = compute(condition);
      done.set(condition, result);
    }
    return result;
  }

  function compute(condition: Condition): Condition {
    switch (condition.kind) {
      case 'boolean':
        return condition;
      case 'check': {
        const value = known(condition, eventType);
        return value === undefined ? condition : constant(value);
      }
      case 'not': {
        const child = specialise(condition.child);
        if (child.kind === 'boolean') return constant(!child.value);
        return child === condition.child ? condition : { kind: 'not', child };
      }
      case 'and':
      case 'or':
        return junction(condition.kind, condition.children.map(specialise));
    }
  }

  return specialise;
}

/** A junction takes the children of those in it up to this many: macros of macros may stand for exponentially many. */
const MOST_TAKEN_UP = 1000;

function junction(kind: 'and' | 'or', children: readonly Condition[]): Condition {
  const deciding = kind === 'or';
  // What stands twice counts once.
  const left = new Set<Condition>();
  for (const child of children) {
    if (child.kind === 'boolean') {
      if (child.value === deciding) return child;
    } else if (child.kind === kind && child.children.length <= MOST_TAKEN_UP) {
      for (const inner of child.children) left.add(inner);
    } else {
      left.add(child);
    }
  }
  const [only] = left;
  if (only === undefined) return constant(!deciding);
  return left.size === 1 ? only : { kind, children: Array.from(left) };
}
