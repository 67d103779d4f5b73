export * from './ir.ts';
export * from './source.ts';
