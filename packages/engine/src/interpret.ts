/** The reference: walks the tree, reads every field anew, remembers nothing. Slow, and meant to be obviously right. */
import type { Condition, FieldRef, Operand } from '@lanner/language';
import type { FieldValue, Scalar } from '@lanner/schema';
import { compileCheck } from './check.ts';
import { transform } from './transformers.ts';

export type ReadField = (ref: FieldRef) => FieldValue;

export function evaluateOperand(operand: Operand, read: ReadField): FieldValue {
  switch (operand.kind) {
    case 'field':
      return read(operand);
    case 'constant':
      return operand.value;
    case 'list': {
      const values = operand.operands.map((one) => evaluateOperand(one, read));
      return values.some((value) => value === undefined) ? undefined : (values.flat() as Scalar[]);
    }
    case 'call': {
      const values = operand.operands.map((one) => evaluateOperand(one, read));
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
