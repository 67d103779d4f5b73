/** Fields and transformers of a condition → typed operands. */
import type { ValueType } from '@lanner/schema';
import { fail, type CheckContext } from './check-context.ts';
import { resolveField } from './fields.ts';
import type { Constant, FieldRef, Operand, OperandList, TransformerCall, TransformerName } from './ir.ts';
import { groupOf } from './operators.ts';
import { formatOperand } from './print.ts';
import type { FieldSyntax, OperandSyntax, TransformerSyntax } from './syntax.ts';

export function checkField(context: CheckContext, syntax: FieldSyntax): FieldRef | undefined {
  const found = resolveField(context.vocabulary, syntax.name, syntax.argument, syntax.span);
  if (found.field === undefined) {
    return fail(context, found.problem, syntax.span, { hint: found.hint, unknownName: found.unknown });
  }
  return found.field;
}

/** The type of the value, or of each of the values, that an operand gives. */
export function typeOf(operand: Operand): ValueType {
  if (operand.kind === 'field') return operand.field.type;
  return operand.kind === 'list' ? 'CHARBUF' : operand.type;
}

/** Holds several values at once: a list field, or a literal list. */
export function isList(operand: Operand): boolean {
  if (operand.kind === 'field') return operand.field.list === true;
  return operand.kind === 'list' || (operand.kind === 'call' && operand.list);
}

/** Speaks of several things of which any may satisfy a check. */
export function isAny(operand: Operand): boolean {
  if (operand.kind === 'field') {
    const { any, anyWithoutArgument } = operand.field;
    return any === true || (anyWithoutArgument === true && operand.argument === undefined);
  }
  return operand.kind === 'call' && operand.any;
}

function checkOperand(context: CheckContext, syntax: OperandSyntax): Operand | undefined {
  switch (syntax.kind) {
    case 'field': {
      const field = checkField(context, syntax);
      if (field?.field.noTransformer === true) {
        return fail(context, `field '${field.field.name}' cannot be given to a transformer`, syntax.span);
      }
      return field;
    }
    case 'transformer':
      return checkTransformer(context, syntax);
    case 'text':
      return constant(syntax.text, syntax);
    case 'number':
      return constant(syntax.text, syntax);
    case 'operands': {
      const operands = checkAll(context, syntax.operands);
      if (operands === undefined) return undefined;
      const list: OperandList = { kind: 'list', operands, text: formatOperand(syntax), span: syntax.span };
      return list;
    }
  }
}

/** Literals within transformers are texts, numbers too: `concat("a", 1)` is "a1". */
function constant(value: string, syntax: OperandSyntax): Constant {
  return { kind: 'constant', value, type: 'CHARBUF', text: formatOperand(syntax), span: syntax.span };
}

/** All or nothing; every operand is looked at, so that all errors come out. */
function checkAll(context: CheckContext, operands: readonly OperandSyntax[]): Operand[] | undefined {
  const checked = operands.map((operand) => checkOperand(context, operand));
  const good = checked.filter((operand) => operand !== undefined);
  return good.length === checked.length ? good : undefined;
}

interface Result {
  readonly type: ValueType;
  readonly list: boolean;
}

export function checkTransformer(context: CheckContext, syntax: TransformerSyntax): TransformerCall | undefined {
  const operands = checkAll(context, syntax.operands);
  if (operands === undefined || syntax.name === 'val') return undefined;
  const result = RESULTS[syntax.name](operands, syntax);
  if (typeof result === 'string') return fail(context, result, syntax.span);
  return {
    kind: 'call',
    name: syntax.name,
    operands,
    ...(syntax.argument === undefined ? {} : { argument: syntax.argument }),
    ...result,
    any: operands.some(isAny),
    text: formatOperand(syntax),
    span: syntax.span,
  };
}

/** What each transformer gives for its operands, or why it does not take them. */
const RESULTS: Readonly<Record<TransformerName, (operands: Operand[], syntax: TransformerSyntax) => Result | string>> =
  {
    tolower: (operands) => sameType('tolower', operands, ['string']),
    toupper: (operands) => sameType('toupper', operands, ['string']),
    basename: (operands) => sameType('basename', operands, ['string']),
    b64: (operands) => sameType('b64', operands, ['string', 'buffer']),
    len: (operands) => {
      const checked = sameType('len', operands, ['string', 'buffer'], true);
      return typeof checked === 'string' ? checked : { type: 'UINT64', list: false };
    },
    join: ([separator, list, ...more]) => {
      if (separator === undefined || list === undefined || more.length > 0) {
        return 'join() takes two arguments: a separator and a list';
      }
      if (!isText(separator)) return 'the first argument of join() must be a text';
      return isList(list) ? { type: 'CHARBUF', list: false } : 'the second argument of join() must be a list';
    },
    concat: (operands) => {
      if (operands.length < 2) return 'concat() takes two or more arguments';
      const wrong = operands.find((operand) => !isText(operand));
      if (wrong !== undefined) return `the arguments of concat() must be texts, and '${wrong.text}' is none`;
      return { type: 'CHARBUF', list: false };
    },
    getopt: ([list, options, ...more], syntax) => {
      if (list === undefined || options === undefined || more.length > 0) {
        return 'getopt() takes two arguments: a list and the option letters';
      }
      if (!isList(list)) return 'the first argument of getopt() must be a list';
      if (!isText(options)) return 'the second argument of getopt() must be a text';
      return { type: 'CHARBUF', list: syntax.argument === undefined };
    },
  };

function isText(operand: Operand): boolean {
  return !isList(operand) && groupOf(typeOf(operand)) === 'string';
}

function sameType(
  name: string,
  operands: readonly Operand[],
  groups: readonly string[],
  anyList = false,
): Result | string {
  const [operand, ...more] = operands;
  if (operand === undefined || more.length > 0) return `${name}() takes one argument`;
  const type = typeOf(operand);
  if (!groups.includes(groupOf(type)) && !(anyList && isList(operand))) {
    return `${name}() does not apply to '${operand.text}', which is of type ${type}`;
  }
  if (operand.kind === 'list') return `${name}() does not apply to a literal list`;
  return { type, list: isList(operand) };
}
