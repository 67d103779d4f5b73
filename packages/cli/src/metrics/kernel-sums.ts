/** The counters of the kernel, summed up as Falco tells them. */
import { EVENTS } from '@lanner/schema';
import { LOSS_COUNTERS } from '../run/losses.ts';
import type { RecordCounts } from '../run/messages.ts';
import type { Snapshot } from './snapshot.ts';

export function kernelEvents(snapshot: Snapshot): number {
  return sumOf(snapshot, (counts) => counts.sent) + kernelDrops(snapshot);
}

export function kernelDrops(snapshot: Snapshot): number {
  return sumOf(snapshot, (counts) => LOSS_COUNTERS.reduce((sum, counter) => sum + counts[counter], 0));
}

export function sumOf({ engine }: Snapshot, value: (counts: RecordCounts) => number): number {
  let sum = 0;
  for (const counts of engine?.counters.values() ?? []) sum += value(counts);
  return sum;
}

/** The kinds that Falco tells apart, by the event types of each; the last has all others. */
export const DROP_KINDS: readonly (readonly [kind: string, types: RegExp])[] = [
  ['clone_fork', /^(?:clone3?|v?fork)$/],
  ['execve', /^execve/],
  ['connect', /^connect$/],
  ['open', /^(?:open|creat)/],
  ['dir_file', /^(?:unlink|rmdir|mkdir|rename|link|symlink|f?ch(?:mod|own|dir)|lchown)/],
  ['proc', /^procexit$/],
  ['other_interest', /(?:)/],
];

/** @param type an event type. Its kind in Falco's counters of drops. */
export function dropKindOf(type: string): string {
  return DROP_KINDS.find(([, types]) => types.test(type))?.[0] ?? '';
}

const KIND_OF: ReadonlyMap<string, string> = new Map(EVENTS.map(({ name }) => [name, dropKindOf(name)]));

/** How many events are missing for want of room, by kind. */
export function bufferDrops({ engine }: Snapshot): ReadonlyMap<string, number> {
  const drops = new Map(DROP_KINDS.map(([kind]) => [kind, 0]));
  for (const [type, { ring_full: full }] of engine?.counters ?? []) {
    const kind = KIND_OF.get(type) ?? 'other_interest';
    drops.set(kind, (drops.get(kind) ?? 0) + full);
  }
  return drops;
}
