/** Integers between bounds. */
import { typeOf, type Operand, type Operator } from '@lanner/language';
import type { Scalar, ValueType } from '@lanner/schema';
import type { Constraint } from './elements.ts';

/** Ranges of up to this many integers are tried one by one. */
const FEW = 256n;

/** Types whose values are never negative. */
const UNSIGNED: ReadonlySet<ValueType> = new Set(['UINT8', 'UINT16', 'UINT32', 'UINT64', 'PORT']);

const OPPOSITES: Partial<Readonly<Record<Operator, Operator>>> = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' };

/** The integers that the constraints leave, if they are few; `undefined` for many. */
export function candidatesOfNumbers(
  operand: Operand,
  constraints: readonly Constraint[],
): readonly Scalar[] | undefined {
  const type = typeOf(operand);
  // A raw argument of one name has different types in different events.
  const varies = operand.kind === 'field' && operand.field.name === 'evt.rawarg';
  if (type === 'DOUBLE' || varies) return undefined;
  let low = UNSIGNED.has(type) ? 0n : undefined;
  let high: bigint | undefined;
  for (const { atom, wanted } of constraints) {
    const { operator: written, right, modifier } = atom.check;
    const [literal] = right.kind === 'literals' ? right.values : [];
    if (modifier !== undefined || (typeof literal !== 'number' && typeof literal !== 'bigint')) continue;
    const operator = wanted ? written : OPPOSITES[written];
    const bound = BigInt(literal);
    if (operator === '>' || operator === '>=') {
      const least = operator === '>' ? bound + 1n : bound;
      if (low === undefined || least > low) low = least;
    } else if (operator === '<' || operator === '<=') {
      const most = operator === '<' ? bound - 1n : bound;
      if (high === undefined || most < high) high = most;
    }
  }
  if (low === undefined || high === undefined) return undefined;
  if (low > high) return [];
  if (high - low >= FEW) return undefined;
  const values: Scalar[] = [];
  for (let value = low; value <= high; value++) {
    values.push(Number.isSafeInteger(Number(value)) ? Number(value) : value);
  }
  return values;
}
