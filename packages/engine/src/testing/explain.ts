/** Why a condition holds for an event or does not: the value of every check in it, also of those that decided nothing. */
import type { CheckNode, Condition, ConditionSyntax, LoadedMacro, MacroSyntax } from '@lanner/language';
import type { FieldValue } from '@lanner/schema';
import { compileCheck, type CheckTest } from '../check.ts';
import { evaluateOperand, type ReadField } from '../interpret.ts';

interface ExplainedBase {
  readonly holds: boolean;
  readonly condition: Condition;
  /** The macros that stand for this part, outermost first: several where a macro is nothing but another. */
  readonly macros: readonly MacroSyntax[];
  /** What is written in the place of this part, or in the macro that stands for it. */
  readonly syntax: ConditionSyntax | undefined;
}

export interface ExplainedCheck extends ExplainedBase {
  readonly kind: 'check';
  readonly condition: CheckNode;
  readonly left: FieldValue;
  /** The value of the operand on the right side, where there is one. */
  readonly right?: FieldValue;
}

export interface ExplainedJunction extends ExplainedBase {
  readonly kind: 'and' | 'or' | 'not';
  readonly children: readonly Explanation[];
}

export interface ExplainedConstant extends ExplainedBase {
  readonly kind: 'boolean';
}

export type Explanation = ExplainedCheck | ExplainedJunction | ExplainedConstant;

/** Explains conditions; what checks of them mean is worked out once. */
export class Explainer {
  readonly #tests = new Map<CheckNode, CheckTest>();
  readonly #macros: ReadonlyMap<string, ConditionSyntax | undefined>;

  constructor(macros: readonly Pick<LoadedMacro, 'name' | 'syntax'>[] = []) {
    this.#macros = new Map(macros.map(({ name, syntax }) => [name, syntax]));
  }

  /** `syntax`: the condition as it is written, by which the macros in it are known. */
  explain(condition: Condition, syntax: ConditionSyntax | undefined, read: ReadField): Explanation {
    const macros: MacroSyntax[] = [];
    let written = syntax;
    while (written?.kind === 'macro') {
      macros.push(written);
      written = this.#macros.get(written.name);
    }
    const base = { macros, syntax: written };
    switch (condition.kind) {
      case 'boolean':
        return { ...base, kind: 'boolean', condition, holds: condition.value };
      case 'not': {
        const child = this.explain(condition.child, written?.kind === 'not' ? written.child : undefined, read);
        return { ...base, kind: 'not', condition, holds: !child.holds, children: [child] };
      }
      case 'and':
      case 'or': {
        const parts = written?.kind === condition.kind ? written.children : [];
        const children = condition.children.map((child, at) => this.explain(child, parts[at], read));
        const holds =
          condition.kind === 'and' ? children.every((child) => child.holds) : children.some((child) => child.holds);
        return { ...base, kind: condition.kind, condition, holds, children };
      }
      case 'check': {
        const left = evaluateOperand(condition.left, read);
        const right = condition.right.kind === 'operand' ? evaluateOperand(condition.right.operand, read) : undefined;
        const holds = this.#test(condition)(left, right);
        return { ...base, kind: 'check', condition, holds, left, ...(right === undefined ? {} : { right }) };
      }
    }
  }

  #test(check: CheckNode): CheckTest {
    let test = this.#tests.get(check);
    if (test === undefined) this.#tests.set(check, (test = compileCheck(check)));
    return test;
  }
}
