export { compileFilters } from './compile.ts';
export type { CompiledPlan } from './compile.ts';
export type { EventPlan, RulePlan } from './derive.ts';
export type { Plan, Test } from './plan.ts';
