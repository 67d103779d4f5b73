/** The process is killed again and again while its receiver comes and goes: nothing is lost, hardly anything twice. */
import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { UnreliableReceiver } from './receiver.ts';

const TOTAL = 100_000;
const KILLS = 20;
const MEMORY_KIB = 160 * 1024;
const PRODUCER = new URL('./producer.ts', import.meta.url);

/** Peak resident memory of a process in KiB; 0 if it is gone. */
function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

test('alerts survive kill -9 and a receiver that is down half of the time', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'lanner-crash-'));
  const receiver = new UnreliableReceiver();
  await receiver.start();
  let child: ChildProcess | undefined;
  t.after(async () => {
    child?.kill('SIGKILL');
    await receiver.stop();
    rmSync(directory, { recursive: true });
  });
  const start = (): ChildProcess =>
    fork(PRODUCER, [directory, receiver.url, String(TOTAL)], {
      execArgv: ['--conditions=source', '--no-warnings'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });

  let peak = 0;
  let kills = 0;
  child = start();
  while (kills < KILLS) {
    await sleep(700 + Math.random() * 1500);
    peak = Math.max(peak, peakOf(child.pid));
    assert.equal(child.exitCode, null, 'the process was killed too late to show anything');
    child.kill('SIGKILL');
    await once(child, 'exit');
    kills++;
    child = start();
  }
  const exit = once(child, 'exit');
  while (child.exitCode === null) {
    await Promise.race([exit, sleep(500)]);
    peak = Math.max(peak, peakOf(child.pid));
  }
  assert.equal(child.exitCode, 0);

  const { seen, twice, disorder } = receiver;
  t.diagnostic(
    `${seen.size} alerts, ${twice} twice, ${disorder} out of order, peak ${Math.round(peak / 1024)} MiB, ` +
      `down ${Math.round(receiver.downShare * 100)} % of the time, ${receiver.errors} of ${receiver.requests} requests refused`,
  );
  assert.equal(seen.size, TOTAL);
  assert.ok(twice < TOTAL / 100, `${twice} alerts arrived twice`);
  assert.equal(disorder, 0);
  assert.ok(peak > 0 && peak < MEMORY_KIB, `${peak} KiB`);
  assert.ok(receiver.downShare > 0.4 && receiver.downShare < 0.6, `down ${receiver.downShare} of the time`);
  assert.ok(receiver.errors > receiver.requests / 6, `${receiver.errors} of ${receiver.requests}`);
});
