/** Runs cases in a thread of its own, so that one that hangs or exhausts its memory can be told from outside. */
import { parentPort, workerData } from 'node:worker_threads';
import { fullCorpus, ownCorpus } from './corpus.ts';
import { runCase, type Finding, type Run } from './execute.ts';
import { snapshotGlobals } from './globals.ts';
import { shrink } from './shrink.ts';

export interface WorkerInput {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  readonly corpus: 'own' | 'full';
  /** Holds the number of the case that is being run. */
  readonly current: Int32Array;
}

export type FromWorker =
  | { readonly kind: 'ready'; readonly corpus: number }
  | { readonly kind: 'runs'; readonly runs: readonly Omit<Run, 'finding'>[]; readonly next: number }
  | { readonly kind: 'finding'; readonly finding: Finding }
  | { readonly kind: 'done' };

const BATCH = 100;

const port = parentPort;
if (port === null) throw new Error('cases are run in a worker thread');
const post = (message: FromWorker): void => port.postMessage(message);

const input = workerData as WorkerInput;
const corpus = input.corpus === 'own' ? ownCorpus() : fullCorpus();
const globals = snapshotGlobals();
post({ kind: 'ready', corpus: corpus.length });
let runs: Omit<Run, 'finding'>[] = [];
for (let number = input.from; number < input.to; number++) {
  Atomics.store(input.current, 0, number);
  const { finding, ...run } = runCase(corpus, input.seed, number, globals);
  runs.push(run);
  if (finding !== undefined) {
    const files = finding.kind === 'slow' || finding.kind === 'changed global' ? finding.files : shrink(finding);
    post({ kind: 'finding', finding: { ...finding, files } });
  }
  if (runs.length === BATCH || number === input.to - 1) {
    post({ kind: 'runs', runs, next: number + 1 });
    runs = [];
  }
}
post({ kind: 'done' });
