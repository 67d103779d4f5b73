/** Three-valued judgement: what must hold of a record for a condition to be true, and for it to be false. */
import type { Condition, CheckNode } from '@lanner/language';
import { DROP, PASS, both, constant, either, oppositeOf, sizeOf } from './plan.ts';
import type { Plan } from './plan.ts';

/** `mayBe`: necessary for true, `mayNotBe`: necessary for false. Both hold where the kernel cannot tell. */
export interface Bounds {
  readonly mayBe: Plan;
  readonly mayNotBe: Plan;
}

export const UNKNOWN: Bounds = { mayBe: PASS, mayNotBe: PASS };
export const NEVER: Bounds = { mayBe: DROP, mayNotBe: PASS };

/** Of a condition that the kernel can test as it stands. */
export function exactly(plan: Plan): Bounds {
  return { mayBe: plan, mayNotBe: oppositeOf(plan) };
}

/** Of the negation. */
export function oppositeBounds({ mayBe, mayNotBe }: Bounds): Bounds {
  return { mayBe: mayNotBe, mayNotBe: mayBe };
}

/** `then` where a guard holds. Of each record the case that applies must have a guard that holds; others may hold too. */
export function guarded(cases: readonly (readonly [guard: Plan, then: Bounds])[]): Bounds {
  return {
    mayBe: either(cases.map(([guard, { mayBe }]) => both([guard, mayBe]))),
    mayNotBe: either(cases.map(([guard, { mayNotBe }]) => both([guard, mayNotBe]))),
  };
}

/** Larger bounds are given up: the kernel then passes what it could not have decided cheaply. */
const MOST_TESTS = 400;

function bounded(plan: Plan): Plan {
  return sizeOf(plan) > MOST_TESTS ? PASS : plan;
}

/**
 * @param ofCheck the bounds of a check on events of the type in question
 * @param ofProcess those of a condition on the process alone; undefined for others
 */
export function boundsOf(
  condition: Condition,
  ofCheck: (check: CheckNode) => Bounds,
  ofProcess: (condition: Condition) => Bounds | undefined,
  known: Map<Condition, Bounds> = new Map(),
): Bounds {
  const before = known.get(condition);
  if (before !== undefined) return before;
  const found = ofProcess(condition) ?? newBounds(condition, ofCheck, ofProcess, known);
  const bounds = { mayBe: bounded(found.mayBe), mayNotBe: bounded(found.mayNotBe) };
  known.set(condition, bounds);
  return bounds;
}

function newBounds(
  condition: Condition,
  ofCheck: (check: CheckNode) => Bounds,
  ofProcess: (condition: Condition) => Bounds | undefined,
  known: Map<Condition, Bounds>,
): Bounds {
  switch (condition.kind) {
    case 'boolean':
      return { mayBe: constant(condition.value), mayNotBe: constant(!condition.value) };
    case 'check':
      return ofCheck(condition);
    case 'not':
      return oppositeBounds(boundsOf(condition.child, ofCheck, ofProcess, known));
    case 'and':
    case 'or': {
      const children = condition.children.map((child) => boundsOf(child, ofCheck, ofProcess, known));
      const all = condition.kind === 'and';
      return {
        mayBe: (all ? both : either)(children.map(({ mayBe }) => mayBe)),
        mayNotBe: (all ? either : both)(children.map(({ mayNotBe }) => mayNotBe)),
      };
    }
  }
}
