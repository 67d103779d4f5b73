/** `bin/lanner` starts the bundle; it says what the modules say that it is made of. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BUNDLE = `${ROOT}/packages/cli/build`;
const NOT_BUNDLED = existsSync(`${BUNDLE}/main.js`) ? false : 'there is no bundle: scripts/setup.sh makes it';

function lanner(program: string, ...args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(program, args, { cwd: ROOT, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return stdout;
}

test('the bundle and the modules say the same', { skip: NOT_BUNDLED }, () => {
  for (const args of [['--version'], ['check', 'rules'], ['list', 'fields', 'proc.'], ['run', '--help']]) {
    const bundled = lanner(process.execPath, `${BUNDLE}/main.js`, ...args);
    assert.equal(bundled, lanner(process.execPath, `${ROOT}/packages/cli/dist/main.js`, ...args), args.join(' '));
    assert.notEqual(bundled, '');
  }
});

test('threads are started by files beside the command', { skip: NOT_BUNDLED }, () => {
  for (const name of ['engine', 'filters-thread', 'reload-thread', 'kubernetes-thread'])
    assert.ok(existsSync(`${BUNDLE}/${name}.js`), name);
});

test('compiled code is kept beside the bundle', { skip: NOT_BUNDLED }, () => {
  if (process.getuid?.() !== statSync(BUNDLE).uid) return;
  lanner(process.execPath, `${BUNDLE}/main.js`, 'check', 'rules');
  const [version = ''] = readdirSync(`${BUNDLE}/cache`);
  assert.ok(readdirSync(`${BUNDLE}/cache/${version}`).length > 0);
});
