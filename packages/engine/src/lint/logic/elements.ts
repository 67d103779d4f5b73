/** Can one value satisfy several checks at once? What is answered with "no" is proven; all else is open. */
import { groupOf, typeOf, type Operand } from '@lanner/language';
import type { Scalar } from '@lanner/schema';
import { couldBe } from './domain.ts';
import { isCidr } from '../../operators/predicate.ts';
import type { Atom } from './goal.ts';
import { isEmptyNetwork } from './networks.ts';
import { candidatesOfNumbers } from './numbers.ts';
import { isImpossibleText } from './texts.ts';

/** The test of an atom must, or must not, hold of the value. */
export interface Constraint {
  readonly atom: Atom;
  readonly wanted: boolean;
}

/** Is there no value of what is left of the operators that satisfies all constraints? They have one subject. */
export function isImpossible(constraints: readonly Constraint[]): boolean {
  const [first] = constraints;
  if (first === undefined) return false;
  const wanted = new Map<number, boolean>();
  for (const { atom, wanted: one } of constraints) {
    if (wanted.get(atom.id) === !one) return true;
    wanted.set(atom.id, one);
  }
  const operand = first.atom.check.left;
  const candidates = candidatesOf(operand, constraints);
  if (candidates !== undefined) {
    return !candidates.some((value) => couldBe(operand, value) && satisfiesAll(value, constraints));
  }
  const type = typeOf(operand);
  if (type === 'IPNET') return isEmptyNetwork(constraints);
  return groupOf(type) === 'string' && type !== 'DYNAMIC' && isImpossibleText(operand, constraints);
}

function satisfiesAll(value: Scalar, constraints: readonly Constraint[]): boolean {
  return constraints.every(({ atom: { test }, wanted }) => test === undefined || test(value) === wanted);
}

/** All values that are left, where they are few enough to be tried one by one. */
function candidatesOf(operand: Operand, constraints: readonly Constraint[]): readonly Scalar[] | undefined {
  let fewest: readonly Scalar[] | undefined;
  for (const { atom, wanted } of constraints) {
    const values = valuesOf(atom, wanted);
    if (values !== undefined && (fewest === undefined || values.length < fewest.length)) fewest = values;
  }
  if (fewest !== undefined) return fewest;
  const type = typeOf(operand);
  if (type === 'BOOL') return [true, false];
  return groupOf(type) === 'number' ? candidatesOfNumbers(operand, constraints) : undefined;
}

/** The values that the atom, or its negation, allows, if it names them. */
function valuesOf({ check }: Atom, wanted: boolean): readonly Scalar[] | undefined {
  const { operator, modifier, right } = check;
  const names = wanted ? operator === '=' || operator === 'in' || operator === 'intersects' : operator === '!=';
  if (right.kind !== 'literals' || !names || (operator === '!=' && modifier !== undefined)) return undefined;
  const scalars = right.values.filter((value): value is Scalar => !isCidr(value));
  return scalars.length === right.values.length && typeOf(check.left) !== 'IPNET' ? scalars : undefined;
}
