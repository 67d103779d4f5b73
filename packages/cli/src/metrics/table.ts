/** All metrics: the page for Prometheus is made from this table, and docs/metrics.md too. */
import { FALCO_ROWS } from './falco-rows.ts';
import type { Family } from './family.ts';
import { LANNER_ROWS } from './lanner-rows.ts';
import type { MetricGroup, MetricRow } from './row.ts';
import type { Snapshot } from './snapshot.ts';

export const METRIC_ROWS: readonly MetricRow[] = [...LANNER_ROWS, ...FALCO_ROWS];

/** @param isOn which groups the configuration has turned on */
export function familiesOf(snapshot: Snapshot, isOn: (group: MetricGroup) => boolean): readonly Family[] {
  return METRIC_ROWS.filter(({ group }) => group === undefined || isOn(group)).map(({ name, type, help, read }) => ({
    name,
    type,
    help: `${help}.`,
    samples: read(snapshot),
  }));
}
