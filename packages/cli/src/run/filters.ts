/** Has the rules compiled for the kernel, beside the engine that starts, or watches already. */
import { Worker } from 'node:worker_threads';
import type { CheckedRule } from '@lanner/language';
import { buffersOf } from './make-filters.ts';
import type { MadeFilters, ToEngine } from './messages.ts';

const THREAD = new URL(
  import.meta.url.endsWith('.ts') ? './filters-thread.ts' : './filters-thread.js',
  import.meta.url,
);

/** Of a thread that compiles. Thousands of rules take a quarter of this. It lives briefly: collecting less often is faster. */
export const THREAD_LIMITS = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 48 };

/** Ends what is under way; nothing once it is done. */
export type Cancel = () => void;

/** @param onFailure there will be no filters: everything goes on without them */
export function makeFilters(
  engine: Worker,
  rules: readonly CheckedRule[],
  onFailure: (reason: string) => void,
): Cancel {
  const thread = new Worker(THREAD, { workerData: rules, resourceLimits: THREAD_LIMITS });
  let ended = false;
  thread.once('message', (made: MadeFilters) => {
    ended = true;
    engine.postMessage({ kind: 'filters', made } satisfies ToEngine, buffersOf(made));
  });
  const fail = (reason: string) => {
    if (ended) return;
    ended = true;
    onFailure(reason);
  };
  thread.once('error', (error) => fail(error instanceof Error ? error.message : String(error)));
  thread.once('exit', (code) => fail(`its thread ended with ${code}`));
  return () => {
    ended = true;
    void thread.terminate();
  };
}
