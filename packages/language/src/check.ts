/** Syntax tree → typed condition: macros and fields resolved, operators legal, literals of the right type. */
import { fail, type CheckContext } from './check-context.ts';
import { changedField, checkField, checkTransformer } from './check-operand.ts';
import { isList, typeOf } from './operands.ts';
import { warnAboutValue } from './check-warnings.ts';
import { diagnostic } from './diagnostics.ts';
import type { CheckNode, Condition, Literal, Operand, RightSide } from './ir.ts';
import { convertLiteral } from './literals.ts';
import { legalOperators } from './operators.ts';
import { didYouMean } from './suggest.ts';
import type {
  CheckSyntax,
  ConditionSyntax,
  FieldSyntax,
  NumberSyntax,
  TextSyntax,
  TransformerSyntax,
} from './syntax.ts';

/**
 * Gives the checked condition, or `undefined` after having reported everything that is wrong with it. `depth`: how many
 * levels it lies within others.
 */
export function checkCondition(tree: ConditionSyntax, context: CheckContext, depth = 0): Condition | undefined {
  switch (tree.kind) {
    case 'macro':
      return context.macro(tree, depth);
    case 'not': {
      const child = checkCondition(tree.child, context, depth + 1);
      return child && { kind: 'not', child };
    }
    case 'and':
    case 'or': {
      const children: Condition[] = [];
      for (const child of tree.children) {
        const checked = checkCondition(child, context, depth + 1);
        if (checked !== undefined) children.push(checked);
      }
      return children.length === tree.children.length ? { kind: tree.kind, children } : undefined;
    }
    case 'check':
      return checkCheck(tree, context);
  }
}

function checkLeft(context: CheckContext, syntax: FieldSyntax | TransformerSyntax): Operand | undefined {
  if (syntax.kind === 'transformer') return checkTransformer(context, syntax);
  const ref = checkField(context, syntax);
  if (ref?.field.name !== 'proc.aenv' || ref.argument === undefined || !/^\d+$/.test(ref.argument)) return ref;
  // Falco compares `proc.aenv[1]` with the environment of any ancestor; outputs give that of the parent.
  const { kind, field, span } = ref;
  return { kind, field, text: field.name, span };
}

function checkCheck(syntax: CheckSyntax, outer: CheckContext): CheckNode | undefined {
  const offset = syntax.span.at === undefined ? {} : { offset: syntax.span.at };
  const context: CheckContext = { ...outer, report: (found) => outer.report({ ...offset, ...found }) };
  const left = checkLeft(context, syntax.left);
  if (left === undefined) return undefined;
  if (left.kind === 'field' && left.field.deprecated === true && left.field.class === 'evt') {
    const why = left.field.name === 'evt.dir' ? 'calls have exit events only' : 'it is always 0';
    const message = `field '${left.field.name}' is deprecated: ${why}`;
    const deprecatedField = left.field.name;
    context.report(diagnostic('LOAD_DEPRECATED_ITEM', message, left.span, { deprecatedField }));
  }
  const { operator, modifier, span } = syntax;
  const legal = legalOperators(typeOf(left), isList(left));
  if (!legal.includes(operator)) {
    const what = isList(left) ? 'lists' : `values of type ${typeOf(left)}`;
    const hint = `operators for it: ${legal.join(', ')}`;
    return fail(
      context,
      `operator '${operator}' does not apply to '${left.text}': no operator for ${what}`,
      syntax.operatorSpan,
      { hint },
    );
  }
  const right = checkRight(syntax, left, context);
  if (right === undefined) return undefined;
  return { kind: 'check', left, operator, ...(modifier === undefined ? {} : { modifier }), right, span };
}

function checkRight(syntax: CheckSyntax, left: Operand, context: CheckContext): RightSide | undefined {
  const { right } = syntax;
  if (right === undefined) return { kind: 'none' };
  if (right.kind === 'transformer') return checkRightOperand(syntax, right, left, context);
  const values = right.kind === 'list' ? right.values : [right];
  const literals: Literal[] = [];
  for (const value of values) {
    const literal = checkLiteral(syntax, value, left, context);
    if (literal !== undefined) literals.push(literal);
  }
  return literals.length === values.length ? { kind: 'literals', values: literals } : undefined;
}

function checkLiteral(
  syntax: CheckSyntax,
  value: TextSyntax | NumberSyntax,
  left: Operand,
  context: CheckContext,
): Literal | undefined {
  if (left.kind === 'field' && left.field.name === 'evt.type' && !context.vocabulary.isEventName(value.text)) {
    const hint = didYouMean(value.text, context.vocabulary.eventNames());
    return fail(context, `unknown event type '${value.text}'`, value.span, { hint, unknownName: true });
  }
  const result = convertLiteral(value.text, typeOf(left), syntax.operator);
  if (result.problem !== undefined) {
    return fail(context, `${result.problem} (compared with '${left.text}')`, value.span, { hint: result.hint });
  }
  warnAboutValue(syntax, value, context);
  return result.value;
}

/** A field or transformer on the right: both sides must be of one type, both single values or as the operator wants. */
function checkRightOperand(
  syntax: CheckSyntax,
  right: TransformerSyntax,
  left: Operand,
  context: CheckContext,
): RightSide | undefined {
  const inner = right.operands[0];
  const isVal = right.name === 'val' && inner?.kind === 'field';
  const operand = isVal ? checkField(context, inner) : checkTransformer(context, right);
  if (operand === undefined) return undefined;
  const problem = rightOperandProblem(syntax, left, operand);
  return problem === undefined ? { kind: 'operand', operand } : fail(context, problem, right.span);
}

function rightOperandProblem(syntax: CheckSyntax, left: Operand, right: Operand): string | undefined {
  const { operator } = syntax;
  if (operator === 'regex' || operator === 'pmatch') {
    return `operator '${operator}' takes literal values only on its right side`;
  }
  const [onLeft, onRight] = [changedField(left), changedField(right)];
  if (onLeft?.noRhs === true) return `field '${onLeft.name}' compares with literals only`;
  if (onRight?.noRhs === true) return `field '${onRight.name}' cannot stand on the right side of an operator`;
  const leftType = typeOf(left);
  const rightType = typeOf(right);
  if (leftType === 'IPNET' || rightType === 'IPNET') return 'networks compare with literals only';
  if (leftType !== rightType) {
    return `'${left.text}' is of type ${leftType} and '${right.text}' of type ${rightType}: types must be equal`;
  }
  if (isList(left) !== isList(right)) {
    const [list, single] = isList(right) ? [right, left] : [left, right];
    return `'${list.text}' is a list and '${single.text}' is none: lists compare with lists only`;
  }
  return undefined;
}
