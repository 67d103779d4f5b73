/** All that metrics are made from, as plain data at one moment. */
import type { Priority } from '@lanner/language';
import type { DeliveryStatus } from '@lanner/outputs/delivery';
import type { EngineCounts } from '../run/messages.ts';
import type { Usage } from './usage.ts';

/** What does not change while Lanner runs with one configuration. */
export interface Identity {
  readonly version: string;
  readonly ruleEngine: string;
  readonly node: string;
  readonly hostname: string;
  readonly kernelRelease: string;
  readonly cpus: number;
  /** ms since the epoch. */
  readonly startTime: number;
  readonly bootTime: number;
  readonly ruleFiles: readonly FileSum[];
  readonly configFiles: readonly FileSum[];
}

export interface FileSum {
  /** Without its directory, as Falco has it. */
  readonly name: string;
  /** Of its content, hexadecimal. */
  readonly sha256: string;
}

export interface RuleIdentity {
  readonly name: string;
  readonly priority: Priority;
  readonly source: string;
  readonly tags: readonly string[];
  readonly enabled: boolean;
  /** Those that it can match; undefined: all. */
  readonly eventTypes: ReadonlySet<string> | undefined;
}

export interface Snapshot {
  /** ms since the epoch. */
  readonly time: number;
  readonly identity: Identity;
  /** When the rules in force were loaded, ms since the epoch. */
  readonly rulesTime: number;
  readonly rules: readonly RuleIdentity[];
  /** Undefined before the engine has said anything. */
  readonly engine: EngineCounts | undefined;
  readonly delivery: DeliveryStatus;
  readonly usage: Usage;
}
