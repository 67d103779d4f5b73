import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compilePathMatch } from './pmatch.ts';

const CASES: readonly (readonly [paths: readonly string[], path: string, matches: boolean])[] = [
  [[], '/etc', false],
  [['/etc'], '/etc', true],
  [['/etc'], '/etc/', true],
  [['/etc/'], '/etc', true],
  [['/etc'], '/etc/passwd', true],
  [['/etc'], '/etc/a/b/c', true],
  [['/etc'], '/etcetera', false],
  [['/etc'], '/et', false],
  [['/etc'], '/var/etc', false],
  [['/etc'], '', false],
  [['/etc'], '/', false],
  [['/etc/passwd'], '/etc', false],
  [['/etc/passwd'], '/etc/passwd', true],
  [['/etc/passwd'], '/etc/shadow', false],
  [['/etc'], '//etc//passwd', true],
  [['/etc', '/usr/bin'], '/usr/bin/cat', true],
  [['/etc', '/usr/bin'], '/usr/lib/x', false],
  [['/usr/bin', '/usr'], '/usr/lib', true],
  [['/usr', '/usr/bin'], '/usr/lib', true],
  [['/'], '/any/thing', true],
  [['/home/*/.ssh'], '/home/me/.ssh/id', true],
  [['/home/*/.ssh'], '/home/me/.ssh', true],
  [['/home/*/.ssh'], '/home/.ssh', false],
  [['/home/*/.ssh'], '/home/me/sub/.ssh', false],
  [['/home/*/.ssh'], '/home/me/.gnupg', false],
  [['/home/me/x', '/home/*/y'], '/home/me/y', true],
  [['/home/me/x', '/home/*/y'], '/home/me/x', true],
  [['/home/me/x', '/home/*/y'], '/home/you/x', false],
  [['/lib/lib?.so'], '/lib/liba.so', true],
  [['/lib/lib?.so'], '/lib/libab.so', false],
  [['/dev/tty[0-9]'], '/dev/tty7', true],
  [['/dev/tty[0-9]'], '/dev/ttyS', false],
  [['/proc/*'], '/proc', false],
  [['/proc/*'], '/proc/1', true],
  [['/proc/*'], '/proc/1/maps', true],
  [['*'], 'x', true],
  [['a.b'], 'axb', false],
];

for (const [paths, path, matches] of CASES) {
  test(`${path || 'nothing'} ${matches ? 'is' : 'is not'} at or below (${paths.join(', ')})`, () => {
    assert.equal(compilePathMatch(paths)(path), matches);
  });
}
