/** The examples in the pages are right: they have the right types, run, and print what they say. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { examplesIn } from './examples.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
// Within the checkout, so that the packages are found.
const build = join(root, 'tests/docs/build');
mkdirSync(build, { recursive: true });
const folder = mkdtempSync(join(build, 'examples-'));
after(() => rmSync(folder, { recursive: true }));

const pages = globSync(['packages/*/README.md', 'docs/*.md'], { cwd: root }).toSorted();
const examples = pages.flatMap((page) => examplesIn(page, readFileSync(join(root, page), 'utf8')));
const files = examples.map(({ code }, at) => {
  const file = join(folder, `example-${at}.ts`);
  writeFileSync(file, code);
  return file;
});

test('there are examples, and each prints something', () => {
  assert.ok(examples.length >= 5, `${examples.length} examples`);
  for (const { name, expected } of examples) assert.notEqual(expected.length, 0, name);
});

test('their types are right', () => {
  const config = join(folder, 'tsconfig.json');
  writeFileSync(config, JSON.stringify({ extends: join(root, 'tsconfig.tests.json'), include: ['*.ts'] }));
  const { status, stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', config], { encoding: 'utf8' });
  assert.equal(status, 0, stdout);
});

for (const [at, { name, expected }] of examples.entries()) {
  test(name, () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--conditions=source', files[at] ?? ''], {
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
    });
    assert.equal(status, 0, stderr);
    assert.deepEqual(stdout.trimEnd().split('\n'), expected);
  });
}
