/** What was lost since the last look, as an alert. */
import type { Alert } from '@lanner/engine/runtime';
import type { Counter } from '@lanner/schema';
import type { RecordCounts } from './messages.ts';

/** Whole events that are missing, and events of which a part is missing. */
export const LOSS_COUNTERS: readonly Counter[] = ['ring_full', 'too_large', 'table_full', 'no_handler'];
export const CUT_COUNTERS: readonly Counter[] = ['truncated_path', 'truncated_args', 'truncated_env', 'unreadable'];
/** Long command lines and environments are nothing to be told of each time. */
const TOLD: readonly Counter[] = [...LOSS_COUNTERS, 'truncated_path', 'unreadable'];

export type Counters = ReadonlyMap<string, RecordCounts>;

/** @returns undefined if nothing was lost between the two looks */
export function lossAlert(before: Counters, now: Counters, time: bigint, hostname: string): Alert | undefined {
  const grown: (readonly [key: string, by: number])[] = [];
  let lost = 0;
  let cut = 0;
  for (const [type, counts] of now) {
    for (const counter of TOLD) {
      const by = counts[counter] - (before.get(type)?.[counter] ?? 0);
      if (by <= 0) continue;
      grown.push([`${type}.${counter}`, by]);
      if (LOSS_COUNTERS.includes(counter)) lost += by;
      else cut += by;
    }
  }
  if (grown.length === 0) return undefined;
  const detail = grown.map(([key, by]) => `${key}=${by}`).join(' ');
  return {
    time,
    rule: 'Lanner internal: event loss',
    priority: lost > 0 ? 'Warning' : 'Notice',
    source: 'internal',
    hostname,
    tags: [],
    message: `Events were lost or cut | n_lost=${lost} n_cut=${cut} ${detail}`,
    fields: [['n_lost', lost], ['n_cut', cut], ...grown],
  };
}
