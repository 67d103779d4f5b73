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

/** What a thread that sends filters gives away instead of copying it. Programs share tables. */
export function buffersOf({ filters }: MadeFilters): ArrayBuffer[] {
  const programs = filters.flatMap((filter) => filter.programs);
  return Array.from(new Set(programs.flatMap(({ code, table }) => (table === undefined ? [code] : [code, table]))));
}
