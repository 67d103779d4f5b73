export * from './coverage.ts';
export * from './explain.ts';
export { placeOfCheck, printCheck, printValue } from './print-condition.ts';
export * from './run.ts';
export { TEST_BINDING, TestEvent } from './test-event.ts';
