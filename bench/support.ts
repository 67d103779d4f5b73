/** What the measurements share: places, statistics, and how programs are run. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readRuleFiles } from '../packages/cli/src/rule-files.ts';
import { loadRules } from '@lanner/language';
import type { CheckedRule } from '@lanner/language';

/** One row of the results. */
export interface Measurement {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  /** The same without the engine, where the measurement compares. */
  readonly without?: number;
  /** The same with an empty program at sys_exit. */
  readonly floor?: number;
  /** Median over the rounds of with / without. */
  readonly ratio?: number;
  /** Median over the rounds of with the engine / with the empty program. */
  readonly timesFloor?: number;
  /** What the engine used, in percent of one core. */
  readonly engineCpu?: number;
  /** How it was measured: what was repeated, and how often. */
  readonly how: string;
  readonly command: string;
  /** What else the run told: p99, losses. */
  readonly detail: Readonly<Record<string, number>>;
}

function at(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

export const ROOT = at('..');
export const LANNER = at('../bin/lanner');
export const BUILD = at('build');
export const WORKLOAD = at('build/workload');
export const WORKLOAD_SOURCE = at('workload.c');
const FLOOR = at('build/floor');
/** A file that no rule speaks of. */
export const PLAIN_FILE = at('build/plain.txt');
export const DEFAULT_RULES = at('../rules');

/** The program that runs the engine, and its flags, as bin/lanner has them. */
export const NODE = at('../node_modules/.bin/node');
export const NODE_FLAGS: readonly string[] = ['--max-semi-space-size=2', '--heap-growing-percent=30'];

const FALCO_RULES = process.env['LANNER_FALCO_RULES'] ?? at('../../shared/falco-rules');
/** The rules to measure with: Falco's public ones where they are at hand, else those of Lanner. */
export const RULES = existsSync(FALCO_RULES) ? FALCO_RULES : DEFAULT_RULES;

/** @throws Error if the rules have errors */
export function checkedRules(path: string): readonly CheckedRule[] {
  const { rules, diagnostics } = loadRules(readRuleFiles([path]));
  const error = diagnostics.find(({ severity }) => severity === 'error');
  if (error !== undefined) throw new Error(`the rules cannot be used: ${error.message}`);
  return rules;
}

export function describeRules(path: string): string {
  const rules = checkedRules(path);
  const enabled = rules.filter((rule) => rule.enabled).length;
  return `${path === DEFAULT_RULES ? 'the rules of Lanner' : "Falco's public rules"}: ${rules.length} rules, ${enabled} enabled`;
}

/** Builds the workload, and the empty program beside it. */
export function build(): void {
  mkdirSync(BUILD, { recursive: true });
  execFileSync('cc', ['-O2', '-Wall', '-o', WORKLOAD, WORKLOAD_SOURCE], { stdio: 'inherit' });
  execFileSync('cc', ['-O2', '-Wall', '-o', FLOOR, at('floor.c'), '-lbpf'], { stdio: 'inherit' });
  writeFileSync(PLAIN_FILE, 'nothing of interest\n');
}

/** @param q from 0 to 1 */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

export interface WorkloadRun {
  /** ns an iteration, as the workload itself saw it */
  readonly ns: number;
  readonly seen: number;
  /** Events that reached the engine and were judged. */
  readonly judged: number;
  readonly matched: number;
  readonly lost: number;
  /** What the parent of the workload used meanwhile, in percent of one core. */
  readonly parentCpu: number;
}

/** Nobody, an empty program at sys_exit, or the engine with these switches. */
export type Watcher = 'none' | 'floor' | readonly string[];

function commandOf(watcher: Watcher): readonly string[] {
  if (watcher === 'none') return [];
  return watcher === 'floor' ? [FLOOR] : [LANNER, 'run', '--wait-for-filter', ...watcher, '-r', RULES, '--'];
}

/** Runs the workload alone, or watched by something that watches nothing else. */
export function runWorkload(workload: readonly string[], watcher: Watcher): WorkloadRun {
  const [program, ...rest] = [...commandOf(watcher), WORKLOAD, ...workload];
  const { stderr, status } = spawnSync(program ?? '', rest, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  const run = readRun(stderr);
  if (status !== 0 || Number.isNaN(run.ns)) throw new Error(`${workload.join(' ')} failed:\n${stderr}`);
  return run;
}

/** What a workload and the engine that watched it say at their end. */
export function readRun(stderr: string): WorkloadRun {
  const count = (pattern: RegExp) => Number(pattern.exec(stderr)?.[1] ?? 0);
  const lost = [...stderr.matchAll(/ (?:ring full|too large|table full|no handler): (\d+)$/gm)];
  return {
    ns: Number(/^bench: ([\d.]+)$/m.exec(stderr)?.[1] ?? Number.NaN),
    seen: count(/^ {2}seen +(\d+) records/m),
    judged: count(/, (\d+) were judged$/m),
    matched: count(/^ {2}matched +(\d+)/m),
    lost: lost.reduce((sum, [, lostOfOne]) => sum + Number(lostOfOne), 0),
    parentCpu: count(/^parent: ([\d.]+)$/m),
  };
}
