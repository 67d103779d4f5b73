/** What judges events and writes alerts, without what reads, lints and tests rules: for threads that do nothing else. */
export * from './additions.ts';
export * from './alert.ts';
export { alertToJson } from './alert-json.ts';
export * from './binding.ts';
export type { ProcessVerdicts, Subject } from './kept-conditions.ts';
export { compileGlob } from './operators/glob.ts';
export { compileRegex, compileSearch } from './operators/posix-regex.ts';
export * from './output.ts';
export * from './render.ts';
export * from './rule-changes.ts';
export * from './rule-engine.ts';
export * from './filter/index.ts';
