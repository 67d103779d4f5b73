import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ORDER, importsOf, violations, type PackageFiles } from './boundaries.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

function readPackage(name: string): PackageFiles {
  const folder = join('packages', name);
  const json = (file: string): unknown => JSON.parse(readFileSync(join(root, folder, file), 'utf8'));
  const { dependencies = {} } = json('package.json') as { dependencies?: Record<string, string> };
  const { references = [] } = json('tsconfig.json') as { references?: { path: string }[] };
  const paths = globSync(join(folder, 'src/**/*.ts'), { cwd: root });
  return {
    name,
    dependencies: Object.keys(dependencies),
    references: references.map(({ path }) => basename(path)),
    files: paths.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })),
  };
}

test('packages import only what stands above them, and declare it', () => {
  const names = readdirSync(join(root, 'packages')).filter((name) =>
    existsSync(join(root, 'packages', name, 'package.json')),
  );
  assert.deepEqual(
    names.filter((name) => !(ORDER as readonly string[]).includes(name)),
    [],
  );
  assert.deepEqual(violations(names.map(readPackage)), []);
});

function sample(name: string, text: string, declared: readonly string[] = [], path = 'a.ts'): string[] {
  const references = declared.filter((one) => one.startsWith('@lanner/')).map((one) => one.slice('@lanner/'.length));
  return violations([
    { name, dependencies: declared, references, files: [{ path: `packages/${name}/src/${path}`, text }] },
  ]);
}

test('an import downwards is found, in tests too', () => {
  const text = "import { x } from '@lanner/engine';";
  const expected = ['packages/language/src/a.ts: language may not import @lanner/engine'];
  assert.deepEqual(sample('language', text, ['@lanner/engine']), expected);
  assert.deepEqual(sample('language', text, [], 'a.test.ts'), [
    'packages/language/src/a.test.ts: language may not import @lanner/engine',
  ]);
  assert.deepEqual(sample('capture', text, ['@lanner/engine']), []);
});

test('Node.js in a pure package is found, but its tests may use it', () => {
  const text = "import { readFileSync } from 'node:fs';";
  assert.deepEqual(sample('engine', text), ['packages/engine/src/a.ts: engine is pure, but imports node:fs']);
  assert.deepEqual(sample('engine', text, [], 'a.test.ts'), []);
  assert.deepEqual(sample('capture', text), []);
});

test('what is imported must be declared, and what is declared imported', () => {
  assert.deepEqual(sample('language', "export * from 'yaml';"), ['packages/language/package.json: lacks yaml']);
  assert.deepEqual(sample('language', '', ['@lanner/schema']), [
    'packages/language/package.json: @lanner/schema is not imported',
    'packages/language/tsconfig.json: ../schema is not imported',
  ]);
});

test('a relative import out of the package is found', () => {
  const expected = ['packages/language/src/a.ts: ../../schema/src/x.ts leaves the package; import it by its name'];
  assert.deepEqual(sample('language', "import '../../schema/src/x.ts';"), expected);
  assert.deepEqual(sample('language', "import { y } from './sub/../y.ts';"), []);
});

test('every form of import is seen, and no comment', () => {
  const text = `
    /** import { a } from 'a'; */
    // import 'b';
    import 'c';
    import d, { type D } from 'd';
    import type { E } from "e";
    import {
      f,
    } from 'f';
    export { g } from 'g';
    export * from '@h/i/j';
    const k = await import('k');
    const text = "from 'l'";
    export const m = 'm';
  `;
  assert.deepEqual(importsOf(text), ['c', 'd', 'e', 'f', 'g', '@h/i/j', 'k']);
});
