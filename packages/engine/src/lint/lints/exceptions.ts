/** Exceptions that leave nothing of their rule, or that nothing ever needs. */
import type { Condition } from '@lanner/language';
import type { Found, Lint } from '../lint.ts';
import { typesIn, type LintContext, type RuleView } from '../context.ts';
import { contradictsByExceptions } from './never-matches.ts';

export const exceptionSwallows: Lint = {
  code: 'LINT_EXCEPTION_SWALLOWS_RULE',
  title: 'Exception takes away all that the rule matches',
  why: 'Every event that satisfies the condition is excepted as well, so that the rule can never match.',
  advice: 'name what is to be excepted more closely, with further fields',
  *find(context) {
    for (const view of context.rules) {
      if (view.never && contradictsByExceptions(context, view)) yield swallowing(context, view);
    }
  },
};

export const exceptionWithoutEffect: Lint = {
  code: 'LINT_EXCEPTION_WITHOUT_EFFECT',
  title: 'Exception never applies',
  why: 'Nothing that the rule matches satisfies these values: what was to be excepted still raises alerts.',
  advice: 'compare the values with the condition of the rule; the operator in comps may be the wrong one',
  *find(context) {
    for (const view of context.rules) {
      if (!view.never) yield* withoutEffect(context, view);
    }
  },
};

function swallowing(context: LintContext, { rule, written, variants }: RuleView): Found {
  const [base, ...others] = rule.condition.kind === 'and' ? rule.condition.children : [];
  const alone = written.exceptions.filter(({ position }) => {
    const exception = others[position - 1];
    return (
      base !== undefined && exception !== undefined && context.isContradiction([base, exception], typesIn(variants))
    );
  });
  const [first] = alone.length > 0 ? alone : written.exceptions;
  const item = written.nameSpan;
  const message =
    alone.length > 0
      ? `exception '${first?.name}' excepts all that rule '${rule.name}' matches`
      : `the exceptions of rule '${rule.name}' together except all that it matches`;
  return { message, span: first?.span ?? item, item };
}

function* withoutEffect(context: LintContext, { rule, written, variants }: RuleView): Iterable<Found> {
  const [base, ...others] = rule.condition.kind === 'and' ? rule.condition.children : [];
  if (base === undefined) return;
  for (const { name, span, position, alternatives } of written.exceptions) {
    const excepted = others[position - 1];
    if (excepted?.kind !== 'not') continue;
    const values: readonly Condition[] =
      excepted.child.kind === 'or' && excepted.child.children.length === alternatives
        ? excepted.child.children
        : [excepted.child];
    const idle = values.filter((one) => context.isContradiction([base, one], typesIn(variants)));
    if (idle.length === 0) continue;
    const which = idle.length === values.length ? '' : ` (${idle.length} of ${values.length} values)`;
    const message = `exception '${name}'${which} never applies to what rule '${rule.name}' matches`;
    yield { message, span, item: written.nameSpan };
  }
}
