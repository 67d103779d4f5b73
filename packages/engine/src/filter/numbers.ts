/** Checks of a number that stands in the record. */
import type { CheckNode } from '@lanner/language';
import { UNKNOWN, exactly } from './bounds.ts';
import type { Bounds } from './bounds.ts';
import { both, constant, either } from './plan.ts';
import type { NumberTest, Plan, Relation } from './plan.ts';

/** Where a number lies. */
export type Place = Pick<NumberTest, 'at' | 'size' | 'signed' | 'mask' | 'rare'>;

export function compared(place: Place, relation: Relation, value: bigint | number): Plan {
  const known = settled(place, relation, BigInt(value));
  return known === undefined ? { kind: 'number', ...place, relation, value: BigInt(value) } : constant(known);
}

/** Of unsigned numbers and constants that they cannot have. */
function settled({ signed, size }: Place, relation: Relation, value: bigint): boolean | undefined {
  if (signed) return undefined;
  if (value < 0n) return relation === '!=' || relation === '>' || relation === '>=';
  if (value >= 1n << BigInt(8 * size)) return relation === '!=' || relation === '<' || relation === '<=';
  return undefined;
}

/** `place & bits` is not zero. */
export function anyBit(place: Place, bits: number): Plan {
  return compared({ ...place, mask: BigInt(bits) }, '!=', 0);
}

export function oneOf(place: Place, values: readonly (bigint | number)[]): Plan {
  return either(values.map((value) => compared(place, '=', value)));
}

/** More members than this are not worth testing one by one. */
const MOST_MEMBERS = 64;

const LIMIT = 1n << 62n;

/** Whole numbers that both sides hold exactly; undefined if one is something else, or there are too many. */
export function integersOf(check: CheckNode): readonly bigint[] | undefined {
  if (check.right.kind !== 'literals' || check.modifier !== undefined) return undefined;
  const values: bigint[] = [];
  for (const value of check.right.values) {
    if (typeof value === 'bigint') values.push(value);
    else if (typeof value === 'number' && Number.isSafeInteger(value)) values.push(BigInt(value));
    else return undefined;
  }
  if (values.length > MOST_MEMBERS || values.some((value) => value >= LIMIT || value <= -LIMIT)) return undefined;
  return values;
}

/** A check whose left side is the number at a place, always with a value. */
export function numberBounds(check: CheckNode, place: Place): Bounds {
  const values = integersOf(check);
  const [first] = values ?? [];
  if (values === undefined || first === undefined) return UNKNOWN;
  switch (check.operator) {
    case '=':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return values.length === 1 ? exactly(compared(place, check.operator, first)) : UNKNOWN;
    case 'in':
      return exactly(oneOf(place, values));
    default:
      return UNKNOWN;
  }
}

export function between(place: Place, low: bigint | number, high: bigint | number): Plan {
  return both([compared(place, '>=', low), compared(place, '<=', high)]);
}
