/** Rules whose condition contradicts itself. */
import { DEFAULT_VOCABULARY, eventTypesOf, type Condition, type ConditionSyntax } from '@lanner/language';
import type { LintContext, RuleView } from '../context.ts';
import type { Found, Lint } from '../lint.ts';
import { enumerate, quote } from '../words.ts';

export const neverMatches: Lint = {
  code: 'LINT_NEVER_MATCHES',
  title: 'Rule can never match',
  why: 'Its condition contradicts itself, so that no event whatever satisfies it: the rule protects nothing.',
  advice: 'change or remove one of the parts that exclude each other; "a or b" may be meant where "and" is written',
  *find(context) {
    for (const view of context.rules) {
      if (view.never && !contradictsByExceptions(context, view)) yield found(context, view);
    }
  },
};

/** Without its exceptions the rule might match: what is wrong is with them. */
export function contradictsByExceptions(context: LintContext, { rule, written }: RuleView): boolean {
  if (written.exceptions.length === 0 || rule.condition.kind !== 'and') return false;
  const [base] = rule.condition.children;
  return base !== undefined && !context.isContradiction([base], typesOf(base));
}

function found(context: LintContext, { rule, written }: RuleView): Found {
  const core = coreOf(context, conjuncts(written.tree, rule.condition));
  const [first, ...others] = core;
  const item = written.nameSpan;
  if (first === undefined) return { message: `rule '${rule.name}' can never match`, span: item, item };
  const parts = enumerate(core.map(({ syntax }) => quote(syntax)));
  const exclude = others.length === 0 ? 'holds of no event' : 'exclude each other';
  return {
    message: `rule '${rule.name}' can never match: ${parts} ${exclude}`,
    span: first.syntax.span,
    related: others.map(({ syntax: { span } }) => ({ message: 'the other part', span })),
    item,
  };
}

interface Conjunct {
  readonly syntax: ConditionSyntax;
  readonly condition: Condition;
}

/** The parts that must all hold. */
function conjuncts(syntax: ConditionSyntax, condition: Condition): Conjunct[] {
  if (syntax.kind !== 'and' || condition.kind !== 'and') return [{ syntax, condition }];
  return syntax.children.flatMap((child, at) => {
    const inner = condition.children[at];
    return inner === undefined ? [] : conjuncts(child, inner);
  });
}

/** The event types that must be looked at for a condition. */
function typesOf(condition: Condition): Iterable<string> {
  const names = (): Iterable<string> => DEFAULT_VOCABULARY.eventNames();
  return eventTypesOf(condition, names) ?? names();
}

function isContradiction(context: LintContext, parts: readonly Conjunct[]): boolean {
  const conditions = parts.map(({ condition }) => condition);
  return (
    context.isContradiction(conditions) ||
    context.isContradiction(conditions, typesOf({ kind: 'and', children: conditions }))
  );
}

/** The parts of a contradiction that make one, none of which can be left out. */
function coreOf(context: LintContext, parts: readonly Conjunct[]): readonly Conjunct[] {
  let core = parts;
  for (const part of parts) {
    const without = core.filter((one) => one !== part);
    if (without.length > 0 && isContradiction(context, without)) core = without;
  }
  return core;
}
