/** What operands are made of. */
import type { FieldRef, Operand } from '@lanner/language';

/** The fields that an operand reads. */
export function fieldsIn(operand: Operand): readonly FieldRef[] {
  if (operand.kind === 'field') return [operand];
  return operand.kind === 'constant' ? [] : operand.operands.flatMap(fieldsIn);
}

export function isText(type: string): boolean {
  return type === 'CHARBUF' || type === 'FSPATH' || type === 'FSRELPATH';
}
