import type { DeliveredAlert } from '../contract/channel.ts';

/** The lines of a batch, each with its line feed. */
export function joinLines(batch: readonly DeliveredAlert[]): string {
  return batch.map(({ line }) => `${line}\n`).join('');
}
