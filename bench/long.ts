/** Much at once, and for long: a flood with one event in it that matters, and an hour of mixed load. */
import { memoryOf, observe } from './observe.ts';
import type { Observed } from './observe.ts';
import { PLAIN_FILE, RULES, WORKLOAD, WORKLOAD_SOURCE, readRun } from './support.ts';
import type { Measurement, WorkloadRun } from './support.ts';

const FLOOD_OPENS = 1_500_000;
const SENSITIVE = '/etc/shadow';
const SAMPLE_MS = 1000;
/** Until the engine has compiled what it uses, its memory grows. */
const WARM_UP = 0.2;

function runOf({ err }: Observed): WorkloadRun {
  return readRun(err.map(({ text }) => text).join('\n'));
}

export async function measureFlood(): Promise<Measurement> {
  const flood = ['flood', `${FLOOD_OPENS}`, PLAIN_FILE, SENSITIVE];
  const observed = await observe(['--json', '--wait-for-filter', '-r', RULES, '--', WORKLOAD, ...flood]);
  const run = runOf(observed);
  return {
    name: `engine CPU while two processes open and close a file ${FLOOD_OPENS.toLocaleString('en-US')} times each, of one core`,
    unit: '%',
    value: run.parentCpu,
    how: `one run; in the middle one of them opens ${SENSITIVE}, once`,
    command: `bin/lanner run --json --wait-for-filter -r RULES -- workload flood ${FLOOD_OPENS} plain.txt ${SENSITIVE}`,
    detail: {
      alerts_of_the_sensitive_file: observed.out.filter(({ text }) => text.includes(`"fd.name":"${SENSITIVE}"`)).length,
      records_seen: run.seen,
      events_judged: run.judged,
      records_lost: run.lost,
      ns_a_pair: run.ns,
    },
  };
}

/** Of everything a little, in turns; the read of a sensitive file raises an alert. */
function mixedLoad(seconds: number): string {
  return `end=$(($(date +%s) + ${seconds}))
while [ $(date +%s) -lt $end ]; do
  ${WORKLOAD} open 100000 ${PLAIN_FILE} 2>&- &
  ${WORKLOAD} spawn 300 2>&-
  find /usr -xdev >/dev/null
  cc -O1 -c ${WORKLOAD_SOURCE} -o /dev/null
  cat ${SENSITIVE} >/dev/null
  wait
done`;
}

/** MiB an hour, by least squares. */
function slope(samples: readonly { readonly at: number; readonly rss: number }[]): number {
  const mean = (of: (sample: { readonly at: number; readonly rss: number }) => number) =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const [at, rss] = [mean((sample) => sample.at), mean((sample) => sample.rss)];
  const covariance = mean((sample) => (sample.at - at) * (sample.rss - rss));
  return (covariance / mean((sample) => (sample.at - at) ** 2)) * 3600;
}

/** @param seconds of load */
export async function measureLong(seconds: number): Promise<Measurement> {
  const samples: { readonly at: number; readonly rss: number }[] = [];
  const started = performance.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  const observed = await observe(
    ['--json', '-r', RULES, '--', 'sh', '-c', `echo begins >&2; ${mixedLoad(seconds)}; echo ends >&2`],
    (line, pid) => {
      if (line === 'ends') clearInterval(timer);
      if (line !== 'begins') return;
      timer = setInterval(() => {
        const { rss = Number.NaN } = memoryOf(pid);
        samples.push({ at: (performance.now() - started) / 1000, rss });
      }, SAMPLE_MS);
    },
  ).finally(() => clearInterval(timer));
  const run = runOf(observed);
  const warm = samples.slice(Math.floor(samples.length * WARM_UP));
  const memory = warm.map(({ rss }) => rss);
  return {
    name: 'resident memory at the end of a long mixed load',
    unit: 'MiB',
    value: memory.at(-1) ?? Number.NaN,
    how: `${seconds} s of opens, processes, find, a compiler and alerts, in turns; a sample a second; figures but the first are those after the first fifth`,
    command: `npm run bench -- hour ${seconds}`,
    detail: {
      seconds,
      first_mib: samples[0]?.rss ?? Number.NaN,
      after_the_first_fifth_mib: memory[0] ?? Number.NaN,
      highest_mib: Math.max(...memory),
      growth_mib_an_hour: slope(warm),
      records_seen: run.seen,
      events_judged: run.judged,
      alerts: run.matched,
      records_lost: run.lost,
    },
  };
}
