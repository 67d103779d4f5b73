/**
 * What is run inside a guest, as root: does the probe load, does the machine look right, is an alert raised, does every
 * call of the table have its event. Arguments: the file to write the findings to, then the test files to run, each
 * followed by the pattern of the tests in it that are left out, or by nothing.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { run } from 'node:test';
import { fileURLToPath } from 'node:url';
import { LiveSource } from '@lanner/capture';
import { EVENTS } from '@lanner/schema';
import { LANNER, runLanner } from '../live/lanner.ts';
import { PROGRESS } from './findings.ts';
import type { Findings, Load, TestResult } from './findings.ts';
import { GUEST } from './live-tests.ts';
import type { LiveTests } from './live-tests.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A line of the console that is shown on the host. */
function progress(text: string): void {
  process.stdout.write(`${PROGRESS}${text}\n`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Loads every program there is: most of the time is the verifier's. */
function load(): Load {
  const started = performance.now();
  try {
    const source = new LiveSource({
      scope: { kind: 'pids', pids: [process.pid], known: [] },
      wanted: new Set(EVENTS.map(({ name }) => name)),
    });
    const milliseconds = performance.now() - started;
    source.close();
    return { milliseconds };
  } catch (error) {
    return { milliseconds: performance.now() - started, refused: messageOf(error) };
  }
}

function doctor(): Findings['doctor'] {
  const { stdout, stderr } = spawnSync(LANNER, ['doctor', '--json'], { encoding: 'utf8' });
  try {
    return JSON.parse(stdout) as Findings['doctor'];
  } catch {
    return [{ name: 'doctor', status: 'fail', detail: stderr }];
  }
}

async function alert(): Promise<TestResult> {
  const name = 'lanner run raises an alert when /etc/shadow is read';
  const { alerts, messages } = await runLanner(['-r', `${ROOT}rules`], ['sh', '-c', 'cat /etc/shadow >/dev/null']);
  const raised = alerts.some(({ output_fields: fields }) => fields['fd.name'] === '/etc/shadow');
  return { file: GUEST.file, name, ...(raised ? {} : { failure: `${alerts.length} alerts\n${messages}` }) };
}

async function tests({ file, skip }: LiveTests): Promise<TestResult[]> {
  const results: TestResult[] = [];
  const stream = run({
    files: [file],
    concurrency: 1,
    execArgv: ['--no-warnings'],
    cwd: ROOT,
    ...(skip === undefined ? {} : { testSkipPatterns: skip }),
  });
  for await (const { type, data } of stream) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details.type === 'suite' && type === 'test:pass') continue;
    const skipped = data.skip === undefined ? undefined : String(data.skip);
    const error = type === 'test:fail' ? data.details.error : undefined;
    results.push({
      file,
      name: data.name,
      ...(skipped === undefined ? {} : { skipped }),
      ...(error === undefined ? {} : { failure: messageOf(error.cause ?? error) }),
    });
    progress(`${error === undefined ? (skipped === undefined ? 'passed' : 'skipped') : 'FAILED'}: ${data.name}`);
  }
  return results;
}

const [output = '', ...rest] = process.argv.slice(2);
const files: LiveTests[] = [];
for (let at = 0; at + 1 < rest.length; at += 2) {
  const [file = '', skip = ''] = rest.slice(at, at + 2);
  files.push({ file, ...(skip === '' ? {} : { skip: new RegExp(skip) }) });
}

let findings: Findings = {
  release: release(),
  load: load(),
  doctor: [],
  tests: [],
  events: EVENTS.length,
  finished: false,
};

/** After each step, so that what is known is not lost where the next one never ends. */
function note(more: Partial<Findings>): void {
  findings = { ...findings, ...more };
  writeFileSync(output, JSON.stringify(findings));
}

progress(findings.load.refused ?? `the probe is loaded, ${Math.round(findings.load.milliseconds)} ms`);
note({});
note({ doctor: doctor() });
for (const { name, status, detail } of findings.doctor) if (status !== 'ok') progress(`doctor: ${name}: ${detail}`);
note({ tests: [await alert()] });
for (const each of files) note({ tests: [...findings.tests, ...(await tests(each))] });
note({ finished: true });
execFileSync('sync');
