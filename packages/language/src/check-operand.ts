/** Fields and transformers of a condition → typed operands. */
import type { FieldDef, ValueType } from '@lanner/schema';
import { fail, type CheckContext } from './check-context.ts';
import { resolveField } from './fields.ts';
import type { Constant, FieldRef, Operand, OperandList, TransformerCall, TransformerName } from './ir.ts';
import { isList, typeOf } from './operands.ts';
import { groupOf, type TypeGroup } from './operators.ts';
import { formatOperand } from './print.ts';
import type { FieldSyntax, OperandSyntax, TransformerSyntax } from './syntax.ts';

export function checkField(context: CheckContext, syntax: FieldSyntax): FieldRef | undefined {
  const found = resolveField(context.vocabulary, syntax.name, syntax.argument, syntax.span);
  if (found.field === undefined) {
    return fail(context, found.problem, syntax.span, { hint: found.hint, unknownName: found.unknown });
  }
  return found.field;
}

function checkOperand(context: CheckContext, syntax: OperandSyntax): Operand | undefined {
  switch (syntax.kind) {
    case 'field':
      return checkField(context, syntax);
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

interface Shape {
  readonly type: ValueType;
  readonly list: boolean;
}

export function checkTransformer(context: CheckContext, syntax: TransformerSyntax): TransformerCall | undefined {
  const operands = checkAll(context, syntax.operands);
  if (operands === undefined || syntax.name === 'val') return undefined;
  const [first] = operands;
  if (first?.kind === 'field' && first.field.noTransformer === true && !SEVERAL.has(syntax.name)) {
    return fail(context, `field '${first.field.name}' cannot be given to ${syntax.name}()`, first.span);
  }
  const result = RESULTS[syntax.name](operands, syntax);
  if (typeof result === 'string') return fail(context, result, syntax.span);
  return {
    kind: 'call',
    name: syntax.name,
    operands,
    ...(syntax.argument === undefined ? {} : { argument: syntax.argument }),
    ...result,
    text: formatOperand(syntax),
    span: syntax.span,
  };
}

const TEXT: Shape = { type: 'CHARBUF', list: false };

/** What each transformer gives for its operands, or why it does not take them. */
const RESULTS: Readonly<Record<TransformerName, (operands: Operand[], syntax: TransformerSyntax) => Shape | string>> = {
  tolower: (operands) => sameType('tolower', operands, ['string']),
  toupper: (operands) => sameType('toupper', operands, ['string']),
  basename: (operands) => sameType('basename', operands, ['string']),
  b64: (operands) => sameType('b64', operands, ['string', 'buffer'], ['CHARBUF', 'BYTEBUF']),
  len: (operands) => {
    const checked = sameType('len', operands, ['string', 'buffer', 'list']);
    return typeof checked === 'string' ? checked : { type: 'UINT64', list: false };
  },
  join: ([separator, list, ...more]) => {
    if (separator === undefined || list === undefined || more.length > 0) {
      return 'join() takes two arguments: a separator and a list';
    }
    if (shapeWithin(separator).list) return 'the first argument of join() must be a single value';
    return shapeWithin(list).list ? TEXT : 'the second argument of join() must be a list';
  },
  concat: (operands) => {
    if (operands.length < 2) return 'concat() takes two or more arguments';
    const wrong = operands.find((operand) => !isTextWithin(operand));
    return wrong === undefined ? TEXT : `the arguments of concat() must be texts, and '${wrong.text}' is none`;
  },
  getopt: ([list, options, ...more], { argument }) => {
    if (list === undefined || options === undefined || more.length > 0) {
      return 'getopt() takes two arguments: a list and the option letters';
    }
    const shape = shapeWithin(list);
    if (!shape.list || shape.type !== 'CHARBUF') return 'the first argument of getopt() must be a list of texts';
    if (!isTextWithin(options)) return 'the second argument of getopt() must be a text';
    if (argument !== undefined && argument.length !== 1) return `getopt()[${argument}]: an option is one character`;
    return { type: 'CHARBUF', list: argument === undefined };
  },
};

/**
 * What an operand is taken for as one of several arguments. Falco looks past transformers of one argument: at the field
 * that they change. A transformer of several gives a text, be it a list or not.
 */
function shapeWithin(operand: Operand): Shape {
  switch (operand.kind) {
    case 'field':
      return { type: operand.field.type, list: operand.field.list === true };
    case 'constant':
      return TEXT;
    case 'list':
      return { type: 'CHARBUF', list: true };
    case 'call': {
      const [inner] = operand.operands;
      return inner === undefined || SEVERAL.has(operand.name) ? TEXT : shapeWithin(inner);
    }
  }
}

/** The field that an operand is, or that transformers of one argument change. */
export function changedField(operand: Operand): FieldDef | undefined {
  if (operand.kind === 'field') return operand.field;
  const [inner] = operand.kind === 'call' && !SEVERAL.has(operand.name) ? operand.operands : [];
  return inner && changedField(inner);
}

/** Transformers of several arguments. */
const SEVERAL: ReadonlySet<TransformerName> = new Set(['join', 'concat', 'getopt']);

function isTextWithin(operand: Operand): boolean {
  const { type, list } = shapeWithin(operand);
  return type === 'CHARBUF' && !list;
}

function sameType(
  name: string,
  operands: readonly Operand[],
  groups: readonly (TypeGroup | 'list')[],
  types?: readonly ValueType[],
): Shape | string {
  const [operand, ...more] = operands;
  if (operand === undefined || more.length > 0) return `${name}() takes one argument`;
  if (operand.kind === 'list') return `${name}() does not apply to a literal list`;
  const type = typeOf(operand);
  const list = isList(operand);
  const applies = (list && groups.includes('list')) || (groups.includes(groupOf(type)) && STRINGS.has(type));
  if (!applies || types?.includes(type) === false) {
    return `${name}() does not apply to '${operand.text}', which is of type ${type}`;
  }
  return { type, list };
}

/** The types that transformers of texts and bytes apply to. */
const STRINGS: ReadonlySet<ValueType> = new Set(['CHARBUF', 'FSPATH', 'FSRELPATH', 'BYTEBUF']);
