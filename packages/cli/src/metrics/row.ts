/** The shape of the table of metrics: the page for Prometheus and docs/metrics.md are made from it. */
import type { Labels, Sample } from './family.ts';
import type { MetricsOptions } from './options.ts';
import type { Snapshot } from './snapshot.ts';

export interface MetricRow {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  /** One sentence, without a full stop inside. */
  readonly help: string;
  /** What each label says; those that only some samples have, too. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The key of the configuration that turns it off; without one it is always there. */
  readonly group?: MetricGroup;
  read(snapshot: Snapshot): readonly Sample[];
}

/** The keys below `metrics` that turn some of them on and off. */
export type MetricGroup = Extract<keyof MetricsOptions, `${string}_enabled`>;

/** The one sample of a metric without labels. */
export function one(value: number | undefined): readonly Sample[] {
  return value === undefined ? [] : [{ labels: {}, value }];
}

export function sample(labels: Labels, value: number): Sample {
  return { labels, value };
}
