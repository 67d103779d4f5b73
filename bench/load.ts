/** From the start of a process to rules that can be judged, and what thousands of rules cost. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundle } from '../scripts/bundle.ts';
import { measureOpens, READ } from './judgement.ts';
import { manyRules } from './many-rules.ts';
import type { Measurement } from './support.ts';
import { DEFAULT_RULES, LANNER, ROOT, RULES, checkedRules, median } from './support.ts';

const STARTS = 9;
const MANY = 5000;
const NODE = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
/** As in bin/lanner. */
const FLAGS = ['--max-semi-space-size=2'];

/** What `lanner run` does with rules before the first event; bundled and with a cache of compiled code, as it is. */
const READY = `
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { loadRules } from '@lanner/language';
import { RuleEngine } from '@lanner/engine';
import { LIVE_BINDING } from '@lanner/context';
import { EVENTS } from '@lanner/schema';
const path = process.argv[2];
const names = statSync(path).isDirectory()
  ? readdirSync(path).filter((name) => /[.]ya?ml$/.test(name) && !/[.]test[.]/.test(name)).sort().map((name) => path + '/' + name)
  : [path];
const files = names.map((name) => ({ name, text: readFileSync(name, 'utf8') }));
const start = performance.now();
const { rules, diagnostics } = loadRules(files);
const loaded = performance.now();
const engine = new RuleEngine(rules, LIVE_BINDING, EVENTS.map(({ name }) => name));
const ready = performance.now();
const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
const { rss } = process.memoryUsage();
console.log(JSON.stringify({ rules: rules.length, errors, load: loaded - start, compile: ready - loaded, rss, types: engine.wantedEventTypes().size }));
`;

interface Ready {
  readonly rules: number;
  readonly errors: number;
  readonly load: number;
  readonly compile: number;
  readonly rss: number;
}

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

function measureReady(program: string, what: string, path: string): Measurement {
  const starts: number[] = [];
  const empty: number[] = [];
  const ready: Ready[] = [];
  timed(NODE, [...FLAGS, program, path]);
  for (let round = 0; round < STARTS; round++) {
    empty.push(timed(NODE, [...FLAGS, '-e', '0']).ms);
    const { ms, output } = timed(NODE, [...FLAGS, program, path]);
    starts.push(ms);
    ready.push(JSON.parse(output) as Ready);
  }
  const [first] = ready;
  if (first === undefined || first.errors > 0) throw new Error(`the rules at ${path} have errors`);
  return {
    name: `from the start of a process to rules that can be judged: ${what}`,
    unit: 'ms',
    value: median(starts),
    how: `median of ${STARTS} starts, each after an empty one, the cache of compiled code filled; the ratio is the median of the ratios of the pairs; the end of the process included`,
    command: 'node bench/run.ts load',
    detail: {
      an_empty_start_ms: median(empty),
      times_an_empty_start: median(starts.map((ms, round) => ms / (empty[round] ?? Number.NaN))),
      of_which_loading_ms: median(ready.map(({ load }) => load)),
      compiling_ms: median(ready.map(({ compile }) => compile)),
      resident_mib: median(ready.map(({ rss }) => rss / 2 ** 20)),
      rules: first.rules,
    },
  };
}

function measureCommand(name: string, args: readonly string[], path: string): Measurement {
  const empty = timed(NODE, [...FLAGS, '-e', '0']).ms;
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
  const source = `${build}/ready.mjs`;
  writeFileSync(source, READY);
  await bundle({ ready: source }, `${build}/ready`);
  const program = `${build}/ready/ready.js`;
  const measurements = [measureReady(program, 'the rules of Lanner', DEFAULT_RULES)];
  if (RULES === DEFAULT_RULES)
    process.stderr.write("skipped: loading of Falco's public rules, which are not at hand\n");
  else measurements.push(measureReady(program, "Falco's public rules", RULES));
  measurements.push(measureReady(program, `${MANY.toLocaleString('en-US')} generated rules`, many));
  const rules = checkedRules(many);
  measurements.push(measureOpens(`for reading, ${MANY.toLocaleString('en-US')} generated rules`, READ, rules));
  measurements.push(measureCommand('lanner check', ['check'], many));
  measurements.push(measureCommand('lanner fmt', ['fmt', '--check'], many));
  measurements.push(measureCommand('lanner check --lint', ['check', '--lint'], many));
  return measurements;
}
