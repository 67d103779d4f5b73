/** Rules, compiled to judge and to write alerts. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { LIVE_BINDING } from '@lanner/context';
import type { LiveEvent } from '@lanner/context';
import { RuleEngine, additionsFor, compileOutput, withStatics } from '@lanner/engine/runtime';
import type { CompiledAppend, FieldBinding, Match, Output, Stopwatch } from '@lanner/engine/runtime';
import type { CheckedRule } from '@lanner/language';
import { EVENTS } from '@lanner/schema';

/** Rules, and what the configuration says of them. */
export interface RulebookInput {
  readonly rules: readonly CheckedRule[];
  readonly matching: 'first' | 'all';
  /** The values of `static.NAME`. */
  readonly statics: ReadonlyMap<string, string>;
  readonly appends: readonly CompiledAppend[];
  /** Whether bytes are shown in base64. */
  readonly base64: boolean;
}

export class Rulebook {
  readonly #input: RulebookInput;
  readonly #binding: FieldBinding<LiveEvent>;
  readonly #engine: RuleEngine<LiveEvent>;
  readonly #outputs = new Map<string, Output<LiveEvent>>();
  /** The event types that some rule can match. */
  readonly wanted: ReadonlySet<string>;

  private constructor(input: RulebookInput, binding: FieldBinding<LiveEvent>, engine: RuleEngine<LiveEvent>) {
    this.#input = input;
    this.#binding = binding;
    this.#engine = engine;
    this.wanted = engine.wantedEventTypes();
  }

  static make(input: RulebookInput): Rulebook {
    const binding = withStatics(LIVE_BINDING, input.statics);
    const types = EVENTS.map(({ name }) => name);
    return new Rulebook(input, binding, new RuleEngine(input.rules, binding, types, { matching: input.matching }));
  }

  /** The same, event type by event type, each in a turn of the event loop: others have work to do meanwhile. */
  static async makeBesides(input: RulebookInput): Promise<Rulebook> {
    const binding = withStatics(LIVE_BINDING, input.statics);
    const engine = new RuleEngine<LiveEvent>(input.rules, binding, [], { matching: input.matching });
    for (const { name } of EVENTS) {
      engine.add(name);
      await nextTurn();
    }
    return new Rulebook(input, binding, engine);
  }

  /** The names of the rules that can match events of a type. */
  rulesOf(eventType: string): readonly string[] {
    return this.#engine.rulesOf(eventType);
  }

  judge(event: LiveEvent, stopwatch?: Stopwatch): readonly Match[] {
    return this.#engine.judge(event, event.event.name, stopwatch);
  }

  /** What an alert says. */
  render({ rule, realView }: Match, event: LiveEvent): ReturnType<Output<LiveEvent>> {
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
}
