/**
 * Runs the live tests with the kernel filter and without it, and compares what they raise, run by run. Arguments: test
 * files, instead of all below tests/live.
 */
import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const given = process.argv.slice(2);
// The test of the filter itself compares both ways already.
const files =
  given.length > 0
    ? given
    : globSync('tests/live/*.test.ts')
        .filter((file) => !file.includes('filter'))
        .toSorted();
const logs = mkdtempSync(join(tmpdir(), 'lanner-compare-'));

type Runs = ReadonlyMap<string, readonly string[]>;

function runTests(filter: 'on' | 'off'): Runs {
  const log = join(logs, filter);
  mkdirSync(log);
  const env = { ...process.env, LANNER_ALERT_LOG: log, LANNER_KERNEL_FILTER: filter };
  const args = ['--conditions=source', '--no-warnings', '--test', '--test-concurrency=1', ...files];
  try {
    execFileSync(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  } catch {
    console.error(`with the filter ${filter}, tests fail: see them with LANNER_KERNEL_FILTER=${filter}`);
    process.exitCode = 1;
  }
  return readRuns(log);
}

function readRuns(log: string): Runs {
  const runs = new Map<string, readonly string[]>();
  for (const file of readdirSync(log)) {
    for (const line of readFileSync(join(log, file), 'utf8').split('\n').filter(Boolean)) {
      const { number, raised } = JSON.parse(line) as { readonly number: number; readonly raised: readonly string[] };
      runs.set(`${file}, run ${number}`, raised);
    }
  }
  return runs;
}

/** What stands in one of two sorted lists only. */
function without(all: readonly string[], others: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const one of others) left.set(one, (left.get(one) ?? 0) + 1);
  return all.filter((one) => {
    const count = left.get(one) ?? 0;
    left.set(one, count - 1);
    return count <= 0;
  });
}

const on = runTests('on');
const off = runTests('off');
let alerts = 0;
let differences = 0;
for (const run of new Set([...on.keys(), ...off.keys()])) {
  const [with_, without_] = [on.get(run) ?? [], off.get(run) ?? []];
  alerts += without_.length;
  for (const [where, found] of [
    ['only with the filter', without(with_, without_)],
    ['only without the filter', without(without_, with_)],
  ] as const) {
    differences += found.length;
    for (const one of found) console.log(`${run}, ${where}: ${one}`);
  }
}
console.log(`${off.size} runs, ${alerts} alerts without the filter; ${differences} differ`);
if (differences > 0 || alerts === 0) process.exitCode = 1;
rmSync(logs, { recursive: true, force: true });
