import type { Content } from '../../messages/index.ts';
import { jsonLines } from '../ndjson.ts';

/** Quickwit takes 10 MB a request. */
const MAX_LINE = 40_000;
export const QUICKWIT_BATCH = 200;

/** Documents with their identifier and their time in nanoseconds. */
export function quickwitBody(contents: readonly Content[]): string {
  return jsonLines(contents, MAX_LINE, ({ id, alert }) => ({
    uuid: JSON.stringify(id),
    timestamp: alert.time.toString(),
  }));
}
