import type { Content } from '../../messages/index.ts';
import { jsonLines } from '../ndjson.ts';

/** Logz.io takes 500,000 bytes a line and 10 MB a request, and cuts fields of more than 32,700 characters. */
const MAX_LINE = 100_000;
export const LOGZIO_BATCH = 90;

export function logzioBody(contents: readonly Content[]): string {
  return jsonLines(contents, MAX_LINE, ({ timeMs, rule }) => ({
    '@timestamp': JSON.stringify(new Date(timeMs).toISOString()),
    message: JSON.stringify(rule),
  }));
}
