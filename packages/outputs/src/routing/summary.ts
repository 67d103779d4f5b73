/** What is sent for the alerts that were held back in a window. */
import { decodeAlert } from '../log/codec.ts';
import type { AddressedAlert } from '../log/addressed.ts';
import type { Window } from './window.ts';

/**
 * One alert, for one channel, which tells them all; `undefined` if none was held. A group of one is that alert itself.
 * Otherwise it has the rule, the priority and the fields of the most severe of a group, or else of the first, and says
 * in its text and below `lanner.held` for how many it stands.
 *
 * @param until when the window ends, milliseconds since the epoch
 */
export function summaryOf(window: Window, channel: string, until: number): AddressedAlert | undefined {
  if (window.held === 0 || window.sample === undefined) return undefined;
  const sample = decodeAlert(window.sample);
  if (window.kind === 'grouped' && window.held === 1) return { ...sample, only: channel };
  const seconds = Math.max(1, Math.round((until - window.opened) / 1000));
  const { context = { ancestry: [], notes: [] } } = sample;
  return {
    ...sample,
    time: BigInt(window.last ?? sample.time),
    message: `${headOf(window, seconds)}: ${sample.message}`,
    context: {
      ...context,
      held: { alerts: window.held, by: window.by, reason: window.kind, rules: window.rules, seconds },
    },
    only: channel,
  };
}

function headOf({ kind, held, by, rules }: Window, seconds: number): string {
  const time = durationText(seconds);
  switch (kind) {
    case 'throttled':
    case 'repeated':
      return `${held} more like this in ${time}`;
    case 'grouped':
      return `${held} alerts in ${time} (${rulesText(rules)}), such as`;
    case 'inhibited':
      return `${held} ${held === 1 ? 'alert' : 'alerts'} held back in ${time} by ${by} (${rulesText(rules)}), such as`;
  }
}

function rulesText(rules: Readonly<Record<string, number>>): string {
  return Object.entries(rules)
    .toSorted(([, a], [, b]) => b - a)
    .map(([rule, count]) => `${count} × ${rule}`)
    .join(', ');
}

/** `45 s`, `60 s`, `5 min`, `4 h`: the largest unit of which it is a whole number, from two minutes on. */
export function durationText(seconds: number): string {
  if (seconds >= 7200 && seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds >= 120 && seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
