/** Latency, start and memory of the whole program, each time watching only a command that it starts itself. */
import { memoryOf, observe } from './observe.ts';
import { loadCommand } from './slowdown.ts';
import type { Measurement } from './support.ts';
import { DEFAULT_RULES, RULES, WORKLOAD, median, quantile } from './support.ts';

const READS = 150;
const STARTS = 3;
const OPENS = 200_000;
const SPAWNS = 2000;

export async function measureLatency(): Promise<Measurement> {
  const { out, err } = await observe([
    '-q',
    '--json',
    '--wait-for-filter',
    '-r',
    RULES,
    '--',
    WORKLOAD,
    'stamp',
    `${READS}`,
    '/etc/shadow',
  ]);
  const alerts = out.filter(({ text }) => text.includes('/etc/shadow'));
  const stamps = err.flatMap(({ text }) => (text.startsWith('stamp: ') ? [Number(text.slice(7)) / 1e6] : []));
  if (alerts.length !== stamps.length) throw new Error(`${stamps.length} calls, but ${alerts.length} alerts`);
  const delays = alerts.map(({ at }, index) => at - (stamps[index] ?? Number.NaN));
  return {
    name: 'from the call to the alert on standard output',
    unit: 'ms',
    value: median(delays),
    how: `${READS} times open of /etc/shadow, 20 ms apart; from just before the call to the arrival of the alert at the reader of the pipe, by one clock; median`,
    command: 'bin/lanner run -q --json --wait-for-filter -r RULES -- workload stamp 150 /etc/shadow',
    detail: {
      p99_ms: quantile(delays, 0.99),
      min_ms: Math.min(...delays),
      max_ms: Math.max(...delays),
      alerts: delays.length,
    },
  };
}

export async function measureStart(): Promise<Measurement[]> {
  const watching: number[] = [];
  const alerted: number[] = [];
  for (let round = 0; round < STARTS; round++) {
    const { started, out, err } = await observe(['--json', '--', 'cat', '/etc/shadow']);
    const ready = err.find(({ text }) => text.startsWith('Lanner is watching'));
    const alert = out.find(({ text }) => text.startsWith('{') && text.includes('/etc/shadow'));
    if (ready === undefined || alert === undefined)
      throw new Error('lanner did not say that it watches, or no alert came');
    watching.push(ready.at - started);
    alerted.push(alert.at - started);
  }
  const common = { unit: 'ms', how: `median of ${STARTS} starts`, command: 'bin/lanner run --json -- cat /etc/shadow' };
  return [
    {
      ...common,
      name: "from the start of the program to 'Lanner is watching', default rules",
      value: median(watching),
      detail: { max_ms: Math.max(...watching) },
    },
    {
      ...common,
      name: 'from the start of the program to the first alert, default rules',
      value: median(alerted),
      detail: { max_ms: Math.max(...alerted) },
    },
  ];
}

export async function measureMemory(): Promise<Measurement> {
  let idle: Record<string, number> = {};
  let loaded: Record<string, number> = {};
  const script = `sleep 1; echo idle >&2; sleep 0.2; ${loadCommand(OPENS, SPAWNS)}; sleep 1; echo loaded >&2; sleep 0.2`;
  await observe(['-r', DEFAULT_RULES, '--', 'sh', '-c', script], (line, pid) => {
    if (line === 'idle') idle = memoryOf(pid);
    if (line === 'loaded') loaded = memoryOf(pid);
  });
  return {
    name: 'resident memory of the whole process after load, default rules',
    unit: 'MiB',
    value: loaded['rss'] ?? Number.NaN,
    how: `VmRSS 1 s after ${OPENS} opens and ${SPAWNS} processes; one run`,
    command: "bin/lanner run -- sh -c 'workload open …; workload spawn …'",
    detail: {
      before_load_mib: idle['rss'] ?? Number.NaN,
      peak_mib: loaded['peak'] ?? Number.NaN,
      anonymous_mib: loaded['anonymous'] ?? Number.NaN,
      of_files_mib: loaded['file'] ?? Number.NaN,
      shared_mib: loaded['shared'] ?? Number.NaN,
    },
  };
}
