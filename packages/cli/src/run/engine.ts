/** The engine thread: drains the rings, resolves who did it, judges, and hands alerts over. Nothing else happens here. */
import { parentPort, workerData } from 'node:worker_threads';
import { LiveSource, reasonOf } from '@lanner/capture';
import type { RecordView } from '@lanner/capture';
import { ContainerTable, KubernetesStore, ProcessTable, Users, hostFiles, procReader, shapeOf } from '@lanner/context';
import type { Host } from '@lanner/context';
import { EVENTS } from '@lanner/schema';
import { bootTime } from './clock.ts';
import { Judgement } from './judgement.ts';
import type { JudgedShape } from './judgement.ts';
import { Lifecycle } from './lifecycle.ts';
import { lossAlert } from './losses.ts';
import type { Counters } from './losses.ts';
import type { EngineCounts, EngineInput, FromEngine, MadeFilters, ToEngine } from './messages.ts';
import { ProcessAnswers } from './process-answers.ts';
import { Rulebook } from './rulebook.ts';
import type { RulebookInput } from './rulebook.ts';

const LOOK_INTERVAL_MS = 1000;
/** How often it is looked whether what is awaited has been so for too long. */
const EXPIRY_INTERVAL_MS = 50;
/** In looks. The first time soon: most of what is not needed again was for the start. */
const FIRST_RELEASE = 3;
const RELEASE_INTERVAL = 60;

/** By number of the record. */
type EventTypes = readonly (EventType | undefined)[];

interface EventType extends JudgedShape {
  readonly judged: boolean;
}

const port = parentPort;
if (port === null) throw new Error('the engine runs in a worker thread');
const post = (message: FromEngine) => port.postMessage(message);

function eventTypes({ rulebook: { wanted }, tally }: Judgement): EventTypes {
  const types = EVENTS.map((event) => {
    return { ...shapeOf(event), judged: wanted.has(event.name), tally: tally.type(event.name) };
  });
  return [undefined, ...types];
}

function run(input: EngineInput): void {
  const containers = new ContainerTable({ wait: input.containerWait });
  const { root, proc } = hostFiles(process.env);
  const users = new Users(root, (pid) => `${proc}/${pid}`);
  const table = new ProcessTable(procReader, (process) => {
    containers.sight(process.container);
    users.sight(process);
    lifecycle.sight(process.container);
  });
  const kubernetes = new KubernetesStore({ wait: input.kubernetes ? input.containerWait : 0 });
  const host: Host = {
    hostname: input.hostname,
    bootTime: bootTime(),
    users,
    processes: table,
    containers,
    kubernetes,
  };
  const judgement = new Judgement(Rulebook.make(input.rulebook), host);
  const { wanted } = judgement.rulebook;
  let types = eventTypes(judgement);
  const lifecycle = new Lifecycle({
    host,
    everywhere: input.scope.kind === 'all',
    wanted: (eventType) => judgement.rulebook.wanted.has(eventType),
    judge: ({ record, process, shape }) =>
      judgement.judge(record, process, { ...shape, tally: judgement.tally.type(shape.event.name) }),
  });
  const live = new LiveSource({ scope: input.scope, wanted, filtering: input.kernelFilter });
  const answers = new ProcessAnswers(live, host);
  let seen: Counters = live.counters();
  let newest = 0n;
  let looks = 0;
  let expiring: NodeJS.Timeout | undefined;
  let stopped = false;
  /** What takes long and is not needed any more need not be awaited. */
  const stopping = new AbortController();
  let changes = Promise.resolve();

  live.snapshot((record) => table.apply(record));
  table.link();

  function onRecord(record: RecordView): void {
    table.apply(record);
    const type = types[record.type];
    if (type === undefined || !type.judged) return;
    newest = record.time;
    const process = table.resolve(record);
    judgement.judge(record, process, type);
    answers.tell(record, process, type);
  }

  function handOver(): void {
    const wantedContainers = containers.takeWanted();
    if (wantedContainers.length > 0) post({ kind: 'wanted', containers: wantedContainers });
    if (containers.awaited + kubernetes.awaited > 0) expiring ??= setTimeout(expire, EXPIRY_INTERVAL_MS);
    const alerts = judgement.takeAlerts();
    if (alerts.length > 0) post({ kind: 'alerts', alerts });
  }

  function expire(): void {
    expiring = undefined;
    const expired = [containers.expire(), kubernetes.expire()];
    if (expired.includes(true)) judgement.release();
    handOver();
    if (stopped) end();
  }

  function look(): void {
    const now = live.counters();
    const alert = lossAlert(seen, now, BigInt(Date.now()) * 1_000_000n, input.hostname);
    seen = now;
    if (alert !== undefined) judgement.push(alert);
    table.sweep(newest);
    users.sweep();
    answers.look();
    containers.expire();
    kubernetes.expire();
    if (looks++ % RELEASE_INTERVAL === FIRST_RELEASE) live.releaseMemory();
    host.bootTime = bootTime();
    judgement.release();
    handOver();
    post({ kind: 'counts', counts: countsWith(now) });
  }

  function countsWith(counters: Counters): EngineCounts {
    const { judged, matched, tally, waits, waiting } = judgement;
    const { byEventType, byRule } = tally;
    const { user, system } = process.threadCpuUsage();
    return {
      judged,
      matched,
      byEventType,
      byRule,
      matchedByRule: new Map(Array.from(byRule, ([rule, work]) => [rule, work.matched])),
      waits,
      waiting,
      processes: table.size,
      containerEvents: lifecycle.counts,
      counters,
      cpuSeconds: (user + system) / 1e6,
    };
  }

  /** Once nothing waits any more. */
  function end(): void {
    if (judgement.waiting > 0) return;
    clearTimeout(expiring);
    post({ kind: 'done', summary: countsWith(live.counters()) });
    live.close();
    port?.close();
  }

  function stop(): void {
    if (stopped) return;
    clearInterval(looking);
    live.stop(onRecord);
    look();
    stopped = true;
    end();
  }

  /** What was awaited may be known now. */
  function learned(): void {
    judgement.release();
    handOver();
    if (stopped) end();
  }

  /** What changes the kernel is done one after the other, and not in the midst of the end. */
  function inTurn(change: () => Promise<void>): void {
    changes = after(changes, change);
  }

  async function after(before: Promise<void>, change: () => Promise<void>): Promise<void> {
    await before;
    if (!stopped) await change();
  }

  async function filter({ filters, processConditions }: MadeFilters): Promise<void> {
    answers.ask(processConditions);
    const refusals = await live.putFilters(filters, stopping.signal);
    if (stopping.signal.aborted) return;
    looks = 0; // the thread that made them leaves memory behind
    post({ kind: 'filtered', filtered: filters.length - refusals.length, refusals });
  }

  /** docs/decisions/0010-reload-between-two-events.md */
  async function reload(rules: RulebookInput, { filters, processConditions }: MadeFilters): Promise<void> {
    const before = judgement.rulebook.wanted;
    const rulebook = await Rulebook.makeBesides(rules);
    try {
      await live.prepare(rulebook.wanted);
    } catch (error) {
      return post({ kind: 'kept', reason: reasonOf(error) });
    }
    const loaded = await live.loadFilters(filters, stopping.signal);
    try {
      await live.widen(new Set([...before, ...rulebook.wanted]));
    } catch (error) {
      live.dropFilters(loaded);
      return post({ kind: 'kept', reason: reasonOf(error) });
    }
    live.drain(onRecord);
    judgement.rulebook = rulebook;
    types = eventTypes(judgement);
    answers.ask(processConditions);
    live.narrow(rulebook.wanted);
    const refusals = live.placeFilters(loaded);
    looks = 0;
    handOver();
    const filtered = loaded.filters.length + loaded.refusals.length - refusals.length;
    post({ kind: 'reloaded', eventTypes: rulebook.wanted.size, filtered, refusals });
  }

  const looking = setInterval(look, LOOK_INTERVAL_MS);
  port?.on('message', (message: ToEngine) => {
    switch (message.kind) {
      case 'containers':
        containers.learn(message.found);
        containers.giveUp(message.unknown);
        containers.forget(message.gone);
        if (!stopped) lifecycle.take(message.events);
        return learned();
      case 'kubernetes':
        kubernetes.apply(message.update);
        return learned();
      case 'filters':
        return inTurn(() => filter(message.made));
      case 'reload':
        return inTurn(() => reload(message.rulebook, message.made));
      case 'stop':
        stopping.abort();
        return inTurn(async () => stop());
    }
  });
  live.start(onRecord, handOver);
  post({ kind: 'ready', processes: table.size, eventTypes: wanted.size });
}

try {
  run(workerData as EngineInput);
} catch (error) {
  post({ kind: 'failed', message: reasonOf(error) });
  port.close();
}
