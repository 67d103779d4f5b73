/** Rules, and what rules let pass, that go by what anyone can choose. */
import type { Condition } from '@lanner/language';
import type { LintContext, RuleView } from '../context.ts';
import { freeFields, strongestEvidence, weakestEvidence } from '../evidence.ts';
import type { Found, Lint } from '../lint.ts';
import type { Goal } from '../logic/goal.ts';
import { bodiesOf, partsOf, type Body, type Part } from '../walk.ts';
import { enumerate, quote } from '../words.ts';

export const spoofable: Lint = {
  code: 'LINT_SPOOFABLE',
  title: 'Rule rests on what an attacker chooses freely',
  why: 'The name of a program, its arguments and the spelling of a path are chosen by the one who runs it: a copy under another name is not seen.',
  advice: 'add what the kernel knows: proc.exepath, fd.name, the flags of the call',
  *find(context) {
    for (const view of context.rules) {
      const goals = freeGoals(context, view);
      if (goals.length === 0) continue;
      const { rule, written } = view;
      const fields = freeFields(...goals);
      const names = enumerate(Array.from(fields.keys()).toSorted());
      yield {
        message: `rule '${rule.name}' goes by ${names} alone, which whoever runs a program chooses`,
        span: written.nameSpan,
        ...instead(fields),
        item: written.nameSpan,
      };
    }
  },
};

/** What the rule comes to, if it rests on what is free to choose; else nothing. */
function freeGoals({ prover }: LintContext, { never, variants }: RuleView): readonly Goal[] {
  if (never) return [];
  const goals = variants.map(({ goal }) => goal).filter((goal) => !prover.refutes(goal));
  return goals.every((goal) => strongestEvidence(goal) === 'free') ? goals : [];
}

export const spoofableExclusion: Lint = {
  code: 'LINT_SPOOFABLE_EXCLUSION',
  title: 'What the rule lets pass is told by what an attacker chooses freely',
  why: 'Whoever takes the name that the rule trusts is not seen by it.',
  advice: 'trust executables by proc.exepath, which the kernel knows',
  *find(context) {
    const bodies = new Map(bodiesOf(context).map((body) => [`${body.kind} ${body.name}`, body]));
    const macros = new Set<Body>();
    for (const body of bodies.values()) {
      // A rule that goes by names only is no firmer for what it excludes.
      if (body.view === undefined || body.view.never || freeGoals(context, body.view).length > 0) continue;
      yield* exclusions(context, body);
      for (const macro of macrosIn(body, bodies)) macros.add(macro);
    }
    for (const macro of macros) yield* exclusions(context, macro);
  },
};

/** The macros among the parts that must all hold. */
function macrosIn(body: Body, bodies: ReadonlyMap<string, Body>): Body[] {
  return partsOf(body).flatMap((part) => {
    const macro =
      part.syntax.kind === 'macro' && isConjunct(part) ? bodies.get(`macro ${part.syntax.name}`) : undefined;
    return macro === undefined ? [] : [macro, ...macrosIn(macro, bodies)];
  });
}

/** The exclusions among the parts that must all hold, in one finding. */
function* exclusions(context: LintContext, body: Body): Iterable<Found> {
  const found: { readonly part: Part; readonly goals: readonly Goal[] }[] = [];
  for (const part of partsOf(body)) {
    if (part.condition.kind !== 'not' || part.syntax.kind !== 'not' || !isConjunct(part)) continue;
    const goals = freeAlternatives(context, part.condition.child);
    if (goals.length > 0) found.push({ part, goals });
  }
  const [first, ...others] = found;
  if (first === undefined) return;
  const fields = freeFields(...found.flatMap(({ goals }) => goals));
  const names = enumerate(Array.from(fields.keys()).toSorted());
  yield {
    message: `${body.kind} '${body.name}' trusts ${names}, which whoever runs a program chooses: ${quote(first.part.syntax)}`,
    span: first.part.syntax.span,
    ...instead(fields),
    related: others.map(({ part }) => ({ message: `also ${quote(part.syntax)}`, span: part.syntax.span })),
    item: body.nameSpan,
  };
}

/** Is it one of the parts that must all hold? */
function isConjunct({ parent }: Part): boolean {
  return parent === undefined || (parent.syntax.kind === 'and' && isConjunct(parent));
}

/** The alternatives of what is excluded that can be had by choosing freely. */
function freeAlternatives({ maker }: LintContext, excluded: Condition): Goal[] {
  const goal = maker.goal(excluded);
  const alternatives = goal.kind === 'any' ? goal.goals : [goal];
  return alternatives.filter((one) => weakestEvidence(one) === 'free' && onlyFree(one));
}

/** Nothing in it that is not free to choose: where an event happens is not. */
function onlyFree(goal: Goal): boolean {
  if (goal.kind === 'literal') return goal.positive ? weakestEvidence(goal) === 'free' : true;
  return goal.kind === 'all' ? goal.goals.every(onlyFree) : goal.goals.some(onlyFree);
}

function instead(fields: ReadonlyMap<string, string | undefined>): { readonly hint?: string } {
  const better = new Set(Array.from(fields.values()).filter((one) => one !== undefined));
  return better.size === 0
    ? {}
    : { hint: `the kernel knows ${enumerate(Array.from(better).toSorted())}: add it, or use it instead` };
}
