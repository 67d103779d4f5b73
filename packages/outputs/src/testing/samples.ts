/** Alerts for tests. */
import type { Alert } from '@lanner/engine';

/** An alert that names its number. */
export function sampleAlert(number: number, given: Partial<Alert> = {}): Alert {
  return {
    time: 1_700_000_000_000_000_000n + BigInt(number),
    rule: 'Sample',
    priority: 'Notice',
    source: 'syscall',
    hostname: 'box',
    tags: ['t'],
    message: `number ${number}`,
    fields: [['n', number]],
    ...given,
  };
}

/** The number that `sampleAlert` was given. */
export function numberOf(alert: Alert): number {
  return Number(alert.fields[0]?.[1]);
}
