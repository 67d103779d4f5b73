/**
 * All measurements, one after the other: `npm run bench`, as root, on a machine that is otherwise at rest. With `load` as
 * argument only those of loading rules, which are shown and written nowhere.
 */
import { measureJudgement } from './judgement.ts';
import { measureLoad } from './load.ts';
import { measureLatency, measureMemory, measureStart } from './live.ts';
import { resultsOf, write } from './report.ts';
import { SLOWDOWN_STEPS } from './slowdown.ts';
import { build } from './support.ts';
import type { Measurement } from './support.ts';

type Step = () => Measurement | Measurement[] | Promise<Measurement | Measurement[]>;

const STEPS: readonly Step[] = [
  measureLatency,
  measureStart,
  measureMemory,
  measureJudgement,
  ...SLOWDOWN_STEPS,
  measureLoad,
];

const onlyLoad = process.argv[2] === 'load';
const started = performance.now();
if (!onlyLoad) build();
const measurements: Measurement[] = [];
for (const step of onlyLoad ? [measureLoad] : STEPS) {
  const before = performance.now();
  const found = [await step()].flat();
  process.stdout.write(`${((performance.now() - before) / 1000).toFixed(1)} s\n`);
  for (const one of found) {
    measurements.push(one);
    const ratio = one.ratio === undefined ? '' : `  (${one.ratio.toFixed(2)} × without)`;
    process.stdout.write(
      `  ${one.value.toPrecision(4)} ${one.unit}  ${one.name}${ratio}  ${JSON.stringify(one.detail)}\n`,
    );
  }
  // After each step: a run that is interrupted leaves what it has found.
  if (!onlyLoad) write(resultsOf(measurements, (performance.now() - started) / 1000));
}
