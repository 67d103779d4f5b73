export { explainFilters } from './explain.ts';
export type { EventExplanation, RuleExplanation, UntestedCheck } from './explain.ts';
export type { Advice } from './advice.ts';
export type { Reach } from './reach.ts';
