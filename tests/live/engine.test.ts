/** What the engine promises beyond single rules: short lives, paths seen from both sides, neighbours, a sudden end. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { saidIn } from '../compare/messages.ts';
import { runLanner, startLanner, whyNotLive } from './lanner.ts';

const SHORT_LIVES = 20_000;
const SOURCE = fileURLToPath(new URL('short.c', import.meta.url));
const skip = whyNotLive();
const directory = mkdtempSync(join(tmpdir(), 'lanner-engine-'));

function rules(name: string, text: string): string {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
}

const OPENED = rules(
  'opened.yaml',
  `- rule: opened
  desc: any open of a file of the test
  condition: evt.type in (open, openat) and fd.name contains short-
  output: opened %fd.name %proc.pid %proc.pid.ts %proc.ppid %proc.name %proc.exepath %proc.pname %evt.res
  priority: INFO
`,
);

describe('the engine, live', { skip }, () => {
  after(() => rmSync(directory, { recursive: true, force: true }));

  it(`describes ${SHORT_LIVES} processes that are gone at once, each with its own parent`, async () => {
    const program = join(directory, 'short');
    execFileSync('cc', ['-O1', '-o', program, SOURCE]);
    const run = await runLanner(['-r', OPENED], [program, String(SHORT_LIVES)]);
    const opened = run.alerts.filter((alert) => alert.rule === 'opened');
    const { lost } = saidIn(run.messages);
    for (const { output_fields: fields } of opened) {
      assert.equal(fields['fd.name'], `/nonexistent/short-${fields['proc.pid']}-${fields['proc.ppid']}`);
      assert.equal(fields['proc.name'], 'short');
      assert.equal(fields['proc.pname'], 'short');
      assert.equal(fields['proc.exepath'], program);
      assert.equal(fields['evt.res'], 'ENOENT');
    }
    // Numbers are given anew when they run out; together with the start they are one process.
    const lives = opened.map(({ output_fields: fields }) => `${fields['proc.pid']} ${fields['proc.pid.ts']}`);
    assert.equal(new Set(lives).size, opened.length);
    assert.ok(opened.length + lost >= SHORT_LIVES, `${opened.length} alerts, ${lost} losses`);
    assert.ok(lost > 0 || opened.length === SHORT_LIVES);
  });

  it('sees where the kernel went: links, dot-dot, a root below', async () => {
    const secret = join(directory, 'short-secret');
    writeFileSync(secret, 'x\n');
    const lines = [
      `ln -s ${secret} ${directory}/innocent`,
      `cat ${directory}/innocent`,
      `cat ${directory}/../${directory.slice(tmpdir().length + 1)}/short-secret`,
      `cat /proc/self/root${secret}`,
      `cd ${directory} && cat short-secret`,
      'sleep 0.1',
    ];
    const run = await runLanner(['-r', OPENED], ['sh', '-c', lines.join('; ')]);
    assert.equal(run.alerts.length, 4);
    const [link] = run.alerts;
    assert.equal(link?.lanner?.path?.real, secret);
    assert.equal(link?.lanner?.path?.lexical, join(directory, 'innocent'));
    assert.equal(link?.lanner?.matched, 'real');
  });

  it('escapes what a hostile name holds', async () => {
    const name = join(directory, 'short-\u001b[31m\n"x"');
    writeFileSync(name, 'x\n');
    const run = await runLanner(['-r', OPENED], ['cat', name]);
    assert.equal(run.alerts.length, 1);
    assert.equal(run.alerts[0]?.output_fields['fd.name'], name);
    assert.ok(!/[\u0000-\u001f]/.test(run.alerts[0]?.output ?? ''));
  });

  it('ends with the status of the command', async () => {
    const run = await runLanner(['-r', OPENED], ['sh', '-c', 'exit 7']);
    assert.equal(run.status, 7);
    assert.match(run.messages, /lost {5}nothing/);
  });

  it('two engines side by side see their own', async () => {
    const other = join(directory, 'short-other');
    writeFileSync(other, 'x\n');
    const [a, b] = await Promise.all([
      runLanner(['-r', OPENED], ['sh', '-c', `cat ${other}; sleep 0.5`]),
      runLanner(['-r', OPENED], ['sh', '-c', `cat ${other}; cat ${other}; sleep 0.5`]),
    ]);
    assert.equal(a.alerts.length, 1);
    assert.equal(b.alerts.length, 2);
  });

  it('leaves nothing in the kernel when it is killed', async () => {
    const before = new Set(programs());
    const child = startLanner(['-r', OPENED], ['sleep', '5']);
    child.stdout.resume();
    await new Promise<void>((resolve) => {
      child.stderr.on('data', (text: Buffer) => {
        if (String(text).includes('Lanner is watching')) resolve();
      });
    });
    const loaded = programs().filter((id) => !before.has(id));
    assert.ok(loaded.length > 0);
    const ended = new Promise((resolve) => child.on('close', resolve));
    child.kill('SIGKILL');
    await ended;
    const left = () => programs().filter((id) => loaded.includes(id));
    for (let attempt = 0; left().length > 0 && attempt < 100; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.deepEqual(left(), []);
  });
});

/** Numbers of the programs in the kernel that bear the names of the probe. */
function programs(): string[] {
  const listing = execFileSync('bpftool', ['prog', 'list'], { encoding: 'utf8' });
  return [...listing.matchAll(/^(\d+): .* name on_(?:sys_exit|process_\w+)/gm)].map(([, id]) => id ?? '');
}
