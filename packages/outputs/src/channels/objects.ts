/** What stores of objects are given: files of alerts as lines of JSON. */
import type { Content } from '../messages/index.ts';
import { jsonLines } from './ndjson.ts';

export const OBJECT_OPTIONS = {
  prefix: { type: 'text', default: '', description: 'What the names of objects begin with, such as `lanner/`.' },
  compress: { type: 'boolean', default: true, description: 'Whether objects are compressed with gzip.' },
} as const;

/** An object is made of what there is after so long, or when there are so many. */
export const OBJECT_WAIT_MS = 10_000;
export const OBJECT_ALERTS = 1000;

export interface AlertsObject {
  readonly name: string;
  readonly body: string;
  readonly gzip: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** By day and time of its first alert, whose id no other object has: `PREFIX2026-11-24/20-15-03.123-HOST-ID.ndjson.gz`. */
export function objectOfAlerts(
  contents: readonly Content[],
  options: { readonly prefix: string; readonly compress: boolean; readonly max_size: number },
  hostname: string,
): AlertsObject {
  const [first] = contents;
  if (first === undefined) throw new Error('a batch without alerts');
  const time = new Date(first.timeMs).toISOString().slice(0, -1);
  const host = hostname.replace(/[^\w.-]/g, '_').slice(0, 64);
  const file = `${time.replace('T', '/').replaceAll(':', '-')}-${host}-${first.id}.ndjson`;
  return {
    name: `${options.prefix}${file}${options.compress ? '.gz' : ''}`,
    body: jsonLines(contents, options.max_size),
    gzip: options.compress,
    headers: { 'Content-Type': 'application/x-ndjson' },
  };
}
