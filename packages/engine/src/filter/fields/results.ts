/** Checks of the names of errors. */
import type { CheckNode } from '@lanner/language';
import { compileCheck } from '../../check.ts';
import { UNKNOWN, exactly, guarded, oppositeBounds } from '../bounds.ts';
import type { Bounds } from '../bounds.ts';
import { compared, oneOf } from '../numbers.ts';
import type { Place } from '../numbers.ts';
import { both } from '../plan.ts';

/** The highest number of an error. */
const MOST_ERRNO = 4095;
/** More results than this are not told one by one. */
const MOST_RESULTS = 16;

/** The errors that a check holds for, or (`others`) those that it does not hold for; undefined where both are many. */
interface Errors {
  readonly results: readonly number[];
  readonly others: boolean;
}

const ERRORS = new WeakMap<CheckNode, { readonly errors: Errors | undefined }>();

/** Tries all numbers of errors, once a check. */
function errorsOf(check: CheckNode, render: (result: number) => string): Errors | undefined {
  let known = ERRORS.get(check);
  if (known === undefined) ERRORS.set(check, (known = { errors: tryErrors(check, render) }));
  return known.errors;
}

function tryErrors(check: CheckNode, render: (result: number) => string): Errors | undefined {
  const test = compileCheck(check);
  const holds: number[] = [];
  const holdsNot: number[] = [];
  for (let ret = -1; ret >= -MOST_ERRNO; ret--) (test(render(ret), undefined) ? holds : holdsNot).push(ret);
  if (holds.length <= MOST_RESULTS) return { results: holds, others: false };
  return holdsNot.length <= MOST_RESULTS ? { results: holdsNot, others: true } : undefined;
}

/** Of a check on the name of an error that a call gave: the result at `place` is negative. */
export function errorBounds(check: CheckNode, place: Place, render: (result: number) => string): Bounds {
  const errors = check.right.kind === 'operand' ? undefined : errorsOf(check, render);
  if (errors === undefined) return UNKNOWN;
  const some = exactly(oneOf(place, errors.results));
  return guarded([
    [both([compared(place, '<', 0), compared(place, '>=', -MOST_ERRNO)]), errors.others ? oppositeBounds(some) : some],
    [compared(place, '<', -MOST_ERRNO), UNKNOWN],
  ]);
}
