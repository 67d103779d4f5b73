/**
 * The typed intermediate form of a condition: what the checker gives and the evaluators take.
 *
 * Macros, lists and exceptions are resolved; every field is known, every literal has been converted to the type it is
 * compared with, and every operator is legal for that type. How values are held is said in `@lanner/schema`.
 *
 * What a condition means:
 * - A check on a field without a value is false, whatever the operator, `!=` included. `exists` asks for a value.
 * - A `list` field gives an array: `in` holds when each element is in the set, `intersects` when one is.
 * - A field of either end of a connection (`any`) gives an array of one or two values, and an empty one where there is a
 *   descriptor that is no connection: a check holds when it holds for one of them, `!=` when it holds for all.
 * - A field of any ancestor gives an array of their values: a check, `!=` too, holds when it holds for one of them.
 *   Outside of comparisons (in outputs, as an argument of `concat` or `join`) their texts are joined by blanks.
 */
import type { FieldDef, Scalar, ValueType } from '@lanner/schema';
import type { Span } from './source.ts';
import type { WrittenRule } from './written.ts';

export type Operator =
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'contains'
  | 'icontains'
  | 'bcontains'
  | 'startswith'
  | 'bstartswith'
  | 'endswith'
  | 'glob'
  | 'iglob'
  | 'regex'
  | 'in'
  | 'intersects'
  | 'pmatch'
  | 'exists';

/** `oneof`: exactly one, `anyof`: at least one, `allof`: every value of a list satisfies the string operator before it. */
export type ListModifier = 'oneof' | 'anyof' | 'allof';

export type TransformerName = 'tolower' | 'toupper' | 'b64' | 'basename' | 'len' | 'join' | 'concat' | 'getopt';

export interface FieldRef {
  readonly kind: 'field';
  readonly field: FieldDef;
  readonly argument?: string;
  /** The reference in its one canonical spelling, such as `proc.aname[2]` or `evt.arg.flags`: the key for caching. */
  readonly text: string;
  readonly span: Span;
}

export interface TransformerCall {
  readonly kind: 'call';
  readonly name: TransformerName;
  readonly operands: readonly Operand[];
  /** The option letter of `getopt(…)[x]`, which gives its value instead of the list of all options. */
  readonly argument?: string;
  readonly type: ValueType;
  readonly list: boolean;
  readonly text: string;
  readonly span: Span;
}

export interface Constant {
  readonly kind: 'constant';
  readonly value: Scalar;
  readonly type: ValueType;
  readonly text: string;
  readonly span: Span;
}

/** A literal list as a transformer's argument: `join(",", (proc.name, "x"))`. */
export interface OperandList {
  readonly kind: 'list';
  readonly operands: readonly Operand[];
  readonly text: string;
  readonly span: Span;
}

export type Operand = FieldRef | TransformerCall | Constant | OperandList;

/** An address range: `bits` leading bits of `address` (number: IPv4, bigint: IPv6) count. */
export interface Cidr {
  readonly address: number | bigint;
  readonly bits: number;
}

export type Literal = Scalar | Cidr;

/** What stands right of the operator. For `exists` nothing does. */
export type RightSide =
  | { readonly kind: 'none' }
  | { readonly kind: 'literals'; readonly values: readonly Literal[] }
  | { readonly kind: 'operand'; readonly operand: Operand };

export interface CheckNode {
  readonly kind: 'check';
  readonly left: Operand;
  readonly operator: Operator;
  readonly modifier?: ListModifier;
  readonly right: RightSide;
  readonly span: Span;
}

export interface AndNode {
  readonly kind: 'and';
  readonly children: readonly Condition[];
}

export interface OrNode {
  readonly kind: 'or';
  readonly children: readonly Condition[];
}

export interface NotNode {
  readonly kind: 'not';
  readonly child: Condition;
}

/** Arises from specialising only; the checker gives none. */
export interface ConstantNode {
  readonly kind: 'boolean';
  readonly value: boolean;
}

export type Condition = AndNode | OrNode | NotNode | CheckNode | ConstantNode;

/** A piece of an output: text as it is, or the value of an operand. */
export type OutputSegment =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'token';
      readonly operand: Operand;
      /** The key in `output_fields`: the token without `%` and width. */
      readonly key: string;
      /** Pad or cut to this many characters (`%20proc.name`). */
      readonly width?: number;
    };

export type Priority = 'Emergency' | 'Alert' | 'Critical' | 'Error' | 'Warning' | 'Notice' | 'Informational' | 'Debug';

/** A rule, ready to be compiled. */
export interface CheckedRule {
  /** Position in definition order; a redefinition keeps the position of the first definition. */
  readonly index: number;
  readonly name: string;
  readonly description: string;
  readonly priority: Priority;
  readonly source: string;
  readonly tags: readonly string[];
  readonly enabled: boolean;
  readonly condition: Condition;
  readonly output: readonly OutputSegment[];
  /** Names of the event types that the condition allows; `undefined`: it does not restrict them. */
  readonly eventTypes: ReadonlySet<string> | undefined;
  /** A match starts a recording of this many milliseconds (0: as long as is configured). */
  readonly capture?: { readonly duration: number };
  readonly span: Span;
  /** Absent where the rule comes from no file. */
  readonly written?: WrittenRule;
}
