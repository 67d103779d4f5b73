/** Compiles rules for the kernel. */
import { compileFilters } from '@lanner/engine/runtime';
import type { CheckedRule } from '@lanner/language';
import type { MadeFilters } from './messages.ts';

export const NO_FILTERS: MadeFilters = { filters: [], processConditions: [] };

export function filtersOf(rules: readonly CheckedRule[]): MadeFilters {
  const judged = rules.filter(({ enabled, source }) => enabled && source === 'syscall');
  const { plans, processConditions } = compileFilters(judged);
  return { filters: plans.flatMap(({ filter }) => filter ?? []), processConditions };
}
