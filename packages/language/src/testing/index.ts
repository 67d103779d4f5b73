export * from './types.ts';
export { hasRealView, impossibleField, namesOf, paramOf } from './event-fields.ts';
export { readTests, type ReadTestsOptions, type ReadTestsResult } from './read-tests.ts';
export { convertValue, holdsMany } from './values.ts';
