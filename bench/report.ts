/** The results as JSON and as a page. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import type { Measurement } from './support.ts';
import { DEFAULT_RULES, ROOT, RULES, describeRules } from './support.ts';

/** Where the long run is kept. */
export const LONG_RESULT: URL = new URL('long.json', import.meta.url);

export interface Results {
  readonly date: string;
  readonly machine: Readonly<Record<string, string | number>>;
  readonly rules: string;
  readonly defaultRules: string;
  readonly seconds: number;
  readonly measurements: readonly Measurement[];
}

export function resultsOf(measurements: readonly Measurement[], seconds: number): Results {
  const virtual = / hypervisor( |$)/m.test(readFileSync('/proc/cpuinfo', 'utf8'));
  return {
    date: new Date().toISOString(),
    machine: {
      commit: execFileSync('git', ['describe', '--always', '--dirty'], { cwd: ROOT, encoding: 'utf8' }).trim(),
      kernel: `Linux ${release()}`,
      cores: cpus().length,
      processor: cpus()[0]?.model.trim() ?? 'unknown',
      virtual: virtual ? 'yes' : 'no',
      memory_mib: Math.round(totalmem() / 2 ** 20),
      node: process.version,
      probe_compiled_with:
        /-mcpu=\w+/.exec(readFileSync(new URL('../probe/Makefile', import.meta.url), 'utf8'))?.[0] ?? '',
      load_at_end: Number((loadavg()[0] ?? 0).toFixed(2)),
    },
    rules: describeRules(RULES),
    defaultRules: describeRules(DEFAULT_RULES),
    seconds: Math.round(seconds),
    measurements,
  };
}

function number(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return Number(value.toPrecision(3)).toString();
}

function optional(value: number | undefined): string {
  return value === undefined ? '' : number(value);
}

function percent(value: number | undefined): string {
  return value === undefined ? '' : `${number(value)} %`;
}

function ratio(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(2);
}

function cells(...values: string[]): string {
  return `| ${values.join(' | ')} |`;
}

function detailOf({ detail }: Measurement): string {
  return Object.entries(detail)
    .map(([key, value]) => `${key.replaceAll('_', ' ')} ${number(value)}`)
    .join(', ');
}

function longRun(): readonly string[] {
  if (!existsSync(LONG_RESULT)) return [];
  const one = JSON.parse(readFileSync(LONG_RESULT, 'utf8')) as Measurement & { readonly date: string };
  return [
    '## For long',
    '',
    `On ${one.date.slice(0, 10)}, ${one.how} (\`${one.command}\`): ${one.name} ${number(one.value)} ${one.unit}; ${detailOf(one)}.`,
    '',
  ];
}

export function pageOf(results: Results): string {
  const { machine, measurements } = results;
  const watched = measurements.filter(({ floor }) => floor !== undefined);
  const others = measurements.filter(({ floor }) => floor === undefined);
  return `${[
    '# Performance',
    '',
    `Written by \`npm run bench\` on ${results.date.slice(0, 10)}; the numbers are those of one run (${results.seconds} s) on one`,
    'machine, and claim nothing about others. The measurements are in `bench/`, the raw results in `bench/results.json`.',
    '',
    ...Object.entries(machine).map(([key, value]) => `- ${key.replaceAll('_', ' ')}: ${value}`),
    `- RULES: ${results.rules}`,
    `- default rules: ${results.defaultRules}`,
    '',
    'Rules are compiled into the kernel, where events that no rule can match stay; rows that say so measure without that.',
    '',
    '## A watched program, with the engine and without',
    '',
    'The engine watches the workload and nothing else, and shares the cores with it. The workload takes its own time, so',
    'that the start of the engine does not count. The floor is an empty program at `sys_exit`, the least that a watcher of',
    'system calls can cost. Ratios are medians of the ratios of the rounds. Whatever else ran on the machine, other watchers',
    'of system calls included, is in all columns. CPU is what the engine used meanwhile, in percent of one core.',
    '',
    cells('what', 'with', 'floor', 'without', 'unit', 'with / without', 'with / floor', 'engine CPU', 'and'),
    cells(...Array.from({ length: 9 }, () => '---')),
    ...watched.map((one) =>
      cells(
        one.name,
        number(one.value),
        number(one.floor ?? 0),
        number(one.without ?? 0),
        one.unit,
        ratio(one.ratio),
        ratio(one.timesFloor),
        percent(one.engineCpu),
        detailOf(one),
      ),
    ),
    '',
    '## The engine itself',
    '',
    cells('what', 'value', 'without', 'unit', 'with / without', 'and'),
    cells(...Array.from({ length: 6 }, () => '---')),
    ...others.map((one) =>
      cells(one.name, number(one.value), optional(one.without), one.unit, ratio(one.ratio), detailOf(one)),
    ),
    '',
    ...longRun(),
    '## How',
    '',
    ...measurements.map(({ name, how, command }) => `- ${name}: ${how}. \`${command}\``),
  ].join('\n')}\n`;
}

export function write(results: Results): void {
  writeFileSync(new URL('results.json', import.meta.url), `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(new URL('../docs/performance.md', import.meta.url), pageOf(results));
}
