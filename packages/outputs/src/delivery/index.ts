export * from './delivery.ts';
export type { LaneOptions, LaneStatus } from './lane.ts';
