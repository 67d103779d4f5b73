/** What a check says of the values of its operands. Both evaluators go through here: they differ in how they get values. */
import { isAny, isList, typeOf } from '@lanner/language';
import type { CheckNode, Operand } from '@lanner/language';
import type { FieldValue, Scalar } from '@lanner/schema';
import { equal, modified, predicateOf, sameAddress } from './operators/predicate.ts';

/** Values of the left and, for a comparison with an operand, of the right side, to true or false. */
export type CheckTest = (left: FieldValue, right: FieldValue) => boolean;

function listOf(value: Scalar | readonly Scalar[]): readonly Scalar[] {
  return Array.isArray(value) ? value : [value as Scalar];
}

/** Applies a test of one value to all that the left side has. */
function quantify(check: CheckNode, test: (value: Scalar) => boolean): (left: FieldValue) => boolean {
  const { left: operand, operator, modifier } = check;
  const negated = operator === '!=' && modifier === undefined;
  if (isMultiple(operand)) {
    if (operator === 'exists') return (left) => left !== undefined && listOf(left).length > 0;
    const every = isList(operand) && operator === 'in';
    return (left) => {
      if (left === undefined) return false;
      const values = listOf(left);
      if (values.length === 0) return false;
      if (negated) return !values.some(test);
      return every ? values.every(test) : values.some(test);
    };
  }
  return (left) => left !== undefined && test(left as Scalar) !== negated;
}

function isMultiple(operand: Operand): boolean {
  return isAny(operand) || isList(operand);
}

export function compileCheck(check: CheckNode): CheckTest {
  const { right, operator, modifier } = check;
  const same = typeOf(check.left) === 'IPADDR' ? sameAddress : equal;
  if (right.kind !== 'operand') {
    const literals = right.kind === 'literals' ? right.values : [];
    return quantify(check, predicateOf(operator, modifier, literals, same));
  }
  return (left, value) => {
    if (left === undefined || value === undefined) return false;
    const values = listOf(value);
    if (modifier !== undefined) {
      const tests = values.map((one) => predicateOf(operator, undefined, [one], same));
      return quantify(check, modified(modifier, tests))(left);
    }
    const set = operator === 'in' || operator === 'intersects' || isMultiple(right.operand);
    if (!set && operator !== '=' && operator !== '!=')
      return quantify(check, predicateOf(operator, undefined, values, same))(left);
    return quantify(check, (one) => values.some((other) => same(one, other)))(left);
  };
}
