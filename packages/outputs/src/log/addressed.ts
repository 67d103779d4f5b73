/** Alerts in the log that are for one channel alone: summaries of what was held back from it. */
import type { Alert } from '@lanner/engine/runtime';

export interface AddressedAlert extends Alert {
  /** The name of the channel. It is in no form in which the alert leaves. */
  readonly only: string;
}

/** The channel that an alert is meant for alone; `undefined`: it is for all. */
export function addresseeOf(alert: Alert): string | undefined {
  return 'only' in alert && typeof alert.only === 'string' ? alert.only : undefined;
}
