/** Many cases, watched: a case that hangs or takes its thread down becomes a finding, and the next one is run. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Finding, Run } from './execute.ts';
import type { FromWorker, WorkerInput } from './worker.ts';

/** A case that is not done after this is taken for one that never ends. */
const HANG_MS = 120_000;
const HEAP_MIB = 768;

export interface CampaignOptions {
  readonly seed: number;
  /** The number of the first case. */
  readonly from: number;
  readonly runs: number;
  /** No case is begun after this. */
  readonly seconds?: number;
  readonly corpus: 'own' | 'full';
  readonly onFinding?: (finding: Finding) => void;
}

export interface Summary {
  readonly seed: number;
  readonly from: number;
  readonly runs: number;
  readonly corpus: number;
  readonly characters: number;
  readonly seconds: number;
  readonly rules: number;
  readonly errors: number;
  readonly warnings: number;
  /** Runs whose rule files had no error. */
  readonly clean: number;
  readonly slowestMs: number;
  readonly by: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
}

interface Totals {
  runs: number;
  corpus: number;
  characters: number;
  rules: number;
  errors: number;
  warnings: number;
  clean: number;
  slowestMs: number;
  readonly by: Record<string, number>;
  readonly findings: Finding[];
}

export async function campaign(options: CampaignOptions): Promise<Summary> {
  const start = performance.now();
  const deadline = start + (options.seconds ?? Infinity) * 1000;
  const totals: Totals = {
    runs: 0,
    corpus: 0,
    characters: 0,
    rules: 0,
    errors: 0,
    warnings: 0,
    clean: 0,
    slowestMs: 0,
    by: {},
    findings: [],
  };
  const to = options.from + options.runs;
  let next = options.from;
  while (next < to && performance.now() < deadline) next = await oneWorker(options, next, to, deadline, totals);
  const { seed, from } = options;
  return { seed, from, ...totals, seconds: (performance.now() - start) / 1000 };
}

/** Runs cases until all are done, time is up, or one ends the worker. @returns the case to go on with */
async function oneWorker(
  options: CampaignOptions,
  from: number,
  to: number,
  deadline: number,
  totals: Totals,
): Promise<number> {
  const current = new Int32Array(new SharedArrayBuffer(4)).fill(from);
  const input: WorkerInput = { seed: options.seed, from, to, corpus: options.corpus, current };
  const worker = new Worker(new URL('worker.ts', import.meta.url), {
    workerData: input,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
  });
  let next = from;
  let end: string | undefined;
  let seen = -1;
  let since = performance.now();
  const watch = setInterval(() => {
    const number = Atomics.load(current, 0);
    if (number !== seen) {
      seen = number;
      since = performance.now();
    } else if (performance.now() - since > HANG_MS) {
      end ??= 'hang';
      void worker.terminate();
    }
    if (performance.now() > deadline) {
      end ??= 'time';
      void worker.terminate();
    }
  }, 500);
  worker.on('message', (message: FromWorker) => {
    if (message.kind === 'ready') totals.corpus = message.corpus;
    if (message.kind === 'done') end = 'done';
    if (message.kind === 'finding') found(options, totals, message.finding);
    if (message.kind === 'runs') {
      next = message.next;
      for (const run of message.runs) add(totals, run);
    }
  });
  worker.on('error', (error) => (end ??= `worker: ${error.message}`));
  await once(worker, 'exit');
  clearInterval(watch);
  if (end === 'done' || end === 'time') return end === 'done' ? to : next;
  const number = Atomics.load(current, 0);
  const kind = end ?? 'worker ended';
  found(options, totals, { seed: options.seed, number, by: 'bytes', kind, message: kind, files: [] });
  return number + 1;
}

function found(options: CampaignOptions, totals: Totals, finding: Finding): void {
  totals.findings.push(finding);
  options.onFinding?.(finding);
}

function add(totals: Totals, run: Omit<Run, 'finding'>): void {
  totals.runs++;
  totals.characters += run.characters;
  totals.rules += run.rules;
  totals.errors += run.errors;
  totals.warnings += run.warnings;
  if (run.errors === 0) totals.clean++;
  totals.slowestMs = Math.max(totals.slowestMs, run.milliseconds);
  totals.by[run.by] = (totals.by[run.by] ?? 0) + 1;
}
