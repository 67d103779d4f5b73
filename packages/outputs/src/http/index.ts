export * from './client.ts';
export * from './options.ts';
export * from './outcome.ts';
export * from './tls.ts';
