/**
 * All measurements, one after the other: `npm run bench`, as root, on a machine that is otherwise at rest. With an argument
 * only some of them, which are shown and written nowhere: `load` (of rules), `delivery`, `slowdown`, `flood`; `slowdown TEXT` measures
 * the workloads whose names have the text in them. `hour SECONDS` is a long
 * mixed load; it is kept in bench/long.json and shown with the others from then on.
 */
import { writeFileSync } from 'node:fs';
import { measureDelivery } from './delivery.ts';
import { measureJudgement } from './judgement.ts';
import { measureLoad } from './load.ts';
import { measureLatency, measureMemory, measureStart } from './live.ts';
import { measureFlood, measureLong } from './long.ts';
import { LONG_RESULT, resultsOf, write } from './report.ts';
import { slowdownSteps } from './slowdown.ts';
import { build } from './support.ts';
import type { Measurement } from './support.ts';

type Step = () => Measurement | Measurement[] | Promise<Measurement | Measurement[]>;

const HOUR = 3600;

async function keepLong(): Promise<Measurement> {
  const found = await measureLong(Number(process.argv[3] ?? HOUR));
  writeFileSync(LONG_RESULT, `${JSON.stringify({ date: new Date().toISOString(), ...found }, undefined, 2)}\n`);
  return found;
}

const ALL: readonly Step[] = [
  measureLatency,
  measureStart,
  measureMemory,
  measureJudgement,
  measureDelivery,
  ...slowdownSteps(),
  measureFlood,
  measureLoad,
];

const PARTS: Readonly<Record<string, readonly Step[]>> = {
  load: [measureLoad],
  delivery: [measureDelivery],
  slowdown: slowdownSteps(process.argv[3]),
  flood: [measureFlood],
  hour: [keepLong],
};

const [, , part] = process.argv;
const steps = part === undefined ? ALL : PARTS[part];
if (steps === undefined) throw new Error(`there is no part ${part}; there are ${Object.keys(PARTS).join(', ')}`);
const started = performance.now();
build();
const measurements: Measurement[] = [];
for (const step of steps) {
  const before = performance.now();
  const found = [await step()].flat();
  process.stdout.write(`${((performance.now() - before) / 1000).toFixed(1)} s\n`);
  for (const one of found) {
    measurements.push(one);
    const compared = [
      one.ratio === undefined ? [] : `${one.ratio.toFixed(2)} × without`,
      one.timesFloor === undefined ? [] : `${one.timesFloor.toFixed(2)} × floor`,
      one.engineCpu === undefined ? [] : `CPU ${one.engineCpu.toFixed(1)} %`,
    ].flat();
    const ratio = compared.length === 0 ? '' : `  (${compared.join(', ')})`;
    process.stdout.write(
      `  ${one.value.toPrecision(4)} ${one.unit}  ${one.name}${ratio}  ${JSON.stringify(one.detail)}\n`,
    );
  }
  // After each step: a run that is interrupted leaves what it has found.
  if (part === undefined) write(resultsOf(measurements, (performance.now() - started) / 1000));
}
