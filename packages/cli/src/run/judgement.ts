/** From an event to its alerts: at once, or when what its verdict hangs on is known. */
import type { RecordView } from '@lanner/capture';
import { AWAITED, LIVE_BINDING, LiveEvent, SURE, shapeOf } from '@lanner/context';
import type { Doubt, EventShape, HeldEvent, Host, Process } from '@lanner/context';
import { RuleEngine, additionsFor, compileOutput, withStatics } from '@lanner/engine/runtime';
import type { Alert, AlertContext, FieldBinding, Match, Output, Stopwatch } from '@lanner/engine/runtime';
import { EVENTS, RECORD_FLAGS } from '@lanner/schema';
import type { EngineInput } from './messages.ts';
import { Tally } from './tally.ts';
import type { TypeTally } from './tally.ts';
import { WaitingRoom } from './waiting-room.ts';
import type { Outcome, WaitingCounts } from './waiting-room.ts';

/** Flags that say that something is cut or in doubt. */
const NOTED = new Set<string>(['truncated_path', 'truncated_args', 'truncated_env', 'unreadable']);

/** An event type, and what is counted of it. */
export interface JudgedShape extends EventShape {
  readonly tally: TypeTally;
}

export class Judgement {
  readonly #input: EngineInput;
  readonly #host: Host;
  readonly #binding: FieldBinding<LiveEvent>;
  readonly #engine: RuleEngine<LiveEvent>;
  readonly #event: LiveEvent;
  /** Takes the place of the other for events that have waited. */
  readonly #late: LiveEvent;
  readonly #room = new WaitingRoom<HeldEvent>();
  readonly #outputs = new Map<string, Output<LiveEvent>>();
  readonly #wanted: ReadonlySet<string>;
  readonly tally: Tally = new Tally();
  #alerts: Alert[] = [];
  judged = 0;
  matched = 0;

  constructor(input: EngineInput, host: Host) {
    this.#input = input;
    this.#host = host;
    this.#binding = withStatics(LIVE_BINDING, input.statics);
    this.#engine = new RuleEngine(
      input.rules,
      this.#binding,
      EVENTS.map(({ name }) => name),
      { matching: input.matching },
    );
    this.#wanted = this.#engine.wantedEventTypes();
    this.tally.enforce(this.#wanted, (type) => this.#engine.rulesOf(type));
    this.#event = new LiveEvent(host);
    this.#late = new LiveEvent(host);
  }

  /** The event types that some rule can match. */
  get wanted(): ReadonlySet<string> {
    return this.#wanted;
  }

  /** How many events wait. */
  get waiting(): number {
    return this.#room.size;
  }

  get waits(): WaitingCounts {
    return this.#room.counts;
  }

  /** Judges an event of a type that is wanted; `record` is valid during the call only. */
  judge(record: RecordView, process: Process, shape: JudgedShape): void {
    this.judged++;
    const event = this.#event;
    const { tally } = shape;
    let alerts: readonly Alert[];
    if (this.tally.judging(tally)) {
      this.tally.begin(tally);
      event.point(record, process, shape);
      alerts = this.#alertsOn(event, this.tally);
      this.tally.end(tally);
    } else {
      event.point(record, process, shape);
      alerts = this.#alertsOn(event);
    }
    const { doubt } = this.#host.containers;
    if (alerts.length === 0 && doubt !== AWAITED) return;
    if (doubt === AWAITED || (this.#room.size > 0 && this.#room.has(keyOf(record, process)))) {
      if (this.#room.add({ key: keyOf(record, process), bytes: record.size, held: event.hold() })) return;
    }
    if (alerts.length > 0) this.#raise(alerts, shape.event.name);
  }

  /** Judges those events that have waited and need wait no longer. */
  release(): void {
    if (this.#room.size > 0) this.#room.release((held) => this.#judgeLate(held));
  }

  /** An alert that no rule has raised. */
  push(alert: Alert): void {
    this.#alerts.push(alert);
  }

  takeAlerts(): readonly Alert[] {
    const alerts = this.#alerts;
    if (alerts.length > 0) this.#alerts = [];
    return alerts;
  }

  #judgeLate(held: HeldEvent): Outcome {
    const { containers } = this.#host;
    if (containers.isAwaited(held.process.container)) return 'stays';
    this.#late.restore(held, this.#event.firstTime);
    const alerts = this.#alertsOn(this.#late);
    if (containers.doubt === AWAITED) return 'stays';
    if (alerts.length > 0) this.#raise(alerts, this.#late.event.name);
    return containers.doubt === SURE ? 'judged' : 'in vain';
  }

  /** Sets the doubt of the containers to that of the verdict. */
  #alertsOn(event: LiveEvent, stopwatch?: Stopwatch): readonly Alert[] {
    const { containers } = this.#host;
    containers.doubt = SURE;
    const matches = this.#engine.judge(event, event.event.name, stopwatch);
    if (matches.length === 0) return NOTHING;
    const rendered = matches.map((match) => ({ match, ...this.#render(match, event) }));
    const { doubt } = containers;
    return rendered.map(({ match: { rule, realView }, message, fields }) => ({
      time: event.time,
      rule: rule.name,
      priority: rule.priority,
      source: rule.source,
      hostname: this.#input.hostname,
      tags: rule.tags,
      message,
      fields,
      context: contextOf(event, realView, doubt),
    }));
  }

  #render({ rule, realView }: Match, event: LiveEvent): ReturnType<Output<LiveEvent>> {
    const { name } = event.event;
    const key = `${rule.index} ${name}`;
    let output = this.#outputs.get(key);
    if (output === undefined) {
      const additions = additionsFor(rule, this.#input.appends);
      output = compileOutput(rule, additions, this.#binding, name, { base64: this.#input.base64 });
      this.#outputs.set(key, output);
    }
    event.realView = realView;
    const rendered = output(event);
    event.realView = false;
    return rendered;
  }

  #raise(alerts: readonly Alert[], eventType: string): void {
    this.matched += alerts.length;
    this.tally.matched(
      eventType,
      alerts.map(({ rule }) => rule),
    );
    this.#alerts.push(...alerts);
  }
}

const NOTHING: readonly Alert[] = [];

/** Events with the same key are judged in their order: those of a process, or of a container of which a runtime tells. */
function keyOf({ pid, startTime }: RecordView, { container }: Process): string {
  return pid === 0 ? container.fullId : `${pid} ${startTime}`;
}

function contextOf(event: LiveEvent, realView: boolean, doubt: Doubt): AlertContext {
  const { record, process } = event;
  const family: Process[] = event.event.handler === 'none' ? [] : [process, ...process.ancestors()];
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
      ...(doubt === SURE ? [] : ['container_unknown']),
    ],
    ...(differ ? { path: { lexical, real }, matched: realView ? 'real' : 'lexical' } : {}),
  };
}
