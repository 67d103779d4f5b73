/** Rules and a binding to verdicts. */
import type { CheckedRule } from '@lanner/language';
import type { FieldBinding, JudgedEvent } from './binding.ts';
import { compileJudge } from './compile.ts';
import type { CompiledRule, Judge } from './compile.ts';
import { KeptConditions, ObjectVerdicts } from './kept-conditions.ts';
import { makeSpecialiser } from './specialise.ts';

export interface RuleEngineOptions {
  /** `first`: an event raises at most one alert, that of the first rule in definition order (Falco's default). */
  readonly matching?: 'first' | 'all';
  /** Where the events come from; rules of other sources are not theirs. Default: `syscall`. */
  readonly source?: string;
}

export interface Match {
  readonly rule: CheckedRule;
  /** Whether it took the real view of the paths to match. */
  readonly realView: boolean;
}

/** Told where the time of one event goes; the clock is that of the caller. */
export interface Stopwatch {
  /** The first rule is about to be judged. */
  start(): void;
  /** A rule has been judged, since `start` or the last lap. */
  lap(rule: CheckedRule): void;
}

interface EventTypeJudge<E> {
  readonly rules: readonly CompiledRule[];
  /** Made for the first event of the type: many types never come. */
  judge: Judge<E> | undefined;
}

const NONE: readonly Match[] = [];

/** Judges events of the types given. Nothing that checked rules can cause makes it throw. */
export class RuleEngine<E extends JudgedEvent> {
  readonly #judges = new Map<string, EventTypeJudge<E>>();
  readonly #first: boolean;
  readonly #positions: number[] = [];
  readonly #kept: KeptConditions;
  readonly #binding: FieldBinding<E>;
  readonly #enabled: readonly CheckedRule[];
  #objects: ObjectVerdicts | undefined;

  constructor(
    rules: readonly CheckedRule[],
    binding: FieldBinding<E>,
    eventTypes: Iterable<string>,
    options: RuleEngineOptions = {},
  ) {
    this.#first = options.matching !== 'all';
    const { source = 'syscall' } = options;
    this.#binding = binding;
    this.#kept = new KeptConditions((ref) => binding.subjectOf?.(ref));
    this.#enabled = rules.filter((rule) => rule.enabled && rule.source === source);
    for (const eventType of eventTypes) this.add(eventType);
  }

  /** Specialises the rules for one more event type; they are compiled when its first event comes. */
  add(eventType: string): void {
    const specialise = makeSpecialiser(eventType);
    const rules = this.#enabled
      .filter((rule) => rule.eventTypes?.has(eventType) ?? true)
      .map((rule) => ({ rule, condition: specialise(rule.condition) }))
      .filter(({ condition }) => condition.kind !== 'boolean' || condition.value);
    if (rules.length > 0) this.#judges.set(eventType, { rules, judge: undefined });
  }

  /** The event types that some enabled rule can match. */
  wantedEventTypes(): ReadonlySet<string> {
    return new Set(this.#judges.keys());
  }

  /** The names of the rules that can match events of a type. */
  rulesOf(eventType: string): readonly string[] {
    return this.#judges.get(eventType)?.rules.map(({ rule }) => rule.name) ?? [];
  }

  /** The matches of one event, in order; the same empty array where there are none. */
  judge(event: E, eventType: string, stopwatch?: Stopwatch): readonly Match[] {
    const entry = this.#judges.get(eventType);
    if (entry === undefined) return NONE;
    entry.judge ??= compileJudge(entry.rules, (ref) => this.#binding.bind(ref, eventType), this.#kept);
    const { judge, rules } = entry;
    const positions = this.#positions;
    positions.length = 0;
    event.realView = false;
    this.#pass(judge, rules, event, stopwatch);
    const lexical = positions.length;
    if (event.hasRealView) {
      event.realView = true;
      try {
        this.#pass(judge, rules, event, stopwatch);
      } finally {
        event.realView = false;
      }
    }
    return positions.length === 0 ? NONE : this.#matches(rules, positions, lexical);
  }

  #pass(judge: Judge<E>, rules: readonly CompiledRule[], event: E, stopwatch: Stopwatch | undefined): void {
    const size = this.#kept.size('object');
    // Each event type may bring further conditions.
    if (this.#objects === undefined || this.#objects.size < size) this.#objects = new ObjectVerdicts(size);
    const objects = this.#objects;
    const start = size === 0 ? 0 : objects.at(event.objectName, event.objectKind);
    const lap = stopwatch && lapOf(rules, stopwatch);
    judge(event, this.#positions, this.#first, this.#ofProcess(event), objects.verdicts, start, lap);
  }

  #ofProcess(event: E): Uint8Array | undefined {
    const size = this.#kept.size('process');
    if (size === 0) return undefined;
    const known = event.processVerdicts;
    const own = known?.owner === this ? known.verdicts : undefined;
    if (own !== undefined && own.length >= size) return own;
    const verdicts = new Uint8Array(size);
    if (own !== undefined) verdicts.set(own);
    event.processVerdicts = { owner: this, verdicts };
    return verdicts;
  }

  /**
   * In the order of the rules, each once. A rule that matches in the real view comes before a later one that matches in
   * the lexical view: a path must not be able to hide behind a rule that was made to match.
   */
  #matches(rules: readonly CompiledRule[], positions: readonly number[], lexical: number): Match[] {
    const inLexicalView = new Set(positions.slice(0, lexical));
    const matches: Match[] = [];
    for (const position of Array.from(new Set(positions)).sort((a, b) => a - b)) {
      const rule = rules[position]?.rule;
      if (rule !== undefined) matches.push({ rule, realView: !inLexicalView.has(position) });
      if (this.#first) break;
    }
    return matches;
  }
}

function lapOf(rules: readonly CompiledRule[], stopwatch: Stopwatch): (position: number) => void {
  stopwatch.start();
  return (position) => {
    const rule = rules[position]?.rule;
    if (rule !== undefined) stopwatch.lap(rule);
  };
}
