/**
 * What the probe and the programs that are compiled from rules agree on. A handler leaves its finished record in the
 * scratch buffer of its processor; from there the programs of one array, `stages`, call each other, and the last one
 * sends the record or drops it.
 */
import { isPathParam } from './events.ts';
import type { EventDef } from './events.ts';
import { offsetOf, recordLayout } from './layout.ts';

/** Record types are below this; a power of two. */
export const RECORD_LIMIT = 128;

/** Keys of `stages`; type 0 does not exist, which leaves room for the two programs that all types share. */
export const STAGE_SEND = 0;
export const STAGE_VIEWS: number = RECORD_LIMIT;
export const STAGES: number = 2 * RECORD_LIMIT;

/** What a record says by itself, before its paths are looked at. */
export function firstStage(type: number): number {
  return type;
}

/** With the views of the paths. */
export function secondStage(type: number): number {
  return RECORD_LIMIT + type;
}

/** Paths of an event that have views. */
export const VIEWED_PATHS = 2;

/** Offsets in the scratch buffer. Texts of views are given by offset in it, too. */
export interface ScratchLayout {
  /** u32: VIEWS_* bits */
  readonly views: number;
  /** Of the first path: offset and length of its lexical view, then of its real view (0, 0: none); u32 each. */
  readonly view: number;
  readonly viewSize: number;
  /** Where the record begins. */
  readonly data: number;
  readonly size: number;
}

const VIEW = 16;
const VIEW_SIZE = 16;
/** What lies between: the state of the folding of paths, the arguments of the call, the state of the walk, and room for paths. */
const DATA: number = VIEW + VIEWED_PATHS * VIEW_SIZE + 16 + 128 + 56 + 24 + 8192;

export const SCRATCH: ScratchLayout = {
  views: 12,
  view: VIEW,
  viewSize: VIEW_SIZE,
  data: DATA,
  size: DATA + 57344 + 4096,
};

/** Some path could not be resolved here: the record has to be judged by those who can. */
export const VIEWS_UNKNOWN = 1;
/** Some path has a real view that differs from its lexical one. */
export const VIEWS_DIFFER = 2;
/** The views were found when the record was made. */
export const VIEWS_KNOWN = 4;

/** Longer paths are not looked at by filters. */
export const VIEW_MAX = 512;

/** Offsets in the record of the path parameters of an event, at most as many as have views. */
export function viewedPaths(event: EventDef): readonly number[] {
  const layout = recordLayout(event.name);
  return event.params
    .filter(isPathParam)
    .slice(0, VIEWED_PATHS)
    .map((param) => offsetOf(layout, param.name));
}
