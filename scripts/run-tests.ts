/**
 * Runs the tests and reports them as one run: first those that touch nothing but themselves, several files at a time;
 * then those below tests/live, which share the machine, one file after the other. Arguments: test files, instead of all.
 */
import { globSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

type TestEvent = { readonly type: string; readonly data: Readonly<Record<string, unknown>> };

const root = fileURLToPath(new URL('..', import.meta.url));
const live = resolve(root, 'tests/live') + sep;

/** The lines with which a run ends, such as `tests 12`; only those of the whole are shown, so they are added up. */
const TOTAL = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) ([\d.]+)$/;

function testFiles(): string[] {
  const named = process.argv.slice(2);
  if (named.length > 0) return named.map((name) => resolve(name));
  return globSync(['packages/*/src/**/*.test.ts', 'tests/**/*.test.ts'], { cwd: root })
    .map((name) => resolve(root, name))
    .toSorted();
}

async function* events(files: readonly string[]): AsyncGenerator<TestEvent> {
  const together = files.filter((file) => !file.startsWith(live));
  const alone = files.filter((file) => file.startsWith(live));
  const totals = new Map<string, number>();
  for (const [batch, concurrency] of [[together, true] as const, [alone, 1] as const]) {
    if (batch.length === 0) continue;
    const execArgv = ['--conditions=source', '--no-warnings'];
    for await (const event of run({
      files: [...batch],
      concurrency,
      execArgv,
      cwd: root,
    }) as AsyncIterable<TestEvent>) {
      if (event.type === 'test:fail' && event.data['todo'] === undefined) process.exitCode = 1;
      const { message, nesting } = event.data;
      const total = event.type === 'test:diagnostic' && nesting === 0 ? TOTAL.exec(String(message)) : null;
      if (total === null) yield event;
      else totals.set(total[1] ?? '', (totals.get(total[1] ?? '') ?? 0) + Number(total[2]));
    }
  }
  for (const [name, count] of totals) {
    yield { type: 'test:diagnostic', data: { nesting: 0, message: `${name} ${count}`, level: 'info' } };
  }
}

const files = testFiles();
if (files.length === 0) {
  console.error('no test files found');
  process.exitCode = 1;
} else {
  Readable.from(events(files)).compose(new spec()).pipe(process.stdout);
}
