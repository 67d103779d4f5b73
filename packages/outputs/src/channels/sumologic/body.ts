import type { Content } from '../../messages/index.ts';
import { jsonLines } from '../ndjson.ts';

/** Sumo Logic splits messages of more than 64 KB, and wants 100 KB to 1 MB a request. */
const MAX_LINE = 60_000;
export const SUMOLOGIC_BATCH = 16;

export function sumologicBody(contents: readonly Content[]): string {
  return jsonLines(contents, MAX_LINE);
}
