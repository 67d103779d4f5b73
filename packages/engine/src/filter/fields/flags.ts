/** Checks of texts that stand for flags and enumerations. */
import type { CheckNode } from '@lanner/language';
import { flagNames, renderFlags } from '@lanner/schema';
import type { FieldValue, FlagEntry, FlagSet } from '@lanner/schema';
import { compileCheck } from '../../check.ts';
import { lowerAscii } from '../../operators/ascii.ts';
import { UNKNOWN, exactly, guarded, oppositeBounds } from '../bounds.ts';
import type { Bounds } from '../bounds.ts';
import { compared, oneOf } from '../numbers.ts';
import type { Place } from '../numbers.ts';
import { both, either, oppositeOf } from '../plan.ts';
import type { Plan } from '../plan.ts';
import { ofValues } from './types.ts';

/** More values of an enumeration are not told one by one. */
const MOST_VALUES = 64;
const DIGITS = /^[0-9]*$/;
/** With texts that are no digits none of these holds for digits. */
const OPERATORS: ReadonlySet<CheckNode['operator']> = new Set([
  '=',
  '!=',
  'in',
  'contains',
  'icontains',
  'startswith',
  'endswith',
]);

/** Texts with which the check compares; undefined if they are something else. */
function textsOf({ right, modifier }: CheckNode): readonly string[] | undefined {
  if (right.kind !== 'literals' || modifier !== undefined) return undefined;
  return right.values.every((value) => typeof value === 'string') ? right.values.map(String) : undefined;
}

/**
 * Of a check on `evt.arg` of a number with names.
 * @param place of an unsigned number
 */
export function flagBounds(check: CheckNode, place: Place, set: FlagSet): Bounds {
  const texts = OPERATORS.has(check.operator) && set.ignored === undefined ? textsOf(check) : undefined;
  // What has no name shows as a number.
  if (texts === undefined || texts.some((text) => DIGITS.test(text))) return UNKNOWN;
  if (set.kind === 'flags') return namesBounds(check, texts, place, set);
  // No digits are compared with: all values without a name are alike.
  return enumBounds(check, place, set, (value) => renderFlags(set, value), set.otherwise ?? '0');
}

/**
 * Of a check on what stands for the values of an enumeration.
 * @param shown what stands for a value that has a name
 * @param others what stands for all values that have none
 */
export function enumBounds(
  check: CheckNode,
  place: Place,
  set: FlagSet,
  shown: (value: number) => FieldValue,
  others: FieldValue,
): Bounds {
  const values = Array.from(new Set(set.entries.map(({ value }) => value)));
  if (place.size > 4 || values.length > MOST_VALUES || check.right.kind === 'operand') return UNKNOWN;
  const test = compileCheck(check);
  const some = values.filter((value) => test(shown(value), undefined));
  const known = oneOf(place, values);
  return guarded([
    [known, exactly(oneOf(place, some))],
    [oppositeOf(known), ofValues(check, [others])],
  ]);
}

type Has = (name: string, part: string) => boolean;

function namesBounds(check: CheckNode, texts: readonly string[], place: Place, set: FlagSet): Bounds {
  const plain: Has = (name, part) => name.includes(part);
  switch (check.operator) {
    case 'contains':
      return containing(texts, plain, place, set);
    case 'icontains':
      return containing(texts.map(lowerAscii), (name, part) => lowerAscii(name).includes(part), place, set);
    case '=':
    case 'in':
    case 'startswith':
    case 'endswith':
      return { mayBe: containing(texts, plain, place, set).mayBe, mayNotBe: UNKNOWN.mayNotBe };
    case '!=':
      return oppositeBounds({ mayBe: containing(texts, plain, place, set).mayBe, mayNotBe: UNKNOWN.mayNotBe });
    default:
      return UNKNOWN;
  }
}

/** Some flag whose name has a text in it, where it must be the whole of what is between two bars. */
function containing(texts: readonly string[], has: Has, place: Place, set: FlagSet): Bounds {
  const parts = texts.map((text) =>
    text.split('|').reduce((longest, one) => (one.length > longest.length ? one : longest)),
  );
  const wanted = (name: string) => parts.some((part) => has(name, part));
  if (parts.some((part) => DIGITS.test(part))) return UNKNOWN;
  const shown = set.entries.filter((entry) => bitsOf(entry) !== 0);
  const nothing = flagNames({ ...set, entries: set.entries.filter((entry) => bitsOf(entry) === 0) }, 0);
  const plan = either([
    ...shown.filter(({ name }) => wanted(name)).map((entry) => isShown(place, entry)),
    ...(nothing.some(wanted) ? [both(shown.map((entry) => oppositeOf(isShown(place, entry))))] : []),
  ]);
  return texts.some((text) => text.includes('|')) ? { mayBe: plan, mayNotBe: UNKNOWN.mayNotBe } : exactly(plan);
}

/** The bits that say whether an entry shows; 0 for one that shows when no other does. */
export function bitsOf({ mask, value }: FlagEntry): number {
  return mask ?? value;
}

export function isShown(place: Place, entry: FlagEntry): Plan {
  return compared({ ...place, mask: BigInt(bitsOf(entry)) }, '=', entry.value);
}
