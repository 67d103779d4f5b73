/** The reference: walks the tree, reads every field anew, remembers nothing. Slow, and meant to be obviously right. */
import { typeOf } from '@lanner/language/operands';
import type { Condition, FieldRef, Operand } from '@lanner/language';
import type { FieldValue } from '@lanner/schema';
import { compileCheck } from './check.ts';
import { extractionOf, listOfTexts } from './extracted.ts';
import { transform } from './transformers.ts';

export type ReadField = (ref: FieldRef) => FieldValue;

/** The value of an operand that is compared: of a field of any ancestor, the values of all of them. */
export function evaluateOperand(operand: Operand, read: ReadField): FieldValue {
  return operand.kind === 'field' ? read(operand) : extractOperand(operand, read);
}

/** The value of an operand that is not compared itself. */
export function extractOperand(operand: Operand, read: ReadField): FieldValue {
  switch (operand.kind) {
    case 'field': {
      const { ref, join } = extractionOf(operand);
      const value = read(ref);
      return join === undefined ? value : join(value);
    }
    case 'constant':
      return operand.value;
    case 'list': {
      const values = operand.operands.map((one) => extractOperand(one, read));
      return listOfTexts(values, operand.operands.map(typeOf));
    }
    case 'call': {
      const values = operand.operands.map((one) => extractOperand(one, read));
      return transform(operand.name, values, operand.argument);
    }
  }
}

export function interpret(condition: Condition, read: ReadField): boolean {
  switch (condition.kind) {
    case 'boolean':
      return condition.value;
    case 'not':
      return !interpret(condition.child, read);
    case 'and':
      return condition.children.every((child) => interpret(child, read));
    case 'or':
      return condition.children.some((child) => interpret(child, read));
    case 'check': {
      const right = condition.right.kind === 'operand' ? evaluateOperand(condition.right.operand, read) : undefined;
      return compileCheck(condition)(evaluateOperand(condition.left, read), right);
    }
  }
}
