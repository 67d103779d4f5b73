/**
 * Loads rules anew and compiles them for the kernel, in a thread that ends with it. What is wrong with them is on its
 * standard error, and its exit status says so.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { reportError } from '../errors.ts';
import { NO_FILTERS, buffersOf, filtersOf } from './make-filters.ts';
import { loadRuleSet, type RuleSet, type RuleSetSources } from './rule-set.ts';
import type { MadeFilters } from './messages.ts';

export interface ReloadInput {
  readonly sources: RuleSetSources;
  /** Equal to this: nothing has changed. */
  readonly fingerprint: string;
  readonly kernelFilter: boolean;
}

/** First the rules; then, unless nothing has changed, what was made of them. */
export type FromReload =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'loaded'; readonly ruleSet: RuleSet }
  | { readonly kind: 'made'; readonly made: MadeFilters };

const post = (message: FromReload, buffers: readonly ArrayBuffer[] = []) => parentPort?.postMessage(message, buffers);

try {
  const { sources, fingerprint, kernelFilter } = workerData as ReloadInput;
  const { ruleSet } = loadRuleSet(sources);
  if (ruleSet.fingerprint === fingerprint) {
    post({ kind: 'unchanged' });
  } else {
    post({ kind: 'loaded', ruleSet });
    const made = kernelFilter ? filtersOf(ruleSet.rulebook.rules) : NO_FILTERS;
    post({ kind: 'made', made }, buffersOf(made));
  }
} catch (error) {
  reportError(error);
  process.exitCode = 1;
}
