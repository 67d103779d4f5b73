/** What operands give. What judges conditions needs no more of this package: see the export `./operands`. */
import type { ValueType } from '@lanner/schema';
import type { Operand } from './ir.ts';

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

/** Speaks of any ancestor of the process. */
export function isAnyAncestor(operand: Operand): boolean {
  return operand.kind === 'field' && operand.field.anyWithoutArgument === true && operand.argument === undefined;
}

/** Speaks of several things of which any may satisfy a check: of ancestors, or of either end of a connection. */
export function isAny(operand: Operand): boolean {
  return isAnyAncestor(operand) || (operand.kind === 'field' && operand.field.any === true);
}
