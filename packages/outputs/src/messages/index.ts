export * from './content.ts';
export * from './cut.ts';
export * from './given.ts';
export * from './markup.ts';
export * from './message.ts';
export * from './no-container.ts';
export * from './severity.ts';
export * from './template.ts';
