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
/** How much more memory than at its start a process may ever have had. */
const GROWTH_MIB = 96;
const PRODUCER = new URL('./producer.ts', import.meta.url);

/** Peak resident memory of a process in MiB; 0 if it is gone. */
function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

test('alerts survive kill -9 and a receiver that is down half of the time', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'lanner-crash-'));
  const receiver = new UnreliableReceiver();
  await receiver.start();
  let base = 0;
  let growth = 0;
  const look = (): void => {
    if (base > 0) growth = Math.max(growth, peakOf(child.pid) - base);
  };
  /** With the settings of bin/lanner. */
  const start = (): ChildProcess => {
    base = 0;
    const started = fork(PRODUCER, [directory, receiver.url, String(TOTAL)], {
      execArgv: ['--conditions=source', '--no-warnings', '--max-semi-space-size=2', '--heap-growing-percent=30'],
      env: { ...process.env, MALLOC_ARENA_MAX: '1' },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    started.once('message', (bytes) => (base = Number(bytes) / 1024 ** 2));
    return started;
  };

  let child = start();
  t.after(async () => {
    child.kill('SIGKILL');
    await receiver.stop();
    rmSync(directory, { recursive: true });
  });

  let kills = 0;
  while (kills < KILLS) {
    await sleep(700 + Math.random() * 1500);
    look();
    assert.equal(child.exitCode, null, 'the process was killed too late to show anything');
    child.kill('SIGKILL');
    await once(child, 'exit');
    kills++;
    child = start();
  }
  const exit = once(child, 'exit');
  while (child.exitCode === null) {
    await Promise.race([exit, sleep(500)]);
    look();
  }
  assert.equal(child.exitCode, 0);

  const { seen, twice, disorder } = receiver;
  t.diagnostic(
    `${seen.size} alerts, ${twice} twice, ${disorder} out of order, grown by ${Math.round(growth)} MiB, ` +
      `down ${Math.round(receiver.downShare * 100)} % of the time, ${receiver.errors} of ${receiver.requests} requests refused`,
  );
  assert.equal(seen.size, TOTAL);
  assert.ok(twice < TOTAL / 100, `${twice} alerts arrived twice`);
  assert.equal(disorder, 0);
  assert.ok(growth > 0 && growth < GROWTH_MIB, `${growth} MiB`);
  assert.ok(receiver.downShare > 0.4 && receiver.downShare < 0.6, `down ${receiver.downShare} of the time`);
  assert.ok(receiver.errors > receiver.requests / 6, `${receiver.errors} of ${receiver.requests}`);
});
