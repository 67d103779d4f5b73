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
  /** Median over the pairs of with / without. */
  readonly ratio?: number;
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
export const WORKLOAD = at('build/workload');
/** A file that no rule speaks of. */
export const PLAIN_FILE = at('build/plain.txt');
export const DEFAULT_RULES = at('../rules');

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

/** Builds the workload. */
export function build(): void {
  mkdirSync(at('build'), { recursive: true });
  execFileSync('cc', ['-O2', '-Wall', '-o', WORKLOAD, at('workload.c')], { stdio: 'inherit' });
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
}

/**
 * Runs the workload alone, or watched by an engine that watches nothing else.
 * @param switches of the engine that watches; none is there without them
 */
export function runWorkload(workload: readonly string[], switches?: readonly string[]): WorkloadRun {
  const [program, ...rest] =
    switches === undefined
      ? [WORKLOAD, ...workload]
      : [LANNER, 'run', ...switches, '-r', RULES, '--', WORKLOAD, ...workload];
  const { stderr, status } = spawnSync(program ?? '', rest, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  const ns = Number(/^bench: ([\d.]+)$/m.exec(stderr)?.[1] ?? Number.NaN);
  if (status !== 0 || Number.isNaN(ns)) throw new Error(`${workload.join(' ')} failed:\n${stderr}`);
  const count = (pattern: RegExp) => Number(pattern.exec(stderr)?.[1] ?? 0);
  const lost = [...stderr.matchAll(/ (?:ring full|too large|table full|no handler): (\d+)$/gm)];
  return {
    ns,
    seen: count(/^ {2}seen +(\d+) records/m),
    judged: count(/, (\d+) were judged$/m),
    matched: count(/^ {2}matched +(\d+)/m),
    lost: lost.reduce((sum, [, lostOfOne]) => sum + Number(lostOfOne), 0),
  };
}
