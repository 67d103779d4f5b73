/** The lints. */
import type { Lint } from './lint.ts';
import { alwaysTrue, deadBranch, redundant } from './lints/branches.ts';
import { branchForAllEvents, frequentEvents } from './lints/costs.ts';
import { exceptionSwallows, exceptionWithoutEffect } from './lints/exceptions.ts';
import { neverMatches } from './lints/never-matches.ts';
import { output } from './lints/output.ts';
import { shadowed, subsumed } from './lints/shadowed.ts';
import { spoofable, spoofableExclusion } from './lints/spoofable.ts';
import { unused } from './lints/unused.ts';
import { unwatched, withoutValue } from './lints/unwatched.ts';
import { duplicateItem, impossibleValue } from './lints/values.ts';

/** About the comments that allow findings; what it finds comes of applying them. */
export const UNUSED_ALLOWANCE: Lint = {
  code: 'LINT_ALLOWANCE',
  title: 'Comment that allows nothing',
  why: 'It names a lint that there is not, gives no reason, or stands where that lint finds nothing (any more).',
  advice: "write '# lanner-lint: allow CODE reason' in the item or right above it, and remove it once it is not needed",
  find: () => [],
};

/** All lints, the grave ones first. */
export const LINTS: readonly Lint[] = [
  neverMatches,
  exceptionSwallows,
  unwatched,
  withoutValue,
  shadowed,
  subsumed,
  spoofable,
  spoofableExclusion,
  branchForAllEvents,
  frequentEvents,
  exceptionWithoutEffect,
  deadBranch,
  alwaysTrue,
  redundant,
  impossibleValue,
  duplicateItem,
  unused,
  output,
  UNUSED_ALLOWANCE,
];

export const LINT_CODES: ReadonlySet<string> = new Set(LINTS.map(({ code }) => code));
