/** What is measured, as plain data: what a page of metrics, an alert or a table is made from. */

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/** All samples of one metric. */
export interface Family {
  /** As it is exposed, with `_total` behind counters. */
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly samples: readonly Sample[];
}
