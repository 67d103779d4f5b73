/** A change in any file of the native addon, or of the probe, builds it anew. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Whether make has something to do, as if a file had just been changed. */
function rebuilds(...changed: string[]): boolean {
  const include = join(dirname(dirname(process.execPath)), 'include/node');
  const options = changed.flatMap((file) => ['-W', file]);
  return spawnSync('make', ['-q', '-C', join(ROOT, 'probe'), `NODE_INCLUDE=${include}`, ...options]).status !== 0;
}

const files = (directory: string, prefix: string) =>
  readdirSync(join(ROOT, directory))
    .filter((name) => /\.[ch]$/.test(name))
    .map((name) => `${prefix}${name}`);

const skip = rebuilds() && 'the probe and the addon are not built';

test('a change in any file of the addon or the probe builds it anew', { skip }, () => {
  const all = [...files('packages/capture/native', '../packages/capture/native/'), ...files('probe', '')];
  assert.ok(all.length > 15);
  assert.deepEqual(
    all.filter((file) => !rebuilds(file)),
    [],
  );
});
