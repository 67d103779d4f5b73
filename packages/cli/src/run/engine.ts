/** The engine thread: drains the rings, resolves who did it, judges, and hands alerts over. Nothing else happens here. */
import { parentPort, workerData } from 'node:worker_threads';
import { LiveSource } from '@lanner/capture';
import type { RecordView } from '@lanner/capture';
import { LIVE_BINDING, LiveEvent, ProcessTable, Users, shapeOf, procReader } from '@lanner/context';
import type { Host, EventShape, Process } from '@lanner/context';
import { RuleEngine, additionsFor, compileOutput, withStatics } from '@lanner/engine';
import type { Alert, AlertContext, Match, Output } from '@lanner/engine';
import { EVENTS, RECORD_FLAGS } from '@lanner/schema';
import type { EventDef } from '@lanner/schema';
import { bootTime } from './clock.ts';
import { lossAlert } from './losses.ts';
import type { Counters } from './losses.ts';
import type { EngineInput, FromEngine, ToEngine } from './messages.ts';

const LOOK_INTERVAL_MS = 1000;
/** In looks. The first time soon: most of what is not needed again was for the start. */
const FIRST_RELEASE = 3;
const RELEASE_INTERVAL = 60;
/** Flags that say that something is cut or in doubt. */
const NOTED = new Set<string>(['truncated_path', 'truncated_args', 'truncated_env', 'unreadable']);

interface EventType extends EventShape {
  readonly judged: boolean;
}

const port = parentPort;
if (port === null) throw new Error('the engine runs in a worker thread');
const post = (message: FromEngine) => port.postMessage(message);

function run(input: EngineInput): void {
  const table = new ProcessTable(procReader);
  const host: Host = { hostname: input.hostname, bootTime: bootTime(), users: new Users(), processes: table };
  const binding = withStatics(LIVE_BINDING, input.statics);
  const engine = new RuleEngine<LiveEvent>(
    input.rules,
    binding,
    EVENTS.map(({ name }) => name),
    { matching: input.matching },
  );
  const wanted = engine.wantedEventTypes();
  const types: readonly (EventType | undefined)[] = [
    undefined,
    ...EVENTS.map((event) => ({ ...shapeOf(event), judged: wanted.has(event.name) })),
  ];
  const live = new LiveSource({ scope: input.scope, wanted });
  const event = new LiveEvent(host);
  const outputs = new Map<string, Output<LiveEvent>>();
  const matchedByRule = new Map<string, number>();
  let alerts: Alert[] = [];
  let seen: Counters = live.counters();
  let judged = 0;
  let matched = 0;
  let newest = 0n;
  let looks = 0;

  live.snapshot((record) => table.apply(record));
  table.link();

  function onRecord(record: RecordView): void {
    table.apply(record);
    const type = types[record.type];
    if (type === undefined || !type.judged) return;
    judged++;
    newest = record.time;
    event.point(record, table.resolve(record), type);
    for (const match of engine.judge(event, type.event.name)) raise(match, type.event);
  }

  function raise({ rule, realView }: Match, type: EventDef): void {
    const key = `${rule.index} ${type.name}`;
    let output = outputs.get(key);
    if (output === undefined) {
      const additions = additionsFor(rule, input.appends);
      output = compileOutput(rule, additions, binding, type.name, { base64: input.base64 });
      outputs.set(key, output);
    }
    event.realView = realView;
    const { message, fields } = output(event);
    event.realView = false;
    matched++;
    matchedByRule.set(rule.name, (matchedByRule.get(rule.name) ?? 0) + 1);
    alerts.push({
      time: event.time,
      rule: rule.name,
      priority: rule.priority,
      source: rule.source,
      hostname: input.hostname,
      tags: rule.tags,
      message,
      fields,
      context: contextOf(event, realView),
    });
  }

  function handOver(): void {
    if (alerts.length === 0) return;
    post({ kind: 'alerts', alerts });
    alerts = [];
  }

  function look(): void {
    const now = live.counters();
    const alert = lossAlert(seen, now, BigInt(Date.now()) * 1_000_000n, input.hostname);
    seen = now;
    if (alert !== undefined) alerts.push(alert);
    table.sweep(newest);
    if (looks++ % RELEASE_INTERVAL === FIRST_RELEASE) live.releaseMemory();
    host.bootTime = bootTime();
    handOver();
  }

  const looking = setInterval(look, LOOK_INTERVAL_MS);
  port?.on('message', (message: ToEngine) => {
    if (message.kind !== 'stop') return;
    clearInterval(looking);
    live.stop(onRecord);
    look();
    post({
      kind: 'done',
      summary: { judged, matched, matchedByRule, processes: table.size, counters: live.counters() },
    });
    live.close();
    port.close();
  });
  live.start(onRecord, handOver);
  post({ kind: 'ready', processes: table.size, eventTypes: wanted.size });
}

function contextOf(event: LiveEvent, realView: boolean): AlertContext {
  const { record, process } = event;
  const family: Process[] = [process, ...process.ancestors()];
  const slots = shapeOf(event.event).paths[0];
  const real = slots === undefined ? undefined : record.string(slots.real);
  const lexical = slots === undefined ? undefined : event.lexical(slots);
  const differ = real !== undefined && lexical !== undefined && real !== lexical;
  return {
    ancestry: family.map((one) => ({ name: one.name, pid: one.facts.pid, cmdline: one.cmdline })),
    notes: [
      ...RECORD_FLAGS.filter((flag, bit) => NOTED.has(flag) && (record.flags & (1 << bit)) !== 0),
      ...(event.raced ? ['race'] : []),
      ...(process.incomplete ? ['process_unknown'] : []),
      ...(process.containerByLineage ? ['container_by_lineage'] : []),
    ],
    ...(differ ? { path: { lexical, real }, matched: realView ? 'real' : 'lexical' } : {}),
  };
}

try {
  run(workerData as EngineInput);
} catch (error) {
  post({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  port.close();
}
