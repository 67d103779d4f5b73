import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { directoryOf, fileNameOf, lexicalPath } from './paths.ts';

const CASES: readonly (readonly [base: string | undefined, raw: string, path: string])[] = [
  [undefined, '/etc/passwd', '/etc/passwd'],
  ['/home', '/etc/passwd', '/etc/passwd'],
  ['/home/me', 'x', '/home/me/x'],
  ['/home/me/', 'x', '/home/me/x'],
  ['/', 'x', '/x'],
  [undefined, 'x', '/x'],
  ['/home/me', '.', '/home/me'],
  ['/home/me', './x', '/home/me/x'],
  ['/home/me', '..', '/home'],
  ['/home/me', '../you/x', '/home/you/x'],
  ['/home/me', '../../../../x', '/x'],
  ['/', '..', '/'],
  [undefined, '/a/./b', '/a/b'],
  [undefined, '/a//b', '/a/b'],
  [undefined, '//a', '/a'],
  [undefined, '/a/', '/a'],
  [undefined, '/a/b/..', '/a'],
  [undefined, '/a/../b', '/b'],
  [undefined, '/..', '/'],
  [undefined, '/', '/'],
  [undefined, '/.hidden', '/.hidden'],
  [undefined, '/..data/x', '/..data/x'],
  [undefined, '/a/...', '/a/...'],
  ['/a/../b', 'x', '/b/x'],
  ['/home', '', ''],
  [undefined, '', ''],
];

for (const [base, raw, path] of CASES) {
  test(`${JSON.stringify(raw)} in ${base ?? 'no directory'} is ${JSON.stringify(path)}`, () => {
    assert.equal(lexicalPath(base, raw), path);
  });
}

test('folding gives an absolute path without dots and double slashes, and once is enough', () => {
  const part = fc.constantFrom('', '.', '..', '...', 'a', 'b.c', '.d');
  const relative = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/'));
  fc.assert(
    fc.property(relative, relative, (base, raw) => {
      const path = lexicalPath(`/${base}`, raw);
      if (raw === '') return assert.equal(path, '');
      assert.match(path, /^\//);
      if (path !== '/') {
        for (const one of path.slice(1).split('/')) assert.ok(!['', '.', '..'].includes(one), path);
      }
      assert.equal(lexicalPath(undefined, path), path);
    }),
  );
});

test('directory and name of a path', () => {
  for (const [path, directory, name] of [
    ['/etc/passwd', '/etc', 'passwd'],
    ['/passwd', '/', 'passwd'],
    ['/', '/', ''],
    ['passwd', '', 'passwd'],
    ['a/b', 'a', 'b'],
    ['/a/b/', '/a/b', ''],
    ['', '', ''],
  ] as const) {
    assert.equal(directoryOf(path), directory, path);
    assert.equal(fileNameOf(path), name, path);
  }
});
