/**
 * Runs each file of live tests with the kernel filter and without it, and compares what the engines that it starts raise.
 * Arguments: test files, instead of all below tests/live.
 */
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { run } from 'node:test';
import { fileURLToPath } from 'node:url';
import { differences } from '../tests/compare/comparison.ts';
import type { Difference, Raised, Way } from '../tests/compare/comparison.ts';
import { essenceOf, notCompared } from '../tests/compare/essence.ts';
import { EACH, EXCEPTIONS } from '../tests/compare/files.ts';
import { saidIn } from '../tests/compare/messages.ts';
import type { Said } from '../tests/compare/messages.ts';
import { MESSAGES } from '../tests/live/environment.ts';

/** Of one file, how many differences are shown. */
const SHOWN = 20;
const SIDES = { on: 'only with the filter', off: 'only without the filter' } as const;

const root = fileURLToPath(new URL('..', import.meta.url));
const logs = mkdtempSync(join(tmpdir(), 'lanner-compare-'));

interface Outcome {
  readonly raised: Raised;
  /** By the number of the engine. */
  readonly said: ReadonlyMap<string, Said>;
  readonly failures: readonly string[];
  /** Tests that did not run, with the reason. */
  readonly skipped: readonly string[];
}

async function runTests(file: string, way: Way): Promise<Outcome> {
  const log = join(logs, `${basename(file)}.${way}`);
  mkdirSync(log);
  const failures: string[] = [];
  const skipped: string[] = [];
  const tests = run({
    files: [file],
    cwd: root,
    execArgv: ['--conditions=source', '--no-warnings'],
    env: { ...process.env, LANNER_ALERT_LOG: log, LANNER_KERNEL_FILTER: way },
  });
  tests.on('test:fail', ({ name, details: { error } }) => {
    if (!/^\d+ subtests? failed$/.test(error.message)) failures.push(`${name}: ${error.message}`);
  });
  tests.on('test:pass', ({ name, skip }) => skip !== undefined && skipped.push(`${name}: ${skip}`));
  for await (const _ of tests);
  return { ...readLog(log), failures, skipped };
}

function readLog(log: string): Pick<Outcome, 'raised' | 'said'> {
  const raised = new Map<string, readonly string[]>();
  const said = new Map<string, Said>();
  for (const name of readdirSync(log).filter((one) => !one.endsWith(MESSAGES))) {
    const engine = name.slice(name.lastIndexOf(',') + 1);
    const file = join(log, name);
    const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
    raised.set(
      engine,
      lines.flatMap((line) => essenceOf(line) ?? []),
    );
    said.set(engine, saidIn(existsSync(file + MESSAGES) ? readFileSync(file + MESSAGES, 'utf8') : ''));
  }
  return { raised, said };
}

function alertsOf({ raised }: Outcome): number {
  return [...raised.values()].reduce((sum, alerts) => sum + alerts.length, 0);
}

function sumOf({ said }: Outcome, value: (one: Said) => number): number {
  return [...said.values()].reduce((sum, one) => sum + value(one), 0);
}

function show(name: string, found: readonly Difference[]): void {
  for (const { engine, only, alert, count } of found.slice(0, SHOWN)) {
    console.log(`  ${name}, engine ${engine}, ${SIDES[only]}: ${count} × ${alert ?? 'the engine itself'}`);
  }
  if (found.length > SHOWN) console.log(`  ${name}: and ${found.length - SHOWN} more`);
}

const files =
  process.argv.length > 2 ? process.argv.slice(2) : globSync('tests/live/*.test.ts', { cwd: root }).toSorted();
const totals = { files: 0, engines: 0, filtering: 0, stayed: 0, on: 0, off: 0, differ: 0 };

function fail(text: string): void {
  console.log(`  ${text}`);
  process.exitCode = 1;
}

async function compareFile(file: string): Promise<void> {
  const name = basename(file);
  const how = EXCEPTIONS[name] ?? EACH;
  const { compared, why, byChance } = how;
  if (compared === 'nothing') return console.log(`${name}: not compared: ${why}`);
  const started = performance.now();
  const on = await runTests(resolve(root, file), 'on');
  const off = await runTests(resolve(root, file), 'off');
  const found = differences(on.raised, off.raised, how);
  const of = {
    files: 1,
    engines: on.raised.size,
    filtering: sumOf(on, ({ filtered }) => Number(filtered > 0)),
    stayed: sumOf(on, ({ stayed }) => stayed),
    on: alertsOf(on),
    off: alertsOf(off),
    differ: found.length,
  };
  for (const key of Object.keys(of) as (keyof typeof of)[]) totals[key] += of[key];
  console.log(
    `${name}: ${of.engines} engines, ${of.filtering} of them with filters that kept ${of.stayed} records in the kernel;` +
      ` ${of.on} alerts with the filter, ${of.off} without, ${of.differ} differ` +
      ` (${Math.round((performance.now() - started) / 1000)} s)${compared === 'kinds' ? `; not how often: ${why}` : ''}`,
  );
  if (byChance !== undefined) console.log(`  left to chance: ${byChance.alerts.source}: ${byChance.why}`);
  for (const skipped of new Set([...on.skipped, ...off.skipped])) console.log(`  not run: ${skipped}`);
  for (const [way, { failures, said }] of Object.entries({ on, off })) {
    for (const failure of failures) fail(`fails with LANNER_KERNEL_FILTER=${way}: ${failure}`);
    for (const [engine, { lost }] of said) {
      if (lost > 0) console.log(`  engine ${engine} lost ${lost} events, filter ${way}`);
    }
  }
  show(name, found);
  if (of.differ > 0) process.exitCode = 1;
  if (sumOf(off, ({ stayed }) => stayed) > 0) fail('has engines that filter though LANNER_KERNEL_FILTER=off');
  if (of.engines === 0 && on.skipped.length === 0) {
    fail('starts no engine by tests/live/lanner.ts: tests/compare/files.ts has to say why');
  }
}

try {
  for (const file of files) await compareFile(file);
} finally {
  rmSync(logs, { recursive: true, force: true });
}

console.log('not compared: alerts of source internal, and of the others');
for (const line of notCompared()) console.log(`  ${line}`);
console.log(
  `${totals.files} files, ${totals.engines} engines, ${totals.filtering} of them with filters that kept ${totals.stayed}` +
    ` records in the kernel; ${totals.on} alerts with the filter, ${totals.off} without, ${totals.differ} differ`,
);
if (totals.filtering === 0 || totals.off === 0) fail('nothing was compared');
