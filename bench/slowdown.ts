/** How much slower a program gets that the engine watches. Pairs of runs, with and without, in turns. */
import type { Measurement, WorkloadRun } from './support.ts';
import { PLAIN_FILE, WORKLOAD, median, runWorkload } from './support.ts';

interface Slowdown {
  readonly name: string;
  readonly unit: string;
  /** ns in one unit */
  readonly scale: number;
  readonly workload: readonly string[];
  readonly shown: string;
  /** Of the engine that watches. */
  readonly switches?: readonly string[];
}

const PAIRS = 5;

const SLOWDOWNS: readonly Slowdown[] = [
  {
    name: 'getpid, which no rule reads',
    unit: 'ns a call',
    scale: 1,
    workload: ['getpid', '1000000'],
    shown: 'workload getpid 1000000',
  },
  {
    name: 'open and close of a file that no rule speaks of',
    unit: 'ns a pair',
    scale: 1,
    workload: ['open', '300000', PLAIN_FILE],
    shown: 'workload open 300000 plain.txt',
  },
  {
    name: 'open and close of a file that no rule speaks of, without the kernel filter',
    unit: 'ns a pair',
    scale: 1,
    workload: ['open', '300000', PLAIN_FILE],
    shown: 'workload open 300000 plain.txt',
    switches: ['--no-kernel-filter'],
  },
  {
    name: 'find /usr -xdev',
    unit: 'ms',
    scale: 1e6,
    workload: ['run', '/usr/bin/find', '/usr', '-xdev'],
    shown: 'workload run /usr/bin/find /usr -xdev',
  },
  {
    name: 'starting 5,000 processes (vfork, exec of /bin/true, wait)',
    unit: 'µs a process',
    scale: 1e3,
    workload: ['spawn', '5000'],
    shown: 'workload spawn 5000',
  },
];

/** One step a workload. */
export const SLOWDOWN_STEPS: readonly (() => Measurement)[] = SLOWDOWNS.map((one) => () => measure(one));

function measure({ name, unit, scale, workload, shown, switches = [] }: Slowdown): Measurement {
  runWorkload(workload); // fills the caches of the kernel
  const runs: { readonly on: WorkloadRun; readonly off: WorkloadRun }[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    // Which of the two comes first alternates too.
    if (pair % 2 === 0) {
      const off = runWorkload(workload);
      runs.push({ off, on: runWorkload(workload, switches) });
    } else {
      const on = runWorkload(workload, switches);
      runs.push({ on, off: runWorkload(workload) });
    }
  }
  const sum = (of: (run: WorkloadRun) => number) => runs.reduce((total, { on }) => total + of(on), 0);
  const ratios = runs.map(({ on, off }) => on.ns / off.ns);
  return {
    name: `${name}, watched`,
    unit,
    value: median(runs.map(({ on }) => on.ns)) / scale,
    without: median(runs.map(({ off }) => off.ns)) / scale,
    ratio: median(ratios),
    how: `median of ${PAIRS} alternating pairs, with the engine and without; timed by the workload itself`,
    command: `bin/lanner ${['run', ...switches, '-r', 'RULES', '--', shown].join(' ')}`,
    detail: {
      records_seen_per_run: Math.round(sum(({ seen }) => seen) / PAIRS),
      events_judged_per_run: Math.round(sum(({ judged }) => judged) / PAIRS),
      alerts: sum(({ matched }) => matched),
      records_lost: sum(({ lost }) => lost),
      lowest_ratio: Math.min(...ratios),
      highest_ratio: Math.max(...ratios),
    },
  };
}

/** The workload as a command line, for measurements that need one under load. */
export function loadCommand(opens: number, processes: number): string {
  return `${WORKLOAD} open ${opens} ${PLAIN_FILE} && ${WORKLOAD} spawn ${processes}`;
}
