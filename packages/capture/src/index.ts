export { reasonOf } from './filters.ts';
export type { LoadedFilters, Refusal } from './filters.ts';
export * from './live.ts';
export * from './native.ts';
export * from './process-entry.ts';
export * from './record/decode.ts';
export * from './record/encode.ts';
export * from './record/record-view.ts';
export * from './ring.ts';
