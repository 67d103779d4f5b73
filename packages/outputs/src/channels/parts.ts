/** Batches that a receiver takes only in several requests: it bounds how much there may be in one. */
import type { HttpRequest } from '../http/index.ts';

/** One request of several for a batch. */
export interface Part {
  readonly request: HttpRequest;
  /** How many alerts it is for: those that follow the alerts of the part before. */
  readonly alerts: number;
}

export interface PartLimits<Entry> {
  /** The most entries of a request. */
  readonly entries: number;
  /** The most bytes of the entries of a request. An entry of its own may have more: that is not for parts to cut. */
  readonly bytes: number;
  /** What an entry counts for. */
  bytesOf(entry: Entry): number;
  /** Whether an entry may be in one request with those before it. Default: yes. */
  goesWith?(entry: Entry, others: readonly Entry[]): boolean;
}

/** As few requests as the limits allow, each for entries that follow each other. An entry is what an alert becomes. */
export function partsOf<Entry>(
  entries: readonly Entry[],
  limits: PartLimits<Entry>,
  request: (entries: readonly Entry[]) => HttpRequest,
): Part[] {
  const runs: Entry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = limits.bytesOf(entry);
    const run = runs.at(-1);
    const fits =
      run !== undefined &&
      run.length < limits.entries &&
      bytes + size <= limits.bytes &&
      (limits.goesWith?.(entry, run) ?? true);
    if (fits) run.push(entry);
    else runs.push([entry]);
    bytes = fits ? bytes + size : size;
  }
  return runs.map((run) => ({ request: request(run), alerts: run.length }));
}
