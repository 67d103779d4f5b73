export { attempt } from './attempt.ts';
export { reasonOf } from '../contract/reason.ts';
export * from './delivery.ts';
export * from './options.ts';
export type { LaneOptions, LaneStatus } from './lane.ts';
export { Envelope, type LineFormat } from '../log/envelope.ts';
