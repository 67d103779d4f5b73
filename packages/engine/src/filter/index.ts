export { compileFilters } from './compile.ts';
export type { CompiledFilters, CompiledPlan } from './compile.ts';
export { compileProcessBits } from './processes.ts';
export type { ProcessBits, ProcessBitsOf } from './processes.ts';
export type { EventPlan, RulePlan } from './derive.ts';
export type { Plan, Test } from './plan.ts';
