/**
 * Values that show at once what does not follow. Fields are independent of each other, so that a goal which can hold at
 * all can hold with any value of one subject that satisfies what the goal says of that subject alone.
 */
import { groupOf, typeOf } from '@lanner/language';
import type { Scalar } from '@lanner/schema';
import { isCidr } from '../../operators/predicate.ts';
import { couldBe } from './domain.ts';
import { onlySubject, subjectsOf, type Goal, type LiteralGoal } from './goal.ts';
import { sampleOf } from './regex-pieces.ts';

/** A value by subject; `null`: it may have none. Subjects about which too little is known are not among them. */
export type Witnesses = ReadonlyMap<string, Scalar | null>;

const WITNESSES = new WeakMap<Goal, Witnesses>();

/** For each subject a value that it may have where the goal holds, all at once; for subjects for which one is found. */
export function witnessesOf(goal: Goal): Witnesses {
  let witnesses = WITNESSES.get(goal);
  if (witnesses === undefined) {
    const parts = goal.kind === 'all' ? goal.goals : [goal];
    witnesses = findWitnesses(parts, true) ?? findWitnesses(parts, false) ?? new Map();
    WITNESSES.set(goal, witnesses);
  }
  return witnesses;
}

/** The witnesses of another goal, which can hold, show that this goal need not hold where that one does. */
export function isDisproved(goal: Goal, witnesses: Witnesses): boolean {
  return holds(goal, witnesses) === false;
}

/**
 * Of alternatives about several subjects it is enough that one holds, so that what only the others speak of may be
 * missing. With `choosing` false, and for what is no plain choice, subjects that stand together have no witness.
 * Gives `undefined` where a choice turns out to hang on something else.
 */
function findWitnesses(parts: readonly Goal[], choosing: boolean): Witnesses | undefined {
  const bySubject = new Map<string, Goal[]>();
  const choices: Goal[] = [];
  const entangled = new Set<string>();
  for (const part of parts) {
    const subject = onlySubject(part);
    if (subject !== undefined) bySubject.set(subject, [...(bySubject.get(subject) ?? []), part]);
    else if (choosing && isChoice(part)) choices.push(part);
    else for (const one of subjectsOf(part)) entangled.add(one);
  }
  const found = new Map<string, Scalar | null>();
  for (const choice of choices) {
    const chosen = alternativesOf(choice).find((one) => {
      const subject = onlySubject(one) ?? '';
      const goals = [...(bySubject.get(subject) ?? []), one];
      const value = entangled.has(subject) ? undefined : valueFor(goals);
      if (value === undefined) return false;
      bySubject.set(subject, goals);
      found.set(subject, value);
      return true;
    });
    if (chosen === undefined) return undefined;
  }
  for (const [subject, goals] of bySubject) {
    const value = found.has(subject) || entangled.has(subject) ? undefined : valueFor(goals);
    if (value !== undefined) found.set(subject, value);
  }
  const spoken = choices.flatMap((choice) => [...subjectsOf(choice)]);
  for (const subject of spoken) if (!bySubject.has(subject) && !entangled.has(subject)) found.set(subject, null);
  return found;
}

/** Alternatives of which each is about one subject. */
function isChoice(goal: Goal): boolean {
  return goal.kind === 'any' && goal.goals.every((one) => onlySubject(one) !== undefined);
}

function alternativesOf(goal: Goal): readonly Goal[] {
  return goal.kind === 'literal' ? [goal] : goal.goals;
}

/** A text as good as any, where nothing but what it must not be is said. */
const SOME_TEXT = '-';

/** A value of their one subject with which all the goals hold. */
function valueFor(goals: readonly Goal[]): Scalar | undefined {
  const subject = goals.map(onlySubject).find((one) => one !== undefined) ?? '';
  const literals = goals.flatMap(literalsIn);
  const left = literals[0]?.atom.check.left;
  const others = left !== undefined && groupOf(typeOf(left)) === 'string' ? [SOME_TEXT] : [];
  return [...literals.flatMap(candidates), ...others].find((value) =>
    goals.every((goal) => holds(goal, new Map([[subject, value]])) === true),
  );
}

function literalsIn(goal: Goal): readonly LiteralGoal[] {
  return goal.kind === 'literal' ? [goal] : goal.goals.flatMap(literalsIn);
}

/** What the literal compares with. A pattern may well match itself: the tests decide. */
function candidates({ atom }: LiteralGoal): Scalar[] {
  const { left, operator, right } = atom.check;
  if (right.kind !== 'literals') return [];
  const sample = operator === 'regex' ? sampleOf(String(right.values[0])) : undefined;
  if (sample !== undefined) return couldBe(left, sample) ? [sample] : [];
  return right.values.filter((value): value is Scalar => !isCidr(value) && couldBe(left, value));
}

/** Whether a goal holds where subjects have these values; `undefined` if they do not decide it. */
function holds(goal: Goal, witnesses: Witnesses): boolean | undefined {
  if (goal.kind === 'literal') {
    const value = witnesses.get(goal.atom.subject);
    if (value === undefined) return undefined;
    const { mode, test } = goal.atom;
    if (value === null) return !goal.positive;
    if (mode === 'exists') return goal.positive;
    return mode === 'one' && test !== undefined ? test(value) === goal.positive : undefined;
  }
  const deciding = goal.kind === 'any';
  let result: boolean | undefined = !deciding;
  for (const part of goal.goals) {
    const one = holds(part, witnesses);
    if (one === deciding) return deciding;
    if (one === undefined) result = undefined;
  }
  return result;
}
