import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { alertToJson, type Alert } from '@lanner/engine/runtime';
import { METRICS_OPTIONS, type MetricsOptions } from './options.ts';
import { Reporter } from './reporter.ts';
import { sampleSnapshot } from './sample-snapshot.ts';

const folder = mkdtempSync(join(tmpdir(), 'lanner-metrics-'));
after(() => rmSync(folder, { recursive: true }));

const DEFAULTS = Object.fromEntries(
  Object.entries(METRICS_OPTIONS).map(([name, row]) => [name, row.default]),
) as MetricsOptions;

function reporter(options: Partial<MetricsOptions>): {
  readonly reporter: Reporter;
  readonly raised: Alert[];
  readonly told: string[];
} {
  const raised: Alert[] = [];
  const told: string[] = [];
  let time = 1_700_000_010_000;
  const made = new Reporter({
    options: { ...DEFAULTS, ...options },
    snapshot: () => sampleSnapshot({ time: (time += 1000) }),
    raise: (alert) => raised.push(alert),
    log: (_, message) => told.push(message),
  });
  return { reporter: made, raised, told };
}

test('every interval the alert of Falco is raised and a line is written', async (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] });
  const path = join(folder, 'metrics.jsonl');
  const { reporter: made, raised } = reporter({ output_file: path, interval: 5000 });
  context.mock.timers.tick(11_000);
  await made.close();
  context.mock.timers.tick(11_000);
  assert.equal(raised.length, 2);
  const last = raised[1];
  assert.ok(last);
  const alert = JSON.parse(alertToJson(last)) as Record<string, unknown>;
  assert.equal(alert['rule'], 'Falco internal: metrics snapshot');
  assert.equal(alert['priority'], 'Informational');
  assert.equal(alert['source'], 'internal');
  assert.match(String(alert['output']), /: Informational Falco metrics snapshot$/);
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as { sample: number }).sample),
    [1, 2],
  );
  assert.deepEqual((JSON.parse(lines[1] ?? '') as { output_fields: unknown }).output_fields, alert['output_fields']);
  assert.match(lines[1] ?? '', /"evt.time":1700000012000000000[,}]/);
});

test('a file that cannot be written is told once', async () => {
  const { reporter: made, raised, told } = reporter({ output_file: '/nowhere/metrics.jsonl', output_rule: false });
  made.report();
  made.report();
  await made.close();
  assert.equal(raised.length, 0);
  assert.equal(told.length, 1);
  assert.match(told[0] ?? '', /metrics.output_file cannot be written: ENOENT/);
});
