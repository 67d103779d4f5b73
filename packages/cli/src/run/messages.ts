/** What the engine thread and the main thread say to each other. */
import type { Refusal, Scope } from '@lanner/capture';
import type { ContainerIdentity, ContainerMetadata, KubernetesUpdate, RuntimeEvent } from '@lanner/context';
import type { Alert } from '@lanner/engine/runtime';
import type { Condition } from '@lanner/language';
import type { Counter, RecordFilter } from '@lanner/schema';
import type { RulebookInput } from './rulebook.ts';
import type { Work } from './tally.ts';
import type { WaitingCounts } from './waiting-room.ts';

export interface EngineInput {
  readonly rulebook: RulebookInput;
  readonly scope: Scope;
  /** Whether rules are compiled into the kernel, too. */
  readonly kernelFilter: boolean;
  readonly hostname: string;
  /** How long an event waits for what is still to be learned of its container, ms. */
  readonly containerWait: number;
  /** Whether somebody follows the API server of Kubernetes. */
  readonly kubernetes: boolean;
}

/** Counts of one record type. */
export type RecordCounts = Readonly<Record<Counter, number>>;

/** What the engine thread has counted since its start, and holds now. */
export interface EngineCounts {
  readonly judged: number;
  readonly matched: number;
  readonly byEventType: ReadonlyMap<string, Work>;
  readonly byRule: ReadonlyMap<string, Work>;
  readonly matchedByRule: ReadonlyMap<string, number>;
  readonly waits: WaitingCounts;
  /** Events that wait now. */
  readonly waiting: number;
  readonly processes: number;
  /** What runtimes have told of containers in scope. */
  readonly containerEvents: Readonly<Record<RuntimeEvent['what'], number>>;
  /** Processor time of the thread. */
  readonly cpuSeconds: number;
  /** Of the kernel, by record type. */
  readonly counters: ReadonlyMap<string, RecordCounts>;
}

export type FromEngine =
  | {
      readonly kind: 'ready';
      readonly processes: number;
      readonly eventTypes: number;
    }
  /** Of so many event types the kernel sends from now on only what some rule may match. */
  | { readonly kind: 'filtered'; readonly filtered: number; readonly refusals: readonly Refusal[] }
  /** Other rules are in force, in the kernel too. */
  | {
      readonly kind: 'reloaded';
      readonly eventTypes: number;
      readonly filtered: number;
      readonly refusals: readonly Refusal[];
    }
  /** The rules before are still in force. */
  | { readonly kind: 'kept'; readonly reason: string }
  | { readonly kind: 'alerts'; readonly alerts: readonly Alert[] }
  /** Containers of which the engine knows nothing yet. */
  | { readonly kind: 'wanted'; readonly containers: readonly ContainerIdentity[] }
  | { readonly kind: 'failed'; readonly message: string }
  /** Once a second. */
  | { readonly kind: 'counts'; readonly counts: EngineCounts }
  | { readonly kind: 'done'; readonly summary: EngineCounts };

/** What rules have been compiled to for the kernel. */
export interface MadeFilters {
  readonly filters: readonly RecordFilter[];
  /** What they ask of processes, in the order of the bits. */
  readonly processConditions: readonly Condition[];
}

export type ToEngine =
  | { readonly kind: 'stop' }
  | { readonly kind: 'filters'; readonly made: MadeFilters }
  /** Other rules, and what they have been compiled to for the kernel. */
  | { readonly kind: 'reload'; readonly rulebook: RulebookInput; readonly made: MadeFilters }
  /** What runtimes have told: containers, ids that none of them knows, ids that are no more, and what has happened. */
  | {
      readonly kind: 'containers';
      readonly found: readonly ContainerMetadata[];
      readonly unknown: readonly string[];
      readonly gone: readonly string[];
      readonly events: readonly RuntimeEvent[];
    }
  | { readonly kind: 'kubernetes'; readonly update: KubernetesUpdate };
