export { compileJudge } from './compile.ts';
export * from './compile-appends.ts';
export { evaluateOperand, interpret } from './interpret.ts';
export { lintRules, type LintFinding, type Found, type Lint, type LintOptions } from './lint/lint.ts';
export { LINTS } from './lint/table.ts';
export * from './runtime.ts';
export { makeSpecialiser } from './specialise.ts';
export * from './testing/index.ts';
export { Executable, newMemory } from './filter/bpf/execute.ts';
