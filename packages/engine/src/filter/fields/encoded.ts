/** Checks of the numbers of flags and enumerations, which are others for rules than in the record. */
import type { CheckNode } from '@lanner/language';
import { encodeFlags, encodedOf, isUnencoded } from '@lanner/schema';
import type { FlagSet } from '@lanner/schema';
import { UNKNOWN, exactly, guarded, oppositeBounds } from '../bounds.ts';
import type { Bounds } from '../bounds.ts';
import { compared, integersOf, numberBounds } from '../numbers.ts';
import type { Place } from '../numbers.ts';
import { DROP, both, either, oppositeOf } from '../plan.ts';
import type { Plan } from '../plan.ts';
import { bitsOf, enumBounds, isShown } from './flags.ts';

/** Of a check on `evt.rawarg` of a number that a set encodes. */
export function encodedBounds(check: CheckNode, place: Place, set: FlagSet): Bounds {
  if (isUnencoded(set)) return unmarkedBounds(check, place, set);
  if (place.signed) return UNKNOWN;
  if (set.kind === 'enum') return enumBounds(check, place, set, (value) => encodeFlags(set, value), 0);
  const values = integersOf(check);
  const [first] = values ?? [];
  if (values === undefined || first === undefined) return UNKNOWN;
  switch (check.operator) {
    case '=':
    case 'in':
      return exactly(either(values.map((value) => encodedAs(place, set, value))));
    case '!=':
      return oppositeBounds(exactly(encodedAs(place, set, first)));
    case '>':
    case '>=':
      return hasAny(check.operator, first) ? oppositeBounds(exactly(encodedAs(place, set, 0n))) : UNKNOWN;
    default:
      return UNKNOWN;
  }
}

/** `> 0`: the one order that is asked of flags. */
function hasAny(operator: '>' | '>=', value: bigint): boolean {
  return operator === '>' ? value === 0n : value === 1n;
}

/** Of the number in the record, less a mark that is to be ignored. */
function unmarkedBounds(check: CheckNode, place: Place, { ignored }: FlagSet): Bounds {
  if (ignored === undefined) return numberBounds(check, place);
  const marked = compared({ ...place, mask: BigInt(ignored.mask) }, '=', ignored.value);
  const rest = (1n << BigInt(8 * place.size)) - 1n - BigInt(ignored.mask);
  return guarded([
    [marked, numberBounds(check, { ...place, mask: rest })],
    [oppositeOf(marked), numberBounds(check, place)],
  ]);
}

/** Exactly the numbers in the record that come to a number: see `encodeFlags`. */
function encodedAs(place: Place, set: FlagSet, number: bigint): Plan {
  if (number < 0n) return DROP;
  const entries = set.entries.filter((entry) => bitsOf(entry) !== 0);
  const isWithin = (bits: number) => (BigInt(bits) & ~number) === 0n;
  const within = entries.filter((entry) => isWithin(encodedOf(entry)));
  const tests = entries
    .filter((entry) => !isWithin(encodedOf(entry)))
    .map((entry) => oppositeOf(isShown(place, entry)));
  // Each bit of the number is there because of some entry.
  for (let bit = 1n; bit <= number; bit <<= 1n) {
    if ((number & bit) === 0n) continue;
    tests.push(
      either(within.filter((entry) => (BigInt(encodedOf(entry)) & bit) !== 0n).map((entry) => isShown(place, entry))),
    );
  }
  return both(tests);
}
