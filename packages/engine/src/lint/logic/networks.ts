/** Networks: any two of them are apart, or one lies within the other. */
import type { Cidr } from '@lanner/language';
import type { Constraint } from './elements.ts';
import { isCidr } from '../../operators/predicate.ts';

/** Is there no address that lies in what is wanted and outside of what is not? */
export function isEmptyNetwork(constraints: readonly Constraint[]): boolean {
  let left: readonly Cidr[] | undefined;
  const excluded: Cidr[] = [];
  for (const { atom, wanted } of constraints) {
    const { right, operator, modifier } = atom.check;
    if (right.kind !== 'literals' || operator === 'exists' || modifier !== undefined) continue;
    const ranges = right.values.filter(isCidr);
    if (ranges.length !== right.values.length) continue;
    if (wanted === (operator === '!=')) excluded.push(...ranges);
    else left = left === undefined ? ranges : left.flatMap((one) => ranges.flatMap((other) => common(one, other)));
  }
  return left !== undefined && left.every((range) => excluded.some((other) => contains(other, range)));
}

function common(a: Cidr, b: Cidr): Cidr[] {
  if (contains(a, b)) return [b];
  return contains(b, a) ? [a] : [];
}

function contains(outer: Cidr, inner: Cidr): boolean {
  if (typeof outer.address !== typeof inner.address || outer.bits > inner.bits) return false;
  const width = typeof outer.address === 'number' ? 32 : 128;
  const shift = BigInt(width - outer.bits);
  return BigInt(outer.address) >> shift === BigInt(inner.address) >> shift;
}
