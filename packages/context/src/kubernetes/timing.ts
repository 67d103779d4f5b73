/** How patient the informer is. */
import type { BackoffLimits } from './backoff.ts';

export interface Timing {
  readonly backoff: BackoffLimits;
  /** How long the server may take to begin an answer, or be silent in it, ms. */
  readonly answerMs: number;
  /** How long a watch is asked to go on at least; up to twice of it, seconds. */
  readonly watchSeconds: number;
  /** A watch that ends sooner, without a word, counts as a failure, ms. */
  readonly shortWatchMs: number;
  /** How often what owns the pods is asked for anew, ms. */
  readonly refreshMs: number;
  /** How long changes are collected before they are passed on, ms. */
  readonly collectMs: number;
}

export const TIMING: Timing = {
  backoff: { first: 500, most: 30_000 },
  answerMs: 30_000,
  watchSeconds: 300,
  shortWatchMs: 1_000,
  refreshMs: 300_000,
  collectMs: 20,
};
