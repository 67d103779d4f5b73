import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Health } from './health.ts';
import { healthPages } from './pages.ts';

test('ready: attached, heard, not stopping, alerts kept; alive: heard', () => {
  let now = 0;
  const health = new Health(() => now);
  assert.deepEqual([health.ills, health.obstacles(true)], [[], ['the probe is not attached yet']]);
  now = 1e9;
  assert.deepEqual(health.ills, [], 'the start may take as long as it takes');
  health.heard();
  assert.deepEqual(health.obstacles(true), []);
  assert.deepEqual(health.obstacles(false), ['the log of alerts cannot be written']);
  now += 60_000;
  assert.deepEqual(health.ills, []);
  now += 1000;
  assert.deepEqual(health.ills, ['the engine has been silent for 61 s']);
  assert.deepEqual(health.obstacles(true), ['the engine has been silent for 61 s']);
  health.heard();
  assert.deepEqual(health.ills, []);
  health.stopping();
  now += 1e6;
  assert.deepEqual([health.ills, health.obstacles(true)], [[], ['Lanner is stopping']]);
});

test('the pages say so in the words of Falco, or why not', async () => {
  let problems: string[] = [];
  const pages = new Map(healthPages('/alive', { ills: () => problems, obstacles: () => problems }));
  assert.deepEqual([...pages.keys()], ['/alive', '/readyz', '/versions']);
  for (const path of ['/alive', '/readyz']) {
    problems = [];
    assert.deepEqual(await pages.get(path)?.answer(undefined), { body: '{"status": "ok"}' });
    problems = ['no'];
    assert.deepEqual(await pages.get(path)?.answer(undefined), {
      status: 503,
      body: '{"status":"not ok","problems":["no"]}',
    });
  }
  const versions = (await pages.get('/versions')?.answer(undefined))?.body ?? '';
  assert.deepEqual(Object.keys(JSON.parse(versions) as object), [
    'lanner_version',
    'engine_version',
    'engine_version_semver',
    'node_version',
    'plugin_versions',
  ]);
});
