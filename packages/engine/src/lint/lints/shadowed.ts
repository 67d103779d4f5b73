/** Rules all of whose events another rule matches too. */
import { isAtLeast, type CheckedRule } from '@lanner/language';
import type { LintContext, RuleView } from '../context.ts';
import type { Found, Lint } from '../lint.ts';
import { GoalIndex } from '../logic/goal-index.ts';
import { subjectsOf, type Goal } from '../logic/goal.ts';
import { isDisproved, witnessesOf } from '../logic/witness.ts';

export const shadowed: Lint = {
  code: 'LINT_SHADOWED',
  title: 'Rule is shadowed by an earlier one',
  why: 'An earlier rule matches all that this one matches. With `rule_matching: first`, the default, this one never raises an alert.',
  advice: 'put the narrower rule first, or narrow the earlier one',
  *find(context) {
    const { rules, covers, mayCover } = coveringOf(context);
    for (const [at, view] of rules.entries()) {
      for (const { place, view: earlier } of mayCover(view)) {
        if (place >= at) break;
        if (!covers(earlier, view)) continue;
        yield found(view, earlier, `is shadowed by the earlier rule '${earlier.rule.name}'`);
        break;
      }
    }
  },
};

export const subsumed: Lint = {
  code: 'LINT_SUBSUMED',
  title: 'Rule adds nothing to a later one',
  why: 'A later rule, of the same or a higher priority, matches all that this one matches: without it no event would go unseen.',
  advice: 'remove the rule, raise its priority, or narrow the other one',
  *find(context) {
    const { rules, covers, mayCover } = coveringOf(context);
    for (const [at, view] of rules.entries()) {
      for (const { place, view: later } of mayCover(view)) {
        if (place <= at || !isAsSevere(later.rule, view.rule) || !covers(later, view)) continue;
        // Rules that match the same are a matter of the later one.
        if (!covers(view, later)) yield found(view, later, `adds nothing to the later rule '${later.rule.name}'`);
        break;
      }
    }
  },
};

/** Rules that are turned off neither shadow others nor are shadowed. */
function candidates({ rules }: LintContext): readonly RuleView[] {
  return rules.filter(({ rule, never }) => rule.enabled && !never);
}

function isAsSevere(one: CheckedRule, other: CheckedRule): boolean {
  return isAtLeast(one.priority, other.priority);
}

/** A rule at its place among the others, with what it comes to for one event type. */
interface Placed {
  readonly place: number;
  readonly view: RuleView;
  readonly parts: readonly Goal[];
}

interface Covering {
  readonly rules: readonly RuleView[];
  /** Proven: a rule matches whatever another one matches, for each event type. */
  readonly covers: (wide: RuleView, narrow: RuleView) => boolean;
  /** The only ones of which that may be so, in their order. Of thousands of rules these are few, and cheap to find. */
  readonly mayCover: (narrow: RuleView) => readonly Placed[];
}

const COVERINGS = new WeakMap<LintContext, Covering>();

/** Two lints ask the same questions: what is known is kept as long as the rules are looked at. */
function coveringOf(context: LintContext): Covering {
  const known = COVERINGS.get(context) ?? makeCovering(context, candidates(context));
  COVERINGS.set(context, known);
  return known;
}

function makeCovering({ asIs, maker, prover }: LintContext, rules: readonly RuleView[]): Covering {
  // Each pair of rules is a question: what one rule comes to is asked for once.
  const parts = new Map<RuleView, Map<string, readonly Goal[]>>();
  const negations = new Map<Goal, Goal>();
  const contradictions = new Map<Goal, boolean>();
  const byType = new Map<string, GoalIndex<Placed>>();
  const coverable = new Map<RuleView, readonly Placed[]>();

  function rulesOn(type: string): GoalIndex<Placed> {
    let index = byType.get(type);
    if (index === undefined) {
      const placed = rules.flatMap((view, place) => {
        return view.rule.eventTypes?.has(type) === false ? [] : [{ place, view, parts: partsOf(view, type) }];
      });
      index = new GoalIndex(placed, (one) => one.parts);
      byType.set(type, index);
    }
    return index;
  }

  /** Each part of the wide rule must follow: one that does not decides, and most do not. */
  function partsOf(wide: RuleView, type: string): readonly Goal[] {
    const known = parts.get(wide) ?? new Map<string, readonly Goal[]>();
    parts.set(wide, known);
    let goals = known.get(type);
    if (goals === undefined) {
      goals = asIs(wide.rule, [type]).flatMap(({ goal }) => (goal.kind === 'all' ? goal.goals : [goal]));
      known.set(type, goals);
    }
    return goals;
  }

  function negated(goal: Goal): Goal {
    let negation = negations.get(goal);
    if (negation === undefined) {
      negation = maker.negate(goal);
      negations.set(goal, negation);
    }
    return negation;
  }

  function contradicts(goal: Goal): boolean {
    let answer = contradictions.get(goal);
    if (answer === undefined) {
      answer = prover.refutes(goal);
      contradictions.set(goal, answer);
    }
    return answer;
  }

  function follows(goal: Goal, wanted: readonly Goal[]): boolean {
    // What says nothing of the same fields follows only from a contradiction: not worth a question.
    if (wanted.some((part) => !shareSubject(part, goal))) return false;
    const witnesses = witnessesOf(goal);
    if (wanted.some((part) => isDisproved(part, witnesses)) && !contradicts(goal)) return false;
    return wanted.every((part) => prover.refutes(goal, negated(part)));
  }

  function covers(wide: RuleView, narrow: RuleView): boolean {
    const types = wide.rule.eventTypes;
    return narrow.variants.every(
      ({ types: some, goal }) =>
        (some.every((type) => types?.has(type) ?? true) || contradicts(goal)) &&
        some.every((type) => follows(goal, partsOf(wide, type))),
    );
  }

  /** One event type on which the narrow rule can match decides for most. */
  function whatMayCover({ variants }: RuleView): readonly Placed[] {
    const possible = variants.find(({ goal }) => !contradicts(goal));
    const type = possible?.types[0];
    if (possible === undefined || type === undefined) return [];
    const { goal } = possible;
    const witnesses = witnessesOf(goal);
    const rejects = (part: Goal): boolean => isDisproved(part, witnesses) || !shareSubject(part, goal);
    const found = rulesOn(type).find(goal, witnesses);
    return found.filter(({ parts: wanted }) => !wanted.some(rejects));
  }

  function mayCover(narrow: RuleView): readonly Placed[] {
    let placed = coverable.get(narrow);
    if (placed === undefined) {
      placed = whatMayCover(narrow);
      coverable.set(narrow, placed);
    }
    return placed;
  }

  return { rules, covers, mayCover };
}

function shareSubject(a: Goal, b: Goal): boolean {
  const subjects = subjectsOf(b);
  for (const subject of subjectsOf(a)) if (subjects.has(subject)) return true;
  return false;
}

function found({ rule, written }: RuleView, other: RuleView, what: string): Found {
  return {
    message: `rule '${rule.name}' ${what}, which matches all that it matches`,
    span: written.nameSpan,
    related: [{ message: `rule '${other.rule.name}'`, span: other.written.nameSpan }],
    item: written.nameSpan,
  };
}
