import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { UserError } from './errors.ts';
import { readRuleFiles } from './rule-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'lanner-rules-'));
after(() => rmSync(folder, { recursive: true }));

for (const name of ['b.yml', 'a.yaml', 'Z.yaml', 'notes.txt', '10.yaml', '9.yaml']) {
  writeFileSync(join(folder, name), `# ${name}\n`);
}
mkdirSync(join(folder, 'nested.yaml'));
writeFileSync(join(folder, 'nested.yaml', 'c.yaml'), '');
mkdirSync(join(folder, 'empty'));

const names = (paths: readonly string[]): string[] => readRuleFiles(paths).map(({ name }) => name);

test('a directory stands for its rule files, sorted, without those below it', () => {
  const expected = ['10.yaml', '9.yaml', 'Z.yaml', 'a.yaml', 'b.yml'].map((name) => join(folder, name));
  assert.deepEqual(names([folder]), expected);
});

test('files keep the order given, whatever they are called', () => {
  const [one, two] = [join(folder, 'notes.txt'), join(folder, 'a.yaml')];
  assert.deepEqual(readRuleFiles([one, two]), [
    { name: one, text: '# notes.txt\n' },
    { name: two, text: '# a.yaml\n' },
  ]);
});

test('an empty directory is no error', () => {
  assert.deepEqual(names([join(folder, 'empty')]), []);
});

test('what is missing is an error that names it', () => {
  const missing = join(folder, 'missing.yaml');
  assert.throws(
    () => readRuleFiles([folder, missing]),
    (error) =>
      error instanceof UserError && error.message === `cannot read the rules at ${missing}: no such file or directory`,
  );
});
