/**
 * Runs each file of live tests with the kernel filter and without it, and compares what the engines that it starts raise.
 * Arguments: test files, instead of all below tests/live.
 */
import { globSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { run } from 'node:test';
import { fileURLToPath } from 'node:url';
import { differences } from '../tests/compare/comparison.ts';
import type { Difference, Raised, Way } from '../tests/compare/comparison.ts';
import { essenceOf, notCompared } from '../tests/compare/essence.ts';
import { EACH, EXCEPTIONS } from '../tests/compare/files.ts';

/** Of one engine, how many differences are shown. */
const SHOWN = 20;
const SIDES = { on: 'only with the filter', off: 'only without the filter' } as const;

const root = fileURLToPath(new URL('..', import.meta.url));
const logs = mkdtempSync(join(tmpdir(), 'lanner-compare-'));

interface Outcome {
  readonly raised: Raised;
  /** How many events were lost, by the number of the engine. */
  readonly lost: ReadonlyMap<string, number>;
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
  return { ...readAlerts(log), failures, skipped };
}

function readAlerts(log: string): Pick<Outcome, 'raised' | 'lost'> {
  const raised = new Map<string, readonly string[]>();
  const lost = new Map<string, number>();
  for (const file of readdirSync(log)) {
    const engine = file.slice(file.lastIndexOf(',') + 1);
    const lines = readFileSync(join(log, file), 'utf8').split('\n').filter(Boolean);
    const losses = lines.reduce((sum, line) => sum + Number(/"n_lost":(\d+)/.exec(line)?.[1] ?? 0), 0);
    if (losses > 0) lost.set(engine, losses);
    raised.set(
      engine,
      lines.flatMap((line) => essenceOf(line) ?? []),
    );
  }
  return { raised, lost };
}

function count(raised: Raised): number {
  return [...raised.values()].reduce((sum, alerts) => sum + alerts.length, 0);
}

function show(name: string, found: readonly Difference[]): void {
  for (const { engine, only, alert, count: times } of found.slice(0, SHOWN)) {
    console.log(`  ${name}, engine ${engine}, ${SIDES[only]}: ${times} × ${alert ?? 'the engine itself'}`);
  }
  if (found.length > SHOWN) console.log(`  ${name}: and ${found.length - SHOWN} more`);
}

const files =
  process.argv.length > 2 ? process.argv.slice(2) : globSync('tests/live/*.test.ts', { cwd: root }).toSorted();
const totals = { engines: 0, on: 0, off: 0, differ: 0 };
let failed = false;

function fail(text: string): void {
  console.log(`  ${text}`);
  failed = true;
}

try {
  for (const file of files) {
    const name = basename(file);
    const { compared, why } = EXCEPTIONS[name] ?? EACH;
    if (compared === 'nothing') {
      console.log(`${name}: not compared: ${why}`);
      continue;
    }
    const started = performance.now();
    const on = await runTests(resolve(root, file), 'on');
    const off = await runTests(resolve(root, file), 'off');
    const found = differences(on.raised, off.raised, compared);
    const [alerts, others] = [count(on.raised), count(off.raised)];
    console.log(
      `${name}: ${off.raised.size} engines, ${alerts} alerts with the filter, ${others} without, ${found.length} differ` +
        ` (${Math.round((performance.now() - started) / 1000)} s)${compared === 'kinds' ? `; not how often: ${why}` : ''}`,
    );
    for (const skipped of new Set([...on.skipped, ...off.skipped])) console.log(`  not run: ${skipped}`);
    for (const [way, { failures, lost }] of [['on', on] as const, ['off', off] as const]) {
      for (const failure of failures) fail(`fails with LANNER_KERNEL_FILTER=${way}: ${failure}`);
      for (const [engine, events] of lost) console.log(`  engine ${engine} lost ${events} events, filter ${way}`);
    }
    show(name, found);
    if (off.raised.size === 0 && off.skipped.length === 0) {
      fail('starts no engine by tests/live/lanner.ts: tests/compare/files.ts has to say why');
    }
    totals.engines += off.raised.size;
    totals.on += alerts;
    totals.off += others;
    totals.differ += found.length;
  }
} finally {
  rmSync(logs, { recursive: true, force: true });
}

console.log('not compared: alerts of source internal, and of the others');
for (const line of notCompared()) console.log(`  ${line}`);
console.log(
  `${totals.engines} engines, each with the filter and without: ${totals.on} and ${totals.off} alerts, ${totals.differ} differ`,
);
if (failed || totals.differ > 0 || totals.off === 0) process.exitCode = 1;
