/** What a condition speaks of: fields, operators, macros, lists, event types. */
import type { CheckSyntax, ConditionSyntax, OperandSyntax } from '../syntax.ts';
import { fieldText, operatorText } from './compiled-text.ts';

export interface ConditionNames {
  readonly fields: ReadonlySet<string>;
  readonly operators: ReadonlySet<string>;
  /** Names that stand alone, whether or not there is a macro of this name. */
  readonly macros: ReadonlySet<string>;
  /** Values right of an operator; some may be names of lists. */
  readonly values: ReadonlySet<string>;
  /** Values that event types are compared with. */
  readonly eventNames: ReadonlySet<string>;
}

/** The fields whose values name events. */
const EVENT_FIELDS: ReadonlySet<string> = new Set(['evt.type', 'evt.asynctype']);

export function namesIn(tree: ConditionSyntax): ConditionNames {
  const names = {
    fields: new Set<string>(),
    operators: new Set<string>(),
    macros: new Set<string>(),
    values: new Set<string>(),
    eventNames: new Set<string>(),
  };
  function visit(node: ConditionSyntax): void {
    switch (node.kind) {
      case 'macro':
        return void names.macros.add(node.name);
      case 'not':
        return visit(node.child);
      case 'and':
      case 'or':
        return node.children.forEach(visit);
      case 'check':
        return visitCheck(node);
    }
  }
  function visitCheck(check: CheckSyntax): void {
    const { left, right } = check;
    names.operators.add(operatorText(check));
    visitOperand(left);
    if (right === undefined) return;
    if (right.kind === 'transformer') return visitOperand(right);
    const texts = right.kind === 'list' ? right.values.map(({ text }) => text) : [right.text];
    const aboutEvents = left.kind === 'field' && EVENT_FIELDS.has(left.name);
    for (const text of texts) {
      names.values.add(text);
      if (aboutEvents) names.eventNames.add(text);
    }
  }
  function visitOperand(operand: OperandSyntax): void {
    if (operand.kind === 'field') names.fields.add(fieldText(operand));
    else if (operand.kind === 'transformer' || operand.kind === 'operands') operand.operands.forEach(visitOperand);
  }
  visit(tree);
  return names;
}
