/** What a check says of the values of its operands. Both evaluators go through here: they differ in how they get values. */
import { isAny, isAnyAncestor, isList, typeOf } from '@lanner/language/operands';
import type { CheckNode } from '@lanner/language';
import type { FieldValue, Scalar } from '@lanner/schema';
import { equal, predicateOf, sameAddress } from './operators/predicate.ts';

/** Values of the left and, for a comparison with an operand, of the right side, to true or false. */
export type CheckTest = (left: FieldValue, right: FieldValue) => boolean;

function listOf(value: Scalar | readonly Scalar[]): readonly Scalar[] {
  return Array.isArray(value) ? value : [value as Scalar];
}

/** Applies a test of one value to all that the left side has. `negated`: the test is that of `=`, the operator is `!=`. */
function quantify(check: CheckNode, test: (value: Scalar) => boolean, negated: boolean): (left: FieldValue) => boolean {
  const { left: operand, operator } = check;
  if (operator === 'exists') return (left) => left !== undefined;
  const holds = negated ? (value: Scalar) => !test(value) : test;
  if (!isAny(operand) && !isList(operand)) return (left) => left !== undefined && holds(left as Scalar);
  if (isList(operand)) {
    const every = operator === 'in';
    return (left) => left !== undefined && (every ? listOf(left).every(holds) : listOf(left).some(holds));
  }
  if (operator === '!=' && !isAnyAncestor(operand)) {
    return (left) => left !== undefined && listOf(left).length > 0 && listOf(left).every(holds);
  }
  return (left) => left !== undefined && listOf(left).some(holds);
}

const COMPILED = new WeakMap<CheckNode, CheckTest>();

/** Compiles a check once, however many event types it is tried on: regular expressions and large sets are dear to make. */
export function compileCheck(check: CheckNode): CheckTest {
  let test = COMPILED.get(check);
  if (test === undefined) COMPILED.set(check, (test = compileNew(check)));
  return test;
}

function compileNew(check: CheckNode): CheckTest {
  const { left: operand, right, operator, modifier } = check;
  const same = typeOf(operand) === 'IPADDR' ? sameAddress : equal;
  const negated = operator === '!=' && modifier === undefined;
  if (right.kind !== 'operand') {
    const literals = right.kind === 'literals' ? right.values : [];
    return quantify(check, predicateOf(operator, modifier, literals, same), negated);
  }
  return (left, value) => {
    if (left === undefined || value === undefined) return false;
    return quantify(check, predicateOf(operator, modifier, listOf(value), same), negated)(left);
  };
}
