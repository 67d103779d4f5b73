export * from './container-id.ts';
export * from './event.ts';
export { FIELD_IMPLEMENTATIONS, LIVE_BINDING } from './fields/index.ts';
export * from './host.ts';
export * from './paths.ts';
export * from './proc-reader.ts';
export * from './process-table.ts';
export * from './process.ts';
export * from './users.ts';
