/** Alerts on their way: how many a second, in how much memory, and whether a channel that never answers is felt by others. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { NODE, NODE_FLAGS } from './support.ts';
import type { Measurement } from './support.ts';

const LOAD = fileURLToPath(new URL('delivery-load.ts', import.meta.url));
const FLAGS = ['--conditions=source', '--no-warnings', ...NODE_FLAGS, '--expose-gc'];

/** Runs delivery-load.ts against a receiver of this process, which counts lines. */
async function run(mode: 'load' | 'latency', answers: boolean): Promise<Record<string, number>> {
  let received = 0;
  const server = createServer((request, response) => {
    request.on('data', (bytes: Buffer) => {
      for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) received++;
    });
    request.on('end', () => void ((answers || request.url === '/answering') && response.end()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const folder = mkdtempSync(join(tmpdir(), 'lanner-bench-'));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const child = spawn(NODE, [...FLAGS, LOAD, mode, url, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, MALLOC_ARENA_MAX: '1' },
    });
    const found = JSON.parse(await text(child.stdout)) as Record<string, number>;
    return { ...found, received };
  } finally {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  }
}

async function measureLoad(): Promise<Measurement> {
  const found = await run('load', true);
  const { perSecond = 0, given = 0, delivered = 0, lost = 0, growthMib = 0, delayP99Ms = 0 } = found;
  return {
    name: 'alerts into a file and over HTTP at once, 20,000 a second for 10 s, through the log on disk',
    unit: 'alerts/s',
    value: (perSecond * delivered) / given,
    how: 'alerts of 1.1 KB of JSON, in batches of at most 1000, until both channels have taken the last; the receiver is another process on the same cores',
    command: 'node --conditions=source bench/delivery.ts',
    detail: {
      alerts: given,
      taken_by_both: delivered,
      lost,
      memory_growth_MiB: growthMib,
      cpu_us_an_alert: found['cpuUsPerAlert'] ?? 0,
      most_waiting: found['mostBehind'] ?? 0,
      ms_behind_at_the_end: found['afterwardsMs'] ?? 0,
      event_loop_delay_p99_ms: delayP99Ms,
    },
  };
}

async function measureDeadChannel(): Promise<Measurement> {
  const found = await run('latency', false);
  const { medianWith: value = 0, medianWithout: without = 0, medianRatio: ratio = 0, ratioSubmit = 0 } = found;
  const quantileDetail = (name: string): Record<string, number> => ({
    [`${name}_ms`]: found[`${name}With`] ?? 0,
    [`${name}_without_ms`]: found[`${name}Without`] ?? 0,
    [`ratio_of_${name}`]: found[`${name}Ratio`] ?? 0,
    [`ratio_of_${name}_lower_quartile`]: found[`${name}RatioLow`] ?? 0,
    [`ratio_of_${name}_upper_quartile`]: found[`${name}RatioHigh`] ?? 0,
  });
  return {
    name: 'from an alert to a channel, beside a channel that never answers',
    unit: 'ms',
    value,
    without,
    ratio,
    how: `medians of ${found['pairs']} pairs of 2 s with 2000 alerts a second; beside an HTTP receiver that takes requests and never answers; without: beside one that answers`,
    command: 'node --conditions=source bench/delivery.ts',
    detail: {
      ...quantileDetail('p99'),
      ...quantileDetail('p999'),
      ratio_of_the_time_to_give_an_alert: ratioSubmit,
      attempts_in_vain: found['failures'] ?? 0,
    },
  };
}

export async function measureDelivery(): Promise<Measurement[]> {
  return [await measureLoad(), await measureDeadChannel()];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const one of await measureDelivery()) process.stdout.write(`${JSON.stringify(one, undefined, 2)}\n`);
}
