/** The syntax tree of a condition: what is written, with places; nothing is resolved or checked. */
import type { ListModifier, TransformerName } from './ir.ts';
import type { Span } from './source.ts';

/** The operators as they are kept: `==` is written as `=`. */
export const NUMERIC_OPERATORS = ['<=', '<', '>=', '>'] as const;
export const STRING_OPERATORS = [
  '=',
  '!=',
  'glob',
  'iglob',
  'contains',
  'icontains',
  'bcontains',
  'startswith',
  'bstartswith',
  'endswith',
  'regex',
] as const;
export const LIST_OPERATORS = ['intersects', 'in', 'pmatch'] as const;
export const LIST_MODIFIERS: readonly ListModifier[] = ['oneof', 'anyof', 'allof'];

export type NumericOperator = (typeof NUMERIC_OPERATORS)[number];
export type StringOperator = (typeof STRING_OPERATORS)[number];
export type ListOperator = (typeof LIST_OPERATORS)[number];
export type CheckOperator = NumericOperator | StringOperator | ListOperator | 'exists';

/** `val` stands right of an operator only and gives a field's value as it is. */
export const TRANSFORMER_NAMES: readonly (TransformerName | 'val')[] = [
  'val',
  'tolower',
  'toupper',
  'b64',
  'basename',
  'len',
  'join',
  'concat',
  'getopt',
];

export interface FieldSyntax {
  readonly kind: 'field';
  readonly name: string;
  readonly argument?: string;
  readonly span: Span;
}

export interface TransformerSyntax {
  readonly kind: 'transformer';
  readonly name: TransformerName | 'val';
  readonly operands: readonly OperandSyntax[];
  /** `getopt(…)[x]` */
  readonly argument?: string;
  readonly span: Span;
}

export interface TextSyntax {
  readonly kind: 'text';
  readonly text: string;
  readonly quoted: boolean;
  readonly span: Span;
}

export interface NumberSyntax {
  readonly kind: 'number';
  readonly text: string;
  readonly span: Span;
}

export interface OperandListSyntax {
  readonly kind: 'operands';
  readonly operands: readonly OperandSyntax[];
  readonly span: Span;
}

export type OperandSyntax = FieldSyntax | TransformerSyntax | TextSyntax | NumberSyntax | OperandListSyntax;

export interface ListSyntax {
  readonly kind: 'list';
  readonly values: readonly TextSyntax[];
  readonly span: Span;
}

export interface CheckSyntax {
  readonly kind: 'check';
  readonly left: FieldSyntax | TransformerSyntax;
  readonly operator: CheckOperator;
  readonly operatorSpan: Span;
  /** The operator as it is written, where that differs: `==`. */
  readonly operatorText?: string;
  readonly modifier?: ListModifier;
  /** Absent for `exists`. */
  readonly right?: TextSyntax | NumberSyntax | ListSyntax | TransformerSyntax;
  readonly span: Span;
}

export interface MacroSyntax {
  readonly kind: 'macro';
  readonly name: string;
  readonly span: Span;
}

export interface JunctionSyntax {
  readonly kind: 'and' | 'or';
  readonly children: readonly ConditionSyntax[];
  readonly span: Span;
}

export interface NotSyntax {
  readonly kind: 'not';
  readonly child: ConditionSyntax;
  readonly span: Span;
}

export type ConditionSyntax = CheckSyntax | MacroSyntax | JunctionSyntax | NotSyntax;
