/** The examples of docs/rule-tests.md: its files are written, its commands run, and what they print is compared. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const PAGE = readFileSync(new URL('../../docs/rule-tests.md', import.meta.url), 'utf8');
const MAIN = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'lanner-page-'));
after(() => rmSync(folder, { recursive: true }));

/** Fenced blocks of a language. */
function blocks(language: string): string[] {
  return Array.from(PAGE.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm')), (match) => match[1] ?? '');
}

function lanner(args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const command = ['--conditions=source', '--no-warnings', MAIN, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8', cwd: folder });
  return { status, stdout, stderr };
}

/** Those that begin with `# NAME` are files, the others are examples of items for the rules of the first. */
const yaml = blocks('yaml').map((text) => ({ name: /^# (\S+)\n/.exec(text)?.[1], text }));
for (const { name, text } of yaml) if (name !== undefined) writeFileSync(join(folder, name), text);

for (const block of blocks('console')) {
  const [first = '', ...rest] = block.split('\n');
  const args = first.split(' ').slice(2);
  test(first, () => {
    assert.match(first, /^\$ lanner test /);
    const { status, stdout, stderr } = lanner(args);
    assert.equal(stderr, '');
    assert.equal(stdout, rest.join('\n'));
    assert.equal(status, stdout.includes('failed:') ? 1 : 0);
  });
}

test('the examples of items are in order, and come out as they say', () => {
  const items = yaml.filter(({ name }) => name === undefined).map(({ text }) => text);
  assert.equal(items.length, 2);
  writeFileSync(join(folder, 'items.test.yaml'), items.join('\n'));
  const { status, stdout } = lanner(['test', 'items.test.yaml']);
  assert.match(stdout, /^1 test file, 5 events: no failures\n/);
  assert.equal(status, 0);
});
