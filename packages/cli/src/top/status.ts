/** What a running engine tells `lanner top`: plain data, the JSON of its socket. */
import { kernelWorkOf, kernelWorkOfRule } from '../metrics/kernel-work.ts';
import type { KernelWork } from '../metrics/kernel-work.ts';
import type { Snapshot } from '../metrics/snapshot.ts';
import { LOSS_COUNTERS } from '../run/losses.ts';

/** Since the start. */
export interface EventWork extends KernelWork {
  readonly judged: number;
  /** Of an event type: events that raised an alert; of a rule: its alerts. */
  readonly matched: number;
  /** Estimated time of judging, seconds. */
  readonly seconds: number;
}

export interface NamedWork extends EventWork {
  readonly name: string;
}

export interface Status {
  /** ms since the epoch. */
  readonly time: number;
  readonly pid: number;
  readonly version: string;
  readonly upSeconds: number;
  /** Processor time of the whole process, and of the engine's thread. */
  readonly cpuSeconds: number;
  readonly engineSeconds: number;
  readonly residentBytes: number;
  /** Processes that are remembered. */
  readonly processes: number;
  /** Events that wait for metadata of their container. */
  readonly waiting: number;
  readonly losses: readonly { readonly eventType: string; readonly cause: string; readonly count: number }[];
  readonly eventTypes: readonly NamedWork[];
  /** Those that are on. `seen` and `sent`: events of the types that the rule can match. */
  readonly rules: readonly (NamedWork & { readonly priority: string })[];
}

const NS = 1e9;
const NOTHING: KernelWork = { seen: 0, sent: 0 };

export function statusOf(snapshot: Snapshot, pid: number): Status {
  const { engine, usage, time, identity, rules } = snapshot;
  const kernel = new Map(Array.from(engine?.counters ?? [], ([name, counts]) => [name, kernelWorkOf(counts)]));
  const work = (one: { judged: number; matched: number; ns: number } | undefined) => {
    return { judged: one?.judged ?? 0, matched: one?.matched ?? 0, seconds: (one?.ns ?? 0) / NS };
  };
  return {
    time,
    pid,
    version: identity.version,
    upSeconds: usage.upSeconds,
    cpuSeconds: usage.cpuSeconds,
    engineSeconds: engine?.cpuSeconds ?? 0,
    residentBytes: usage.residentBytes,
    processes: engine?.processes ?? 0,
    waiting: engine?.waiting ?? 0,
    losses: Array.from(engine?.counters ?? [], ([eventType, counts]) =>
      LOSS_COUNTERS.filter((cause) => counts[cause] > 0).map((cause) => ({ eventType, cause, count: counts[cause] })),
    ).flat(),
    eventTypes: Array.from(new Set([...kernel.keys(), ...(engine?.byEventType.keys() ?? [])]), (name) => ({
      name,
      ...(kernel.get(name) ?? NOTHING),
      ...work(engine?.byEventType.get(name)),
    })).filter(({ seen, judged }) => seen + judged > 0),
    rules: rules
      .filter(({ enabled }) => enabled)
      .map((rule) => ({
        name: rule.name,
        priority: rule.priority,
        ...kernelWorkOfRule(rule, snapshot),
        ...work(engine?.byRule.get(rule.name)),
      })),
  };
}
