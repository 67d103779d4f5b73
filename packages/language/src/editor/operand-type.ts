/** The type of a field or transformer, from its text. */
import type { ValueType } from '@lanner/schema';
import { checkCondition } from '../check.ts';
import { isList, typeOf } from '../operands.ts';
import { parseCondition } from '../parser.ts';
import type { Vocabulary } from '../vocabulary.ts';

export interface OperandType {
  readonly type: ValueType;
  readonly list: boolean;
}

/** `undefined` if there is no such thing. */
export function operandType(text: string, vocabulary: Vocabulary): OperandType | undefined {
  const { tree } = parseCondition(`${text} exists`);
  if (tree === undefined) return undefined;
  const ignore = (): undefined => undefined;
  const checked = checkCondition(tree, { vocabulary, macro: ignore, report: ignore });
  if (checked?.kind !== 'check') return undefined;
  return { type: typeOf(checked.left), list: isList(checked.left) };
}
