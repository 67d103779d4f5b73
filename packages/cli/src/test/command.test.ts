import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const folder = mkdtempSync(join(tmpdir(), 'lanner-test-'));
after(() => rmSync(folder, { recursive: true }));

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const NODE = ['--conditions=source', '--no-warnings', MAIN];

function lanner(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...NODE, ...args], { encoding: 'utf8', cwd: folder });
  return { status, stdout, stderr };
}

function file(name: string, ...lines: readonly string[]): string {
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
  return name;
}

const RULES = ['- rule: Shell', '  desc: D', '  condition: evt.type = execve and proc.name = sh', '  output: O'];
file('shell.yaml', ...RULES, '  priority: NOTICE');
file('shell.test.yaml', '- rule: Shell', '  match: [{ evt.type: execve, proc.name: sh }]');
mkdirSync(join(folder, 'elsewhere'));
const FAILING = file('elsewhere/failing.yaml', '- rule: Shell', '  match: [{ evt.type: execve }]');

test('status 0: all is as expected, and enough is covered', () => {
  assert.deepEqual(lanner('test', 'shell.yaml', '--min-coverage', '50'), {
    status: 0,
    stdout:
      '1 test file, 1 event: no failures\n' +
      'coverage: 1 of 1 rule seen to match; 1 of 2 branches of conditions (50 %)\n',
    stderr: '',
  });
});

test('status 1: too little is covered', () => {
  const { status, stdout, stderr } = lanner('test', '.', '--min-coverage', '51', '--coverage');
  assert.equal(status, 1);
  assert.match(stderr, /less than 51 % of the branches/);
  assert.match(stdout, /^shell\.yaml:1:3: rule Shell: 1 of 2 branches \(50 %\)\n/);
  assert.match(stdout, /shell\.yaml:3:36: 'proc\.name = sh' is never false\n/);
});

test('status 1: a test fails; the results in the forms asked for', () => {
  const { status, stdout } = lanner('test', '-r', 'shell.yaml', FAILING, '--json', '--junit', 'out.xml');
  assert.equal(status, 1);
  const { successful, failed } = JSON.parse(stdout) as { successful: boolean; failed: number };
  assert.deepEqual([successful, failed], [false, 1]);
  assert.match(
    readFileSync(join(folder, 'out.xml'), 'utf8'),
    /<testsuite name="elsewhere\/failing\.yaml" tests="1" failures="1"/,
  );
});

test('status 2: wrong usage', () => {
  assert.equal(lanner('test', '.', '--min-coverage', 'all').status, 2);
});

test('--watch runs again when a file changes', async () => {
  const child = spawn(process.execPath, [...NODE, 'test', '--watch', '-r', 'shell.yaml', FAILING], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  const seen = async (text: RegExp): Promise<void> => {
    while (!output.includes('watching')) await new Promise((resolve) => child.stdout.once('data', resolve));
    assert.match(output, text);
    output = '';
  };
  try {
    await seen(/1 event: 1 failure/);
    file(FAILING, '- rule: Shell', '  no_match: [{ evt.type: execve }]');
    await seen(/1 event: no failures/);
    file(FAILING, '- rule: Shel', '  match: [{ evt.type: execve }]');
    await seen(/no failures, 1 error/);
  } finally {
    child.kill();
  }
});
