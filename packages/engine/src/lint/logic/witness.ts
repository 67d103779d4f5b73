/**
 * Values that show at once what does not follow. Fields are independent of each other, so that a goal which can hold at
 * all can hold with any value of one subject that satisfies what the goal says of that subject alone.
 */
import type { Scalar } from '@lanner/schema';
import { isCidr } from '../../operators/predicate.ts';
import { couldBe } from './domain.ts';
import { subjectsOf, type Goal, type LiteralGoal } from './goal.ts';

/** A value by subject. Subjects about which the goal speaks together with others have none. */
export type Witnesses = ReadonlyMap<string, Scalar>;

const WITNESSES = new WeakMap<Goal, Witnesses>();

/** For each subject a value that it may have where the goal holds; for subjects for which one is found. */
export function witnessesOf(goal: Goal): Witnesses {
  let witnesses = WITNESSES.get(goal);
  if (witnesses === undefined) {
    witnesses = findWitnesses(goal);
    WITNESSES.set(goal, witnesses);
  }
  return witnesses;
}

/** The witnesses of another goal, which can hold, show that this goal need not hold where that one does. */
export function isDisproved(goal: Goal, witnesses: Witnesses): boolean {
  const subject = onlySubject(goal);
  const value = subject === undefined ? undefined : witnesses.get(subject);
  return value !== undefined && holds(goal, value) === false;
}

function findWitnesses(goal: Goal): Witnesses {
  const parts = goal.kind === 'all' ? goal.goals : [goal];
  const bySubject = new Map<string, Goal[]>();
  const shared = new Set<string>();
  for (const part of parts) {
    const subject = onlySubject(part);
    if (subject === undefined) for (const one of subjectsOf(part)) shared.add(one);
    else bySubject.set(subject, [...(bySubject.get(subject) ?? []), part]);
  }
  const found = new Map<string, Scalar>();
  for (const [subject, goals] of bySubject) {
    if (shared.has(subject)) continue;
    const literals = goals.flatMap(literalsIn);
    const value = literals.flatMap(candidates).find((one) => goals.every((part) => holds(part, one) === true));
    if (value !== undefined) found.set(subject, value);
  }
  return found;
}

function onlySubject(goal: Goal): string | undefined {
  const subjects = subjectsOf(goal);
  const [subject] = subjects;
  return subjects.size === 1 ? subject : undefined;
}

function literalsIn(goal: Goal): readonly LiteralGoal[] {
  return goal.kind === 'literal' ? [goal] : goal.goals.flatMap(literalsIn);
}

/** What the literal compares with. A pattern may well match itself: the tests decide. */
function candidates({ atom }: LiteralGoal): Scalar[] {
  const { left, right } = atom.check;
  if (right.kind !== 'literals') return [];
  return right.values.filter((value): value is Scalar => !isCidr(value) && couldBe(left, value));
}

/** Whether a goal about one subject holds where that has this value; `undefined` if the value does not decide it. */
function holds(goal: Goal, value: Scalar): boolean | undefined {
  if (goal.kind === 'literal') {
    const { mode, test } = goal.atom;
    if (mode === 'exists') return goal.positive;
    return mode === 'one' && test !== undefined ? test(value) === goal.positive : undefined;
  }
  const deciding = goal.kind === 'any';
  let result: boolean | undefined = !deciding;
  for (const part of goal.goals) {
    const one = holds(part, value);
    if (one === deciding) return deciding;
    if (one === undefined) result = undefined;
  }
  return result;
}
