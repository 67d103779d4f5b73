/** What the kernel saw and sent since the start: of an event type, and of the types of a rule. */
import type { RecordCounts } from '../run/messages.ts';
import type { RuleIdentity, Snapshot } from './snapshot.ts';

export interface KernelWork {
  /** Events in the kernel, in scope. */
  readonly seen: number;
  /** Of these, from the kernel to the engine; the rest stayed there, as no rule could match it, or was lost. */
  readonly sent: number;
}

export function kernelWorkOf(counts: RecordCounts): KernelWork {
  return { seen: counts.sent + counts.filtered + counts.ring_full + counts.too_large, sent: counts.sent };
}

/** Of all types that the rule can match. */
export function kernelWorkOfRule({ eventTypes }: RuleIdentity, { engine }: Snapshot): KernelWork {
  let seen = 0;
  let sent = 0;
  for (const type of eventTypes ?? engine?.byEventType.keys() ?? []) {
    const counts = engine?.counters.get(type);
    if (counts === undefined) continue;
    const work = kernelWorkOf(counts);
    seen += work.seen;
    sent += work.sent;
  }
  return { seen, sent };
}
