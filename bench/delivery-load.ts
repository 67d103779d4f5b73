/**
 * A process that delivers alerts, for the measurements in delivery.ts: `load URL FOLDER` or `latency URL FOLDER`, where URL is a
 * receiver. Writes what it found to standard output as JSON.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Alert } from '@lanner/engine';
import { CHANNELS, defineChannel, delivered, readOptions, type Services } from '@lanner/outputs';
import { Delivery, type ChannelSettings } from '@lanner/outputs/delivery';
import { median, quantile } from './support.ts';

const [mode = '', url = '', folder = ''] = process.argv.slice(2);
const RATE = Number(process.env['BENCH_RATE'] ?? 20_000);
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 10);
const STEP_MS = 5;
/** For what should long have arrived. */
const PATIENCE_MS = 60_000;
const PAIRS = Number(process.env['BENCH_PAIRS'] ?? 15);
const PAIR_MS = 2000;
const PAIR_RATE = 2000;
const MIB = 1024 ** 2;
/** Below it the receiver answers, whatever it does elsewhere. */
const ANSWERING = 'answering';

const services: Services = {
  log: () => undefined,
  hostname: 'box',
  userAgent: 'bench',
  format: { json: true, iso8601: false },
  now: Date.now,
};

let count = 0n;

/** As the rule "Read sensitive file untrusted" makes them: some 1,100 bytes of JSON. */
function alert(): Alert {
  return {
    time: BigInt(Date.now()) * 1_000_000n + (count++ % 1_000_000n),
    rule: 'Read sensitive file untrusted',
    priority: 'Warning',
    source: 'syscall',
    hostname: 'box',
    tags: ['maturity_stable', 'host', 'container', 'filesystem', 'mitre_credential_access', 'T1555'],
    message:
      'Sensitive file opened for reading by non-trusted program | file=/etc/shadow gparent=bash ggparent=sshd gggparent=systemd evt_type=openat user=root user_uid=0 user_loginuid=1000 process=cat proc_exepath=/usr/bin/cat parent=bash command=cat /etc/shadow terminal=34816',
    fields: [
      ['fd.name', '/etc/shadow'],
      ['proc.aname[2]', 'bash'],
      ['proc.aname[3]', 'sshd'],
      ['evt.type', 'openat'],
      ['user.name', 'root'],
      ['user.uid', 0n],
      ['user.loginuid', 1000n],
      ['proc.name', 'cat'],
      ['proc.exepath', '/usr/bin/cat'],
      ['proc.pname', 'bash'],
      ['proc.cmdline', 'cat /etc/shadow'],
      ['proc.tty', 34_816n],
      ['container.id', 'host'],
      ['evt.num', count],
    ],
    context: {
      ancestry: [
        { name: 'cat', pid: 4000, cmdline: 'cat /etc/shadow' },
        { name: 'bash', pid: 3000, cmdline: '-bash' },
        { name: 'systemd', pid: 1, cmdline: '/sbin/init' },
      ],
      notes: [],
    },
  };
}

async function channel(name: string, options: Readonly<Record<string, unknown>>, batch: number) {
  const type = await CHANNELS.find((one) => one.name === name)?.load();
  if (type === undefined) throw new Error(`there is no channel ${name}`);
  const secrets = { file: () => '', env: () => undefined };
  return { name, type, options: readOptions(type.options, options, secrets).options, lane: { batch } };
}

function open(channels: readonly ChannelSettings[], directory: string): Promise<Delivery> {
  return Delivery.open({
    channels,
    services,
    format: { asJson: true },
    memoryAlerts: 0,
    disk: { directory, segmentBytes: 8 * MIB, maxBytes: 512 * MIB, maxAgeMs: 3_600_000, sync: 'interval' },
  });
}

/** Gives alerts evenly for so long, as many as should have been given by each moment. */
async function feed(delivery: Delivery, rate: number, ms: number, each: () => void = () => undefined): Promise<number> {
  const started = performance.now();
  let given = 0;
  for (let passed = 0; passed < ms; passed = performance.now() - started) {
    const due = Math.floor((Math.min(passed, ms) * rate) / 1000) - given;
    if (due > 0) delivery.submit(Array.from({ length: due }, alert));
    given += Math.max(0, due);
    each();
    await sleep(STEP_MS);
  }
  return given;
}

async function load(): Promise<Record<string, number>> {
  const file = join(folder, 'alerts.json');
  const channels = [
    await channel('file', { filename: file, keep_alive: true }, 1000),
    await channel('http', { url, keep_alive: true }, 1000),
  ];
  const delivery = await open(channels, join(folder, 'delivery'));
  const base = process.memoryUsage.rss();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const cpu = process.cpuUsage();
  const started = performance.now();
  let peak = 0;
  let behind = 0;
  const look = (): void => {
    peak = Math.max(peak, process.memoryUsage.rss() - base);
    behind = Math.max(behind, ...delivery.status.lanes.map(({ waiting }) => waiting));
  };
  const given = await feed(delivery, RATE, SECONDS * 1000, look);
  const fed = performance.now() - started;
  await delivery.stored();
  // What is being read waits nowhere for a moment
  const isDone = (): boolean => delivery.status.lanes.every((lane) => lane.delivered + lane.lost >= given);
  while (!isDone() && performance.now() - started < PATIENCE_MS) {
    look();
    await sleep(STEP_MS);
  }
  const done = performance.now() - started;
  const used = process.cpuUsage(cpu);
  const lanes = delivery.status.lanes;
  await delivery.close(1000);
  return {
    given,
    delivered: Math.min(...lanes.map((lane) => lane.delivered)),
    lost: lanes.reduce((sum, { lost }) => sum + lost, delivery.status.overflow),
    perSecond: (given / done) * 1000,
    afterwardsMs: done - fed,
    growthMib: peak / MIB,
    mostBehind: behind,
    cpuUsPerAlert: (used.user + used.system) / given,
    delayP99Ms: delay.percentile(99) / 1e6,
    fileMib: statSync(file).size / MIB,
  };
}

interface Latencies {
  /** In milliseconds. */
  readonly median: number;
  readonly p99: number;
  readonly p999: number;
  readonly submitUs: number;
  /** Of the other channel. */
  readonly failures: number;
}

/** How long alerts take to a channel that takes each at once, and how long to give them takes. */
async function latencies(others: readonly ChannelSettings[], directory: string): Promise<Latencies> {
  const found: number[] = [];
  const submits: number[] = [];
  const given = new Map<bigint, number>();
  const type = defineChannel({
    name: 'probe',
    title: 'Probe',
    summary: 'Looks at the time.',
    options: {},
    example: {},
    ordered: true,
    defaults: { batch: { alerts: 100, waitMs: 0 }, concurrency: 1, timeoutMs: 0 },
    open: async () => ({
      async deliver(batch) {
        const now = performance.now();
        for (const one of batch) found.push(now - (given.get(one.alert.time) ?? now));
        return delivered('');
      },
      close: async () => undefined,
    }),
  });
  // What the one before has left is not collected in this one's time
  globalThis.gc?.();
  const delivery = await open([{ name: 'probe', type, options: {} }, ...others], directory);
  const submit = delivery.submit.bind(delivery);
  delivery.submit = (alerts) => {
    const before = performance.now();
    for (const one of alerts) given.set(one.time, before);
    submit(alerts);
    submits.push((performance.now() - before) / alerts.length);
  };
  await feed(delivery, PAIR_RATE, PAIR_MS);
  await delivery.stored();
  while (delivery.status.lanes[0]?.waiting !== 0) await sleep(STEP_MS);
  const failures = delivery.status.lanes[1]?.failures ?? 0;
  await delivery.close(1);
  return {
    median: median(found),
    p99: quantile(found, 0.99),
    p999: quantile(found, 0.999),
    submitUs: median(submits) * 1000,
    failures,
  };
}

async function latency(): Promise<Record<string, number>> {
  const pairs: { readonly with: Latencies; readonly without: Latencies }[] = [];
  // The first pair warms up
  for (let n = 0; n <= PAIRS; n++) {
    // Both make the same of each alert
    const http = async (path: string): Promise<ChannelSettings> => ({
      ...(await channel('http', { url: `${url}${path}`, keep_alive: true }, 100)),
      lane: { batch: 100, timeoutMs: 300 },
    });
    const measureWithout = async () => latencies([await http(ANSWERING)], join(folder, `without-${n}`));
    const measureWith = async () => latencies([await http('')], join(folder, `with-${n}`));
    // What drifts in the meantime does as much to the one as to the other
    const early = n % 2 === 0 ? await measureWithout() : undefined;
    const beside = await measureWith();
    const without = early ?? (await measureWithout());
    if (n > 0) pairs.push({ with: beside, without });
  }
  const of = (pick: (pair: (typeof pairs)[number]) => number): number => median(pairs.map(pick));
  const ratios = (pick: (one: Latencies) => number, name: string): Record<string, number> => {
    const found = pairs.map((pair) => pick(pair.with) / pick(pair.without));
    return {
      [`${name}With`]: of((pair) => pick(pair.with)),
      [`${name}Without`]: of((pair) => pick(pair.without)),
      [`${name}Ratio`]: median(found),
      // Between them is half of all pairs
      [`${name}RatioLow`]: quantile(found, 0.25),
      [`${name}RatioHigh`]: quantile(found, 0.75),
    };
  };
  return {
    ...ratios((one) => one.median, 'median'),
    ...ratios((one) => one.p99, 'p99'),
    ...ratios((one) => one.p999, 'p999'),
    ratioSubmit: of((pair) => pair.with.submitUs / pair.without.submitUs),
    failures: of((pair) => pair.with.failures),
    pairs: PAIRS,
  };
}

process.stdout.write(JSON.stringify(mode === 'load' ? await load() : await latency()));
