import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import type { LineSink } from './line-sink.ts';
import { openFile } from './file.ts';
import { openStdout } from './stdout.ts';

const folder = mkdtempSync(join(tmpdir(), 'lanner-channels-'));
after(() => rmSync(folder, { recursive: true }));
let files = 0;
const fresh = (): string => join(folder, `${files++}`);

interface Case {
  readonly kind: string;
  /** Opens the channel on an empty file of its own. */
  open(path: string): Promise<LineSink>;
}

const CASES: readonly Case[] = [
  { kind: 'file', open: (path) => openFile(path) },
  { kind: 'file kept open', open: (path) => openFile(path, { keepOpen: true }) },
  {
    kind: 'stdout',
    async open(path) {
      const descriptor = openSync(path, 'a');
      const channel = openStdout({ descriptor });
      return {
        ...channel,
        async close() {
          await channel.close();
          closeSync(descriptor);
        },
      };
    },
  },
];

for (const { kind, open } of CASES) {
  test(`${kind}: all lines are there after close, in order`, async () => {
    const path = fresh();
    const channel = await open(path);
    const lines = Array.from({ length: 5000 }, (_, n) => `${n} ${'é'.repeat(n % 50)}\n`);
    for (const line of lines) void channel.write(line);
    await channel.close();
    assert.equal(readFileSync(path, 'utf8'), lines.join(''));
  });

  test(`${kind}: a write resolves when the lines are there`, async () => {
    const path = fresh();
    const channel = await open(path);
    await channel.write('one\ntwo\n');
    assert.equal(readFileSync(path, 'utf8'), 'one\ntwo\n');
    await channel.close();
  });

  test(`${kind}: what was there before stays`, async () => {
    const path = fresh();
    writeFileSync(path, 'old\n');
    const channel = await open(path);
    await channel.write('new\n');
    await channel.close();
    assert.equal(readFileSync(path, 'utf8'), 'old\nnew\n');
  });
}

test('file: a file that is moved away is made anew', async () => {
  const path = fresh();
  const channel = await openFile(path);
  await channel.write('one\n');
  renameSync(path, `${path}.1`);
  await channel.write('two\n');
  rmSync(path);
  await channel.write('three\n');
  await channel.close();
  assert.equal(readFileSync(`${path}.1`, 'utf8'), 'one\n');
  assert.equal(readFileSync(path, 'utf8'), 'three\n');
});

test('file: one that is kept open is made anew when it is asked for', async () => {
  const path = fresh();
  const channel = await openFile(path, { keepOpen: true });
  await channel.write('one\n');
  renameSync(path, `${path}.1`);
  await channel.write('two\n');
  assert.equal(readFileSync(`${path}.1`, 'utf8'), 'one\ntwo\n');
  channel.reopen?.();
  await channel.write('three\n');
  await channel.write('four\n');
  await channel.close();
  assert.equal(readFileSync(`${path}.1`, 'utf8'), 'one\ntwo\n');
  assert.equal(readFileSync(path, 'utf8'), 'three\nfour\n');
});

test('file: only its owner may read it', async () => {
  const path = fresh();
  await (await openFile(path)).close();
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test('file: a place that cannot be written is an error at once', async () => {
  await assert.rejects(openFile(join(folder, 'absent/file')), { code: 'ENOENT' });
});

test('file: a failed write rejects, and the channel goes on', async () => {
  const full = await openFile('/dev/full');
  await assert.rejects(Promise.resolve(full.write('lost\n')), { code: 'ENOSPC' });
  await assert.rejects(Promise.resolve(full.write('lost\n')), { code: 'ENOSPC' });
  await full.close();
});

/** Runs a script that has `openStdout`; it is given as source and shares nothing with this process. */
function child(script: string): ReturnType<typeof spawn> {
  const module = new URL('./stdout.ts', import.meta.url).href;
  const source = `const { openStdout } = await import(${JSON.stringify(module)});\n${script}`;
  return spawn(process.execPath, ['--conditions=source', '--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

test('stdout: a slow reader of a pipe gets every line', async () => {
  const { stdout } = child(`
    const channel = openStdout();
    for (let n = 0; n < 20000; n++) void channel.write(String(n).padStart(99, '.') + '\\n');
    await channel.close();
    process.exit(0);
  `);
  assert.ok(stdout);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const lines = (await text(stdout)).split('\n');
  assert.equal(lines.length, 20_001);
  assert.equal(lines[19_999], '19999'.padStart(99, '.'));
});

test('stdout: the pipe may be full and non-blocking', { skip: !hasPython() && 'no python3' }, () => {
  const module = new URL('./stdout.ts', import.meta.url).href;
  const source = `
    const { openStdout } = await import(${JSON.stringify(module)});
    const channel = openStdout();
    void channel.write('x'.repeat(999_999) + '\\n');
    await channel.close();`;
  const script = `
import fcntl, os, subprocess, sys, time
r, w = os.pipe()
fcntl.fcntl(w, fcntl.F_SETFL, os.O_NONBLOCK)
p = subprocess.Popen([sys.argv[1], '--conditions=source', '--input-type=module', '-e', sys.argv[2]], stdout=w)
os.close(w)
time.sleep(0.5)
n = 0
while chunk := os.read(r, 65536): n += len(chunk)
print(n, p.wait())`;
  const out = execFileSync('python3', ['-c', script, process.execPath, source], { encoding: 'utf8' });
  assert.equal(out.trim(), '1000000 0');
});

test('stdout: a reader that goes away ends it without an error', async () => {
  const process = child(`
    const channel = openStdout({ onReaderGone: () => console.error('gone') });
    for (let n = 0; n < 100; n++) await channel.write('x'.repeat(99_999) + '\\n');
    await channel.close();
    console.error('closed');
  `);
  const { stdout, stderr } = process;
  assert.ok(stdout && stderr);
  const status = new Promise((resolve) => process.on('exit', resolve));
  stdout.once('data', () => stdout.destroy());
  assert.equal(await text(stderr), 'gone\nclosed\n');
  assert.equal(await status, 0);
});

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
