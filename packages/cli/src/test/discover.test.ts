import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { UserError } from '../errors.ts';
import { findTests, partnerOf } from './discover.ts';

const root = mkdtempSync(join(tmpdir(), 'lanner-tests-'));
after(() => rmSync(root, { recursive: true }));
for (const directory of ['rules/tests', 'beside', 'empty']) mkdirSync(join(root, directory), { recursive: true });
const FILES = [
  'rules/a.yaml',
  'rules/b.yaml',
  'rules/untested.yaml',
  'rules/tests/a.yaml',
  'rules/tests/more.yml',
  'rules/tests/notes.txt',
  'rules/b.test.yaml',
  'beside/c.yaml',
  'beside/c.test.yml',
  'empty/d.yaml',
];
for (const file of FILES) writeFileSync(join(root, file), '');

function at(path: string): string {
  return join(root, path);
}

/** Rules and tests, relative to the root. */
function found(paths: readonly string[], rules?: readonly string[]): string[] {
  const short = (path: string): string => path.replace(`${root}/`, '');
  return findTests(paths.map(at), rules).map(
    (group) => `${group.rules.map(short).join()}: ${group.tests.map(short).join()}`,
  );
}

test('a directory stands for all tests in it and in its tests/', () => {
  assert.deepEqual(found(['rules']), ['rules: rules/b.test.yaml,rules/tests/a.yaml,rules/tests/more.yml']);
  assert.deepEqual(found(['rules/tests']), ['rules: rules/tests/a.yaml,rules/tests/more.yml']);
  assert.deepEqual(found(['rules', 'beside']), [
    'rules: rules/b.test.yaml,rules/tests/a.yaml,rules/tests/more.yml',
    'beside: beside/c.test.yml',
  ]);
});

test('a test file tests the rules of its directory, or of the one above', () => {
  assert.deepEqual(found(['rules/tests/a.yaml', 'rules/b.test.yaml']), ['rules: rules/tests/a.yaml,rules/b.test.yaml']);
  assert.deepEqual(found(['beside/c.test.yml']), ['beside: beside/c.test.yml']);
});

test('a rule file stands for the tests named after it', () => {
  assert.deepEqual(found(['rules/a.yaml']), ['rules: rules/tests/a.yaml']);
  assert.deepEqual(found(['rules/b.yaml', 'beside/c.yaml']), ['rules: rules/b.test.yaml', 'beside: beside/c.test.yml']);
});

test('what is found twice counts once', () => {
  assert.deepEqual(found(['beside', 'beside/c.yaml', 'beside/c.test.yml']), ['beside: beside/c.test.yml']);
});

test('with rules given, every file is a test file', () => {
  assert.deepEqual(found(['rules/a.yaml'], ['x.yaml']), ['x.yaml: rules/a.yaml']);
  assert.deepEqual(found(['empty'], ['x.yaml', 'y']), ['x.yaml,y: empty/d.yaml']);
  assert.deepEqual(found(['beside'], ['x.yaml']), ['x.yaml: beside/c.test.yml']);
});

test('where there is nothing to find, that is said, and where it was sought', () => {
  assert.throws(
    () => found(['empty']),
    (error) => error instanceof UserError && /no rule tests in .*empty/.test(error.message),
  );
  assert.throws(
    () => found(['rules/untested.yaml']),
    (error) =>
      error instanceof UserError &&
      /untested\.test\.yaml nor .*tests\/untested\.yaml/.test(error.message) &&
      /-r/.test(error.advice ?? ''),
  );
  assert.throws(
    () => found(['nowhere']),
    (error) => error instanceof UserError && /no such file/.test(error.message),
  );
});

test('test files have the rule file of their name as partner', () => {
  assert.equal(partnerOf('rules/tests/a.yaml'), 'rules/a.yaml');
  assert.equal(partnerOf('rules/b.test.yaml'), 'rules/b.yaml');
  assert.equal(partnerOf('b.test.yml'), 'b.yaml');
});
