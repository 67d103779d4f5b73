/** Rules all of whose events another rule matches too. */
import { isAtLeast, type CheckedRule } from '@lanner/language';
import type { LintContext, RuleView } from '../context.ts';
import type { Found, Lint } from '../lint.ts';
import { subjectsOf, type Goal } from '../logic/goal.ts';

export const shadowed: Lint = {
  code: 'LINT_SHADOWED',
  title: 'Rule is shadowed by an earlier one',
  why: 'An earlier rule matches all that this one matches. With `rule_matching: first`, the default, this one never raises an alert.',
  advice: 'put the narrower rule first, or narrow the earlier one',
  *find(context) {
    const rules = candidates(context);
    for (const [at, view] of rules.entries()) {
      const earlier = rules.slice(0, at).find((one) => covers(context, one, view));
      if (earlier !== undefined) yield found(view, earlier, `is shadowed by the earlier rule '${earlier.rule.name}'`);
    }
  },
};

export const subsumed: Lint = {
  code: 'LINT_SUBSUMED',
  title: 'Rule adds nothing to a later one',
  why: 'A later rule, of the same or a higher priority, matches all that this one matches: without it no event would go unseen.',
  advice: 'remove the rule, raise its priority, or narrow the other one',
  *find(context) {
    const rules = candidates(context);
    for (const [at, view] of rules.entries()) {
      const later = rules.slice(at + 1).find((one) => isAsSevere(one.rule, view.rule) && covers(context, one, view));
      // Rules that match the same are a matter of the later one.
      if (later === undefined || covers(context, view, later)) continue;
      yield found(view, later, `adds nothing to the later rule '${later.rule.name}'`);
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

/** Proven: `wide` matches whatever `narrow` matches, for each event type. */
function covers({ asIs, maker, prover }: LintContext, wide: RuleView, narrow: RuleView): boolean {
  const types = wide.rule.eventTypes;
  return narrow.variants.every(
    ({ types: some, goal }) =>
      (some.every((type) => types?.has(type) ?? true) || prover.refutes(goal)) &&
      asIs(wide.rule, some).every((variant) => {
        // Each part of the wide rule must follow: one that does not decides, and most do not.
        const parts = variant.goal.kind === 'all' ? variant.goal.goals : [variant.goal];
        // What says nothing of the same fields follows only from a contradiction: not worth a question.
        const related = parts.every((part) => shareSubject(part, goal));
        return related && parts.every((part) => prover.refutes(goal, maker.negate(part)));
      }),
  );
}

function shareSubject(a: Goal, b: Goal): boolean {
  const subjects = subjectsOf(b);
  return Array.from(subjectsOf(a)).some((subject) => subjects.has(subject));
}

function found({ rule, written }: RuleView, other: RuleView, what: string): Found {
  return {
    message: `rule '${rule.name}' ${what}, which matches all that it matches`,
    span: written.nameSpan,
    related: [{ message: `rule '${other.rule.name}'`, span: other.written.nameSpan }],
    item: written.nameSpan,
  };
}
