/** How long a channel that fails is left alone. */

export interface Backoff {
  /** After the first failure, in milliseconds; doubled with each further one. */
  readonly initialMs: number;
  readonly maxMs: number;
}

/** Doubling stops there: beyond it any pause is the longest. */
const MAX_DOUBLINGS = 30;

/**
 * Between half of the pause and all of it, so that many who failed at the same time do not come back at the same time.
 *
 * @param failures in a row, from 1
 * @param random from 0 to 1
 */
export function backoffMs(failures: number, { initialMs, maxMs }: Backoff, random: number): number {
  const pause = Math.min(maxMs, initialMs * 2 ** Math.min(failures - 1, MAX_DOUBLINGS));
  return (pause * (1 + random)) / 2;
}
