import type { DeliveredAlert } from '../contract/channel.ts';

/** The lines of a batch, each with its line feed, as UTF-8. */
export function joinLines(batch: readonly DeliveredAlert[]): Buffer {
  return Buffer.concat(batch.map(({ lineBytes }) => lineBytes));
}
