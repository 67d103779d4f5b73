/** From an event to its alerts: at once, or when what its verdict hangs on is known. */
import type { RecordView } from '@lanner/capture';
import { AWAITED, LiveEvent, SURE, shapeOf } from '@lanner/context';
import type { Doubt, EventShape, HeldEvent, Host, Process } from '@lanner/context';
import type { Alert, AlertContext, Stopwatch } from '@lanner/engine/runtime';
import { RECORD_FLAGS } from '@lanner/schema';
import type { Rulebook } from './rulebook.ts';
import { Tally } from './tally.ts';
import type { TypeTally } from './tally.ts';
import { WaitingRoom } from './waiting-room.ts';
import type { Outcome, WaitingCounts } from './waiting-room.ts';

/** Flags that say that something is cut or in doubt. */
const NOTED = new Set<string>(['truncated_path', 'truncated_args', 'truncated_env', 'unreadable', 'read_late']);

/** An event type, and what is counted of it. */
export interface JudgedShape extends EventShape {
  readonly tally: TypeTally;
}

/** An event that waits, and the rules by which it is judged. */
interface Held {
  readonly event: HeldEvent;
  readonly rulebook: Rulebook;
}

export class Judgement {
  readonly #host: Host;
  readonly #event: LiveEvent;
  /** Takes the place of the other for events that have waited. */
  readonly #late: LiveEvent;
  readonly #room = new WaitingRoom<Held>();
  readonly tally: Tally = new Tally();
  #rulebook: Rulebook;
  #alerts: Alert[] = [];
  judged = 0;
  matched = 0;

  constructor(rulebook: Rulebook, host: Host) {
    this.#host = host;
    this.#event = new LiveEvent(host);
    this.#late = new LiveEvent(host);
    this.#rulebook = rulebook;
    this.#enforce(rulebook);
  }

  /** The rules in force. */
  get rulebook(): Rulebook {
    return this.#rulebook;
  }

  /** Events that wait are judged by the rules that were in force when they came. */
  set rulebook(rulebook: Rulebook) {
    this.#rulebook = rulebook;
    this.#enforce(rulebook);
  }

  #enforce(rulebook: Rulebook): void {
    this.tally.enforce(rulebook.wanted, (type) => rulebook.rulesOf(type));
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
      alerts = this.#alertsOn(event, this.#rulebook, this.tally);
      this.tally.end(tally);
    } else {
      event.point(record, process, shape);
      alerts = this.#alertsOn(event, this.#rulebook);
    }
    const { doubt } = this.#host.containers;
    if (alerts.length === 0 && doubt !== AWAITED) return;
    const key = keyOf(record, process);
    if (doubt === AWAITED || (this.#room.size > 0 && this.#room.has(key))) {
      const held = { event: event.hold(), rulebook: this.#rulebook };
      if (this.#room.add({ key, bytes: record.size, held })) return;
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

  #judgeLate({ event: held, rulebook }: Held): Outcome {
    const { containers } = this.#host;
    if (containers.isAwaited(held.process.container)) return 'stays';
    this.#late.restore(held, this.#event.firstTime);
    const alerts = this.#alertsOn(this.#late, rulebook);
    if (containers.doubt === AWAITED) return 'stays';
    if (alerts.length > 0) this.#raise(alerts, this.#late.event.name);
    return containers.doubt === SURE ? 'judged' : 'in vain';
  }

  /** Sets the doubt of the containers to that of the verdict. */
  #alertsOn(event: LiveEvent, rulebook: Rulebook, stopwatch?: Stopwatch): readonly Alert[] {
    const { containers } = this.#host;
    containers.doubt = SURE;
    const matches = rulebook.judge(event, stopwatch);
    if (matches.length === 0) return NOTHING;
    const rendered = matches.map((match) => ({ match, ...rulebook.render(match, event) }));
    const { doubt } = containers;
    return rendered.map(({ match: { rule, realView }, message, fields }) => ({
      time: event.time,
      rule: rule.name,
      priority: rule.priority,
      source: rule.source,
      hostname: this.#host.hostname,
      tags: rule.tags,
      message,
      fields,
      context: contextOf(event, realView, doubt),
    }));
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
