/**
 * A small prover: can goals hold together, of one event? It splits alternatives and looks for values; "refuted" is
 * proven, everything else says nothing. The work for one question is bounded.
 *
 * Fields are taken to be independent of each other. That allows more events than there are, so that a refutation holds
 * for the real ones, in the lexical view of paths as in the real one: each view gives every field one value.
 */
import { isAny, isList } from '@lanner/language';
import { isImpossible, type Constraint } from './elements.ts';
import type { Goal, JunctionGoal, LiteralGoal } from './goal.ts';

/** How many steps one question may take. A step looks at the literals on one subject. */
const STEPS = 20_000;

/** Literals that must hold, by subject. Never changed, only extended to new ones. */
type Facts = ReadonlyMap<string, readonly LiteralGoal[]>;

const NO_LITERALS: readonly LiteralGoal[] = [];

export class Prover {
  readonly #conflicts = new Map<string, boolean>();
  readonly #answers = new Map<string, boolean>();
  readonly #limit: number;
  #steps = 0;

  /** `limit`: steps a question may take. */
  constructor(limit: number = STEPS) {
    this.#limit = limit;
  }

  /** Proven: no event satisfies all the goals. */
  refutes(...goals: readonly Goal[]): boolean {
    const key = Array.from(new Set(goals.map(({ id }) => id)))
      .sort((a, b) => a - b)
      .join();
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    this.#steps = 0;
    const answer = this.#refute(new Map(), [], goals);
    this.#answers.set(key, answer);
    return answer;
  }

  /** `added` come to what is known to hold: `facts`, and one of each of `open`. */
  #refute(facts: Facts, open: readonly JunctionGoal[], added: readonly Goal[]): boolean {
    const state = new Map(facts);
    let alternatives = [...open];
    let goals = [...added];
    for (;;) {
      const more = this.#assert(state, goals);
      if (more === undefined) return true;
      alternatives.push(...more);
      goals = [];
      const left: JunctionGoal[] = [];
      for (const alternative of alternatives) {
        if (this.#steps > this.#limit) return false;
        const narrowed = this.#narrow(state, alternative);
        if (narrowed === 'holds') continue;
        const [only] = narrowed.goals;
        if (only === undefined) return true;
        if (narrowed.goals.length === 1) goals.push(only);
        else left.push(narrowed);
      }
      alternatives = left;
      if (goals.length === 0) break;
    }
    return this.#split(state, alternatives);
  }

  /** Takes the goals for true: the alternatives among them, or `undefined` if they contradict what is known. */
  #assert(state: Map<string, readonly LiteralGoal[]>, goals: readonly Goal[]): JunctionGoal[] | undefined {
    const alternatives: JunctionGoal[] = [];
    const queue = [...goals];
    for (let goal = queue.pop(); goal !== undefined; goal = queue.pop()) {
      if (goal.kind === 'literal') {
        if (!this.#add(state, goal)) return undefined;
      } else if (goal.kind === 'all') queue.push(...goal.goals);
      else alternatives.push(goal);
    }
    return alternatives;
  }

  #add(state: Map<string, readonly LiteralGoal[]>, literal: LiteralGoal): boolean {
    const { subject } = literal.atom;
    const known = state.get(subject) ?? NO_LITERALS;
    if (known.includes(literal)) return true;
    const all = [...known, literal];
    state.set(subject, all);
    return !this.#conflict(all);
  }

  /** The alternatives that are not refuted at first sight. */
  #narrow(state: Facts, alternative: JunctionGoal): JunctionGoal | 'holds' {
    const goals: Goal[] = [];
    for (const goal of alternative.goals) {
      if (goal.kind === 'literal' && state.get(goal.atom.subject)?.includes(goal) === true) return 'holds';
      const parts: readonly Goal[] = goal.kind === 'all' ? goal.goals : [goal];
      const literals = parts.filter((one) => one.kind === 'literal');
      const refuted = literals.some((one) => {
        const known = state.get(one.atom.subject) ?? NO_LITERALS;
        return !known.includes(one) && this.#conflict([...known, one]);
      });
      if (!refuted) goals.push(goal);
    }
    return goals.length === alternative.goals.length ? alternative : { ...alternative, goals };
  }

  /** Every alternative of one of the junctions must be refuted; which one is free, and the shortest is cheapest. */
  #split(facts: Facts, alternatives: readonly JunctionGoal[]): boolean {
    const shortest = alternatives.reduce<JunctionGoal | undefined>(
      (best, one) => (best === undefined || one.goals.length < best.goals.length ? one : best),
      undefined,
    );
    if (shortest === undefined) return false;
    const others = alternatives.filter((one) => one !== shortest);
    return shortest.goals.every((goal) => this.#steps <= this.#limit && this.#refute(facts, others, [goal]));
  }

  /** Is there no value of the subject that satisfies all literals? */
  #conflict(literals: readonly LiteralGoal[]): boolean {
    this.#steps++;
    const key = literals
      .map(({ id }) => id)
      .sort((a, b) => a - b)
      .join();
    let answer = this.#conflicts.get(key);
    if (answer === undefined) {
      answer = conflict(literals);
      this.#conflicts.set(key, answer);
    }
    return answer;
  }
}

/** Literals on one subject contradict each other. Without a value all checks are false: only negations hold then. */
export function conflict(literals: readonly LiteralGoal[]): boolean {
  const [first] = literals;
  if (first === undefined || !literals.some(({ positive }) => positive)) return false;
  if (literals.some(({ atom, positive }) => !positive && atom.check.operator === 'exists')) return true;
  if (!isAny(first.atom.check.left) && !isList(first.atom.check.left)) {
    return isImpossible(literals.map(({ atom, positive }) => ({ atom, wanted: positive })));
  }
  const opposite = literals.some(
    ({ atom, positive }) => positive && literals.some((o) => o.atom === atom && !o.positive),
  );
  return opposite || conflictOfSeveral(literals);
}

/**
 * The subject has a list of values, which may be empty if nothing asks for one. Each of them must satisfy some
 * constraints, and for some others there must be one that does.
 */
function conflictOfSeveral(literals: readonly LiteralGoal[]): boolean {
  const all: Constraint[] = [];
  const some: Constraint[] = [];
  let mayBeEmpty = true;
  for (const { atom, positive } of literals) {
    const { mode } = atom;
    if (mode === 'exists' || mode === 'other') continue;
    // "Not all" is "some not", and "not some" is "all not"; but "not each" holds of none, too.
    ((mode !== 'some') === positive ? all : some).push({ atom, wanted: positive });
    if (positive ? mode !== 'every' : mode === 'every') mayBeEmpty = false;
  }
  return !mayBeEmpty && (isImpossible(all) || some.some((constraint) => isImpossible([...all, constraint])));
}
