export * from './channel.ts';
export * from './options.ts';
export * from './read-options.ts';
export * from './services.ts';
