export * from './types.ts';
export * from './fields.ts';
export * from './event-names.ts';
export * from './events.ts';
export * from './exec-flags.ts';
export * from './layout.ts';
export * from './generate-header.ts';
export * from './generate-handlers.ts';
