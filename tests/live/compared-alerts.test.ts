/** A part of what `npm run test:kernel-filter` compares in whole: alerts with the kernel filter and without it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { whyNotLive } from './lanner.ts';

const SCRIPT = fileURLToPath(new URL('../../scripts/compare-alerts.ts', import.meta.url));
/** Between them, of many rules and event types; and quick. */
const FILES = ['stable-rules', 'interface'].map((name) => `tests/live/${name}.test.ts`);

it('alerts are the same with the kernel filter and without it', { skip: whyNotLive() }, (t) => {
  const args = ['--conditions=source', '--no-warnings', SCRIPT, ...FILES];
  // Tests that are started by a test run nothing, unless they do not know.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env });
  assert.equal(status, 0, stdout + stderr);
  const summary = stdout.trimEnd().split('\n').at(-1) ?? '';
  assert.match(summary, / [1-9]\d* of them with filters .*; ([1-9]\d*) alerts with the filter, \1 without, 0 differ$/);
  t.diagnostic(summary);
});
