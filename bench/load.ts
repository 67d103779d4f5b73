/** From the start of a process to the first event that rules have judged, and what thousands of rules cost. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundle } from '../scripts/bundle.ts';
import { measureOpens, READ } from './judgement.ts';
import { manyRules } from './many-rules.ts';
import type { Ready } from './ready.ts';
import { openRecord, subject } from './records.ts';
import type { Measurement } from './support.ts';
import { DEFAULT_RULES, LANNER, NODE, NODE_FLAGS, ROOT, RULES, checkedRules, median } from './support.ts';

const STARTS = 9;
const MANY = 5000;

interface Timed {
  readonly ms: number;
  readonly output: string;
}

function timed(program: string, args: readonly string[]): Timed {
  const start = performance.now();
  const { stdout, stderr, status } = spawnSync(program, args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 28 });
  const ms = performance.now() - start;
  // 1: there are findings, or files that are not formatted
  if (status !== 0 && status !== 1) throw new Error(`${program} ${args.join(' ')} ended with ${status}:\n${stderr}`);
  return { ms, output: stdout };
}

function measureReady(program: string, record: string, what: string, path: string): Measurement {
  const starts: number[] = [];
  const empty: number[] = [];
  const emptyUser: number[] = [];
  const ready: Ready[] = [];
  timed(NODE, [...NODE_FLAGS, program, path, record]);
  for (let round = 0; round < STARTS; round++) {
    const nothing = timed(NODE, [...NODE_FLAGS, '-e', 'console.log(process.cpuUsage().user / 1000)']);
    empty.push(nothing.ms);
    emptyUser.push(Number(nothing.output));
    const { ms, output } = timed(NODE, [...NODE_FLAGS, program, path, record]);
    starts.push(ms);
    ready.push(JSON.parse(output) as Ready);
  }
  const [first] = ready;
  if (first === undefined || first.errors > 0) throw new Error(`the rules at ${path} have errors`);
  return {
    name: `from the start of a process to the first open judged: ${what}`,
    unit: 'ms',
    value: median(starts),
    how: `median of ${STARTS} starts, each after an empty one, the cache of compiled code filled; the ratio is the median of the ratios of the pairs; the end of the process included`,
    command: 'node bench/run.ts load',
    detail: {
      an_empty_start_ms: median(empty),
      times_an_empty_start: median(starts.map((ms, round) => ms / (empty[round] ?? Number.NaN))),
      of_which_loading_ms: median(ready.map(({ loading }) => loading)),
      compiling_ms: median(ready.map(({ compiling }) => compiling)),
      judging_the_first_ms: median(ready.map(({ judging }) => judging)),
      user_ms: median(ready.map(({ user }) => user)),
      times_user_of_an_empty_start: median(ready.map(({ user }, round) => user / (emptyUser[round] ?? Number.NaN))),
      resident_mib: median(ready.map(({ rss }) => rss / 2 ** 20)),
      rules: first.rules,
    },
  };
}

function measureCommand(name: string, args: readonly string[], path: string): Measurement {
  const empty = timed(NODE, [...NODE_FLAGS, '-e', '0']).ms;
  const { ms } = timed(LANNER, [...args, path]);
  return {
    name: `${name}: ${MANY.toLocaleString('en-US')} generated rules`,
    unit: 's',
    value: ms / 1000,
    how: 'one run, after an empty start',
    command: `bin/lanner ${args.join(' ')} many.yaml`,
    detail: { an_empty_start_ms: empty, times_an_empty_start: ms / empty },
  };
}

export async function measureLoad(): Promise<Measurement[]> {
  const build = fileURLToPath(new URL('build', import.meta.url));
  mkdirSync(build, { recursive: true });
  const many = `${build}/many.yaml`;
  writeFileSync(many, manyRules(MANY));
  const record = `${build}/open.record`;
  writeFileSync(record, new Uint8Array(openRecord(subject(0), 1n, 0, READ)));
  await bundle({ ready: fileURLToPath(new URL('ready.ts', import.meta.url)) }, `${build}/ready`);
  const program = `${build}/ready/ready.js`;
  const measurements = [measureReady(program, record, 'the rules of Lanner', DEFAULT_RULES)];
  if (RULES === DEFAULT_RULES)
    process.stderr.write("skipped: loading of Falco's public rules, which are not at hand\n");
  else measurements.push(measureReady(program, record, "Falco's public rules", RULES));
  measurements.push(measureReady(program, record, `${MANY.toLocaleString('en-US')} generated rules`, many));
  const rules = checkedRules(many);
  measurements.push(measureOpens(`for reading, ${MANY.toLocaleString('en-US')} generated rules`, READ, rules));
  measurements.push(measureCommand('lanner check', ['check'], many));
  measurements.push(measureCommand('lanner fmt', ['fmt', '--check'], many));
  measurements.push(measureCommand('lanner check --lint', ['check', '--lint'], many));
  return measurements;
}
