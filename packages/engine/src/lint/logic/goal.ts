/**
 * Conditions in the form in which they are reasoned about: negation stands before checks only, what means the same is
 * written the same, and equal goals are one object.
 */
import type { CheckNode, Condition, Literal, Operand } from '@lanner/language';
import { isAny, isAnyAncestor, isList, typeOf } from '@lanner/language';
import { checkText } from '../../check-text.ts';
import { equal, isCidr, predicateOf, sameAddress, type Predicate } from '../../operators/predicate.ts';

/**
 * What a check asks of the values of its left side:
 * - `one`: there is one at most, and it must pass the test
 * - `exists`: only that there is a value, or a list of values, be it empty
 * - `some`: one of several must pass; `each`: all must, and there must be one; `every`: all must, of none too
 * - `other`: it depends on more than the values
 */
export type Mode = 'one' | 'exists' | 'some' | 'each' | 'every' | 'other';

/** A check that does not contain another: either true or false of an event. Without a value, it is false. */
export interface Atom {
  readonly id: number;
  readonly check: CheckNode;
  /** The operand on the left in its canonical spelling: atoms of one subject are about the same values. */
  readonly subject: string;
  readonly mode: Mode;
  /** What it says of one value; absent in mode `other`. */
  readonly test?: Predicate;
}

interface GoalBase {
  readonly id: number;
}

export interface LiteralGoal extends GoalBase {
  readonly kind: 'literal';
  readonly atom: Atom;
  readonly positive: boolean;
}

/** All of the goals, or any of them. No goals at all: true and false. */
export interface JunctionGoal extends GoalBase {
  readonly kind: 'all' | 'any';
  readonly goals: readonly Goal[];
}

export type Goal = LiteralGoal | JunctionGoal;

const SUBJECTS = new WeakMap<Goal, ReadonlySet<string>>();

/** What a goal is about. */
export function subjectsOf(goal: Goal): ReadonlySet<string> {
  let subjects = SUBJECTS.get(goal);
  if (subjects === undefined) {
    const inner = goal.kind === 'literal' ? [goal.atom.subject] : goal.goals.flatMap((one) => [...subjectsOf(one)]);
    subjects = new Set(inner);
    SUBJECTS.set(goal, subjects);
  }
  return subjects;
}

/** The subject, if the goal is about no other. */
export function onlySubject(goal: Goal): string | undefined {
  const subjects = subjectsOf(goal);
  const [subject] = subjects;
  return subjects.size === 1 ? subject : undefined;
}

/** Makes goals of conditions. Goals of one maker are equal if and only if they are identical. */
export class GoalMaker {
  readonly #atoms = new Map<string, Atom>();
  readonly #goals = new Map<string, Goal>();
  readonly #known = new Map<Condition, { holds?: Goal; fails?: Goal }>();
  readonly #isOpen: (check: CheckNode) => boolean;

  /** `isOpen`: checks that may be replaced by anything; both they and their negations are taken to be satisfiable. */
  constructor(isOpen: (check: CheckNode) => boolean = () => false) {
    this.#isOpen = isOpen;
  }

  /** The condition, or with `positive` false its negation. */
  goal(condition: Condition, positive = true): Goal {
    const entry = this.#known.get(condition) ?? {};
    this.#known.set(condition, entry);
    return (entry[positive ? 'holds' : 'fails'] ??= this.#make(condition, positive));
  }

  all(goals: readonly Goal[]): Goal {
    return this.#junction('all', goals);
  }

  any(goals: readonly Goal[]): Goal {
    return this.#junction('any', goals);
  }

  negate(goal: Goal): Goal {
    if (goal.kind === 'literal') return this.#literal(goal.atom, !goal.positive);
    return this.#junction(
      goal.kind === 'all' ? 'any' : 'all',
      goal.goals.map((one) => this.negate(one)),
    );
  }

  #make(condition: Condition, positive: boolean): Goal {
    switch (condition.kind) {
      case 'boolean':
        return condition.value === positive ? this.all([]) : this.any([]);
      case 'not':
        return this.goal(condition.child, !positive);
      case 'and':
      case 'or': {
        const goals = condition.children.map((child) => this.goal(child, positive));
        return this.#junction((condition.kind === 'and') === positive ? 'all' : 'any', goals);
      }
      case 'check': {
        if (this.#isOpen(condition)) return this.all([]);
        const holds = this.#check(condition);
        return positive ? holds : this.negate(holds);
      }
    }
  }

  /** Takes a check apart where it says several things, and spells what is left in one way. */
  #check(check: CheckNode): Goal {
    const { left, operator, modifier, right } = check;
    if (right.kind !== 'literals') return this.#literal(this.#atom(check), true);
    const { values } = right;
    const each = (): Goal[] =>
      values.map((value) => {
        const { modifier: _, ...plain } = check;
        return this.#check({ ...plain, right: { kind: 'literals', values: [value] } });
      });
    if (modifier !== undefined) {
      if (values.length === 0) return this.any([]);
      if (operator === '!=') return this.#literal(this.#atom(check), true);
      if (modifier === 'anyof') return this.any(each());
      if (modifier === 'allof' && !hasSeveral(left)) return this.all(each());
      return this.#literal(this.#atom(check), true);
    }
    if (operator === 'pmatch' && values.length !== 1) return this.any(each());
    if (operator === '!=' && !hasSeveral(left)) {
      const exists: CheckNode = { ...check, operator: 'exists', right: { kind: 'none' } };
      return this.all([this.#check(exists), this.negate(this.#check({ ...check, operator: '=' }))]);
    }
    if (operator === '=' || operator === 'in' || operator === 'intersects') {
      if (values.length === 0) return this.any([]);
      const every = operator === 'in' && isList(left);
      return this.#literal(
        this.#atom({ ...check, operator: every ? 'in' : 'intersects', right: sorted(values) }),
        true,
      );
    }
    if (operator === 'glob') {
      const plain = plainGlob(String(values[0]));
      if (plain !== undefined) {
        return this.#check({ ...check, operator: plain.operator, right: { kind: 'literals', values: [plain.text] } });
      }
    }
    return this.#literal(this.#atom(check), true);
  }

  #atom(check: CheckNode): Atom {
    const key = checkText(check);
    const known = this.#atoms.get(key);
    if (known !== undefined) return known;
    const mode = modeOf(check);
    const test = mode === 'other' ? {} : { test: lazily(() => testOf(check)) };
    const atom: Atom = { id: this.#atoms.size, check, subject: check.left.text, mode, ...test };
    this.#atoms.set(key, atom);
    return atom;
  }

  #literal(atom: Atom, positive: boolean): Goal {
    const key = `${positive ? '' : '!'}${atom.id}`;
    const known = this.#goals.get(key);
    if (known !== undefined) return known;
    const goal: LiteralGoal = { kind: 'literal', id: this.#goals.size, atom, positive };
    this.#goals.set(key, goal);
    return goal;
  }

  #junction(kind: 'all' | 'any', given: readonly Goal[]): Goal {
    const deciding = kind === 'all' ? 'any' : 'all';
    const goals = new Map<number, Goal>();
    for (const goal of given) {
      if (goal.kind === kind) for (const inner of goal.goals) goals.set(inner.id, inner);
      else if (goal.kind === deciding && goal.goals.length === 0) return goal;
      else goals.set(goal.id, goal);
    }
    const sorted = Array.from(goals.values()).sort((a, b) => a.id - b.id);
    const [only] = sorted;
    if (only !== undefined && sorted.length === 1) return only;
    const key = `${kind} ${sorted.map(({ id }) => id).join()}`;
    const known = this.#goals.get(key);
    if (known !== undefined) return known;
    const goal: JunctionGoal = { kind, id: this.#goals.size, goals: sorted };
    this.#goals.set(key, goal);
    return goal;
  }
}

function hasSeveral(operand: Operand): boolean {
  return isList(operand) || isAny(operand);
}

function modeOf({ left, operator, modifier, right }: CheckNode): Mode {
  if (right.kind === 'operand') return 'other';
  if (operator === 'exists') return 'exists';
  if (!hasSeveral(left)) return 'one';
  if (operator === 'in' && isList(left)) return 'every';
  if (operator !== '!=' || isAnyAncestor(left)) return 'some';
  return modifier === undefined ? 'each' : 'other';
}

/** Most tests are never asked, and to make one of a pattern takes long. */
function lazily(make: () => Predicate): Predicate {
  let made: Predicate | undefined;
  return (value) => (made ??= make())(value);
}

function testOf({ left, operator, modifier, right }: CheckNode): Predicate {
  const same = typeOf(left) === 'IPADDR' ? sameAddress : equal;
  const test = predicateOf(operator, modifier, right.kind === 'literals' ? right.values : [], same);
  // For a plain `!=` it is that of `=`.
  return operator === '!=' && modifier === undefined ? (value) => !test(value) : test;
}

function sorted(values: readonly Literal[]): { readonly kind: 'literals'; readonly values: readonly Literal[] } {
  const texts = new Map(values.map((value) => [textOf(value), value]));
  return {
    kind: 'literals',
    values: Array.from(texts)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, value]) => value),
  };
}

function textOf(value: Literal): string {
  return isCidr(value) ? `${typeof value.address} ${value.address}/${value.bits}` : `${typeof value} ${String(value)}`;
}

/** A pattern that has stars at its ends only says what a plainer operator says. */
function plainGlob(
  pattern: string,
): { operator: '=' | 'startswith' | 'endswith' | 'contains'; text: string } | undefined {
  const found = /^(\*?)([^*?[\\]*)(\*?)$/.exec(pattern);
  if (found === null) return undefined;
  const [, before = '', text = '', after = ''] = found;
  if (text === '' && (before !== '' || after !== '')) return { operator: 'contains', text };
  if (before !== '') return { operator: after === '' ? 'endswith' : 'contains', text };
  return { operator: after === '' ? '=' : 'startswith', text };
}
