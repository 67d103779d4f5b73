/** The process is killed again and again while routes hold alerts back: each is sent, or told in a summary. */
import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

const TOTAL = 12_000;
const KILLS = 6;
const PRODUCER = new URL('./producer.ts', import.meta.url);

test('what routes hold back survives kill -9: it is sent, or counted in a summary', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'lanner-routing-crash-'));
  const sent = new Set<number>();
  /** Summaries, each with its time. */
  const lines = new Set<string>();
  let twice = 0;
  let told = 0;
  let summaries = 0;
  const server = createServer((request, response) => {
    const take = async (): Promise<void> => {
      const body = await text(request);
      if (Math.random() < 0.2) return void response.writeHead(503).end();
      for (const line of body.trim().split('\n')) {
        const { lanner, output_fields: fields } = JSON.parse(line) as {
          lanner?: { held?: { alerts: number } };
          output_fields: { n: number };
        };
        if (lanner?.held !== undefined) {
          if (lines.has(line)) twice++;
          if (lines.has(line)) continue;
          lines.add(line);
          told += lanner.held.alerts;
          summaries++;
        } else if (sent.has(fields.n)) twice++;
        else sent.add(fields.n);
      }
      response.writeHead(200).end();
    };
    void take().catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const start = (): ChildProcess =>
    fork(PRODUCER, [directory, url, String(TOTAL), 'routing'], {
      execArgv: ['--conditions=source', '--no-warnings'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
  let child = start();
  t.after(() => {
    child.kill('SIGKILL');
    server.closeAllConnections();
    server.close();
    rmSync(directory, { recursive: true });
  });
  for (let kills = 0; kills < KILLS; kills++) {
    await once(child, 'message');
    await sleep(100 + Math.random() * 500);
    assert.equal(child.exitCode, null, 'the process was killed too late to show anything');
    child.kill('SIGKILL');
    await once(child, 'exit');
    child = start();
  }
  await once(child, 'exit');
  assert.equal(child.exitCode, 0);
  t.diagnostic(`of ${TOTAL} ${sent.size} sent and ${told} told in ${summaries} summaries; ${twice} came twice`);
  assert.ok(sent.size > 100 && summaries > 100, 'routes hold alerts back');
  assert.ok(sent.size + told >= TOTAL, `${TOTAL - sent.size - told} are missing`);
  assert.ok(sent.size + told < TOTAL * 1.03, `${sent.size + told - TOTAL} too many`);
  // After a kill: what was sent since the last save, and a batch
  assert.ok(twice < KILLS * 100, `${twice} came twice`);
});
