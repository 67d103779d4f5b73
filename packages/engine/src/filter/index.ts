export { compileFilters } from './compile.ts';
export type { CompiledFilters, CompiledPlan } from './compile.ts';
export { processBits } from './processes.ts';
export type { ProcessBits } from './processes.ts';
export type { EventPlan, RulePlan } from './derive.ts';
export type { Plan, Test } from './plan.ts';
