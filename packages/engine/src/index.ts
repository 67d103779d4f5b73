export * from './additions.ts';
export * from './alert.ts';
export * from './binding.ts';
export { evaluateOperand, interpret } from './interpret.ts';
export * from './output.ts';
export * from './render.ts';
export * from './rule-engine.ts';
export { makeSpecialiser } from './specialise.ts';
export { compileJudge } from './compile.ts';
