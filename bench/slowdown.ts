/**
 * How much slower a program gets that the engine watches: alone, beside the least that a watcher can cost (an empty program
 * at sys_exit), and watched, in turns.
 */
import type { Measurement, Watcher, WorkloadRun } from './support.ts';
import { PLAIN_FILE, WORKLOAD, WORKLOAD_SOURCE, median, runWorkload } from './support.ts';
import { redisWorkload } from './redis.ts';

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

/** Rounds of a row; an odd number, so that the median is one of them. */
const ROUNDS: number = Number(process.env['LANNER_BENCH_ROUNDS'] ?? 9);

function callRow(name: string, workload: readonly string[], switches?: readonly string[]): Slowdown {
  const shown = ['workload', ...workload].join(' ').replace(PLAIN_FILE, 'plain.txt');
  return {
    name,
    unit: workload[0] === 'open' ? 'ns a pair' : 'ns a call',
    scale: 1,
    workload,
    shown,
    ...(switches === undefined ? {} : { switches }),
  };
}

function programRow(name: string, unit: string, scale: number, workload: readonly string[]): Slowdown {
  return {
    name,
    unit,
    scale,
    workload,
    shown: ['workload', ...workload].join(' ').replace(WORKLOAD_SOURCE, 'workload.c'),
  };
}

const OPENS = ['open', '500000', PLAIN_FILE];

const SLOWDOWNS: readonly Slowdown[] = [
  callRow('getpid, which no rule reads', ['getpid', '10000000']),
  callRow('read of one byte, which no rule reads', ['read', '5000000']),
  callRow('stat, which no rule reads', ['stat', '3000000', PLAIN_FILE]),
  callRow('open and close of a file that no rule speaks of', OPENS),
  callRow('the same without the kernel filter', OPENS, ['--no-kernel-filter']),
  programRow('find /usr -xdev', 'ms', 1e6, ['run', '5', 'find', '/usr', '-xdev']),
  programRow('starting 5,000 processes (vfork, exec of /bin/true, wait)', 'µs a process', 1e3, ['spawn', '5000']),
  programRow('compiling a small C program', 'ms', 1e6, [
    'run',
    '10',
    'cc',
    '-O2',
    '-c',
    WORKLOAD_SOURCE,
    '-o',
    '/dev/null',
  ]),
];

type Step = () => Measurement | Measurement[] | Promise<Measurement | Measurement[]>;

/**
 * One step a workload.
 * @param named only those whose name has this in it
 */
export function slowdownSteps(named = ''): readonly Step[] {
  const rows = SLOWDOWNS.map((one) => ({ name: one.name, step: () => measure(one) }));
  const all: readonly { readonly name: string; readonly step: Step }[] = [
    ...rows,
    { name: 'redis-benchmark', step: measureRedis },
  ];
  return all.filter(({ name }) => name.includes(named)).map(({ step }) => step);
}

async function measureRedis(): Promise<Measurement[]> {
  const workload = await redisWorkload();
  if (typeof workload === 'string') {
    process.stdout.write(`redis-benchmark is left out: ${workload}\n`);
    return [];
  }
  const shown = `workload redis ${workload[1] ?? ''} PORT redis-server redis-benchmark`;
  return [
    measure({
      name: 'redis-benchmark -t get, loopback, server and clients',
      unit: 'µs a request',
      scale: 1e3,
      workload,
      shown,
    }),
  ];
}

interface Round {
  readonly off: WorkloadRun;
  readonly floor: WorkloadRun;
  readonly on: WorkloadRun;
}

function runRound(workload: readonly string[], on: Watcher, turn: number): Round {
  const watchers: readonly (readonly [keyof Round, Watcher])[] = [
    ['off', 'none'],
    ['floor', 'floor'],
    ['on', on],
  ];
  // Each comes first in turn.
  const first = turn % watchers.length;
  const order = [...watchers.slice(first), ...watchers.slice(0, first)];
  return Object.fromEntries(order.map(([key, watcher]) => [key, runWorkload(workload, watcher)])) as unknown as Round;
}

function measure({ name, unit, scale, workload, shown, switches = [] }: Slowdown): Measurement {
  runWorkload(workload, 'none'); // fills the caches of the kernel
  const rounds = Array.from({ length: ROUNDS }, (_, turn) => runRound(workload, switches, turn));
  const sum = (of: (run: WorkloadRun) => number) => rounds.reduce((total, { on }) => total + of(on), 0);
  const ratios = rounds.map(({ on, off }) => on.ns / off.ns);
  const time = (of: keyof Round) => median(rounds.map((round) => round[of].ns)) / scale;
  return {
    name,
    unit,
    value: time('on'),
    without: time('off'),
    floor: time('floor'),
    ratio: median(ratios),
    timesFloor: median(rounds.map(({ on, floor }) => on.ns / floor.ns)),
    engineCpu: median(rounds.map(({ on }) => on.parentCpu)),
    how: `median of ${ROUNDS} rounds, each with the engine, with an empty program and without any; timed by the workload itself`,
    command: `bin/lanner ${['run', '--wait-for-filter', ...switches, '-r', 'RULES', '--', shown].join(' ')}`,
    detail: {
      records_seen_per_run: Math.round(sum(({ seen }) => seen) / ROUNDS),
      events_judged_per_run: Math.round(sum(({ judged }) => judged) / ROUNDS),
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
