/** The conditions as they are written, in rules and macros, part by part, each with what it comes to. */
import type { CheckNode, CheckSyntax, Condition, ConditionSyntax, LoadedMacro, Span } from '@lanner/language';
import type { LintContext, RuleView } from './context.ts';

/** The condition of a rule or macro; the macros in it are bodies of their own. */
export interface Body {
  readonly kind: 'rule' | 'macro';
  readonly name: string;
  readonly nameSpan: Span;
  readonly syntax: ConditionSyntax;
  readonly condition: Condition;
  /** The rule, if it is one. */
  readonly view?: RuleView;
}

export interface Part {
  readonly syntax: ConditionSyntax;
  readonly condition: Condition;
  /** What it is part of; absent for a whole body. */
  readonly parent?: Part;
  readonly children: readonly Part[];
  /**
   * What else must hold for the part to make a difference: its neighbours in `and`, and those of what it is part of. In
   * what is excluded, only what the condition looks for: that exclusions overlap is no fault.
   */
  readonly context: readonly Condition[];
}

/** The bodies of all rules, and of the macros that they use. */
export function bodiesOf({ rules, macros }: Pick<LintContext, 'rules' | 'macros'>): Body[] {
  const byName = new Map(macros.map((macro) => [macro.name, macro]));
  const seen = new Set<string>();
  const bodies: Body[] = rules.map((view) => {
    const { rule, written } = view;
    return {
      kind: 'rule',
      name: rule.name,
      nameSpan: written.nameSpan,
      syntax: written.tree,
      condition: rule.condition,
      view,
    };
  });
  for (const body of bodies) {
    for (const { syntax, condition } of partsOf(body)) {
      const macro = syntax.kind === 'macro' && !seen.has(syntax.name) ? byName.get(syntax.name) : undefined;
      if (macro?.syntax === undefined) continue;
      seen.add(macro.name);
      bodies.push(macroBody(macro, macro.syntax, condition));
    }
  }
  return bodies;
}

function macroBody({ name, nameSpan }: LoadedMacro, syntax: ConditionSyntax, condition: Condition): Body {
  return { kind: 'macro', name, nameSpan, syntax, condition };
}

/** All parts of a body, the whole first. */
export function partsOf({ syntax, condition }: Pick<Body, 'syntax' | 'condition'>): Part[] {
  const parts: Part[] = [];
  function visit(tree: ConditionSyntax, checked: Condition, context: readonly Condition[], parent?: Part): Part {
    const children: Part[] = [];
    const part: Part = {
      syntax: tree,
      condition: checked,
      children,
      context,
      ...(parent === undefined ? {} : { parent }),
    };
    parts.push(part);
    if (tree.kind === 'not' && checked.kind === 'not') {
      children.push(
        visit(
          tree.child,
          checked.child,
          context.filter(({ kind }) => kind !== 'not'),
          part,
        ),
      );
    } else if ((tree.kind === 'and' || tree.kind === 'or') && checked.kind === tree.kind) {
      for (const [at, child] of tree.children.entries()) {
        const inner = checked.children[at];
        if (inner === undefined) continue;
        const others = tree.kind === 'and' ? checked.children.filter((one) => one !== inner) : [];
        children.push(visit(child, inner, [...context, ...others], part));
      }
    }
    return part;
  }
  visit(syntax, condition, []);
  return parts;
}

/** The checks written in a body, with what they come to. */
export function checksOf(body: Body): { readonly syntax: CheckSyntax; readonly check: CheckNode }[] {
  return partsOf(body).flatMap(({ syntax, condition }) =>
    syntax.kind === 'check' && condition.kind === 'check' ? [{ syntax, check: condition }] : [],
  );
}
