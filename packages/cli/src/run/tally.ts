/**
 * What was judged and matched, and the time that it took, by event type and by rule. Of many events few are timed: each
 * stands for those since the one before it.
 */
import type { Stopwatch } from '@lanner/engine/runtime';
import type { CheckedRule } from '@lanner/language';

/** Of one event type or one rule, since the start. */
export interface Work {
  /** Events; of a rule: those of the types that it can match. */
  readonly judged: number;
  /** Of a type: events that raised an alert; of a rule: its alerts. */
  readonly matched: number;
  /** Estimated time of judging, ns. */
  readonly ns: number;
}

interface TypeTally {
  judged: number;
  matched: number;
  ns: number;
  /** The next event that is timed, and the last that was, counted as `judged`. */
  next: number;
  last: number;
}

interface RuleTally {
  judged: number;
  matched: number;
  ns: number;
}

/** Of the first events of a type one in `1 + n / SPREAD` is timed, later one in this many. */
const RARELY = 256;
const SPREAD = 8;
const CALIBRATIONS = 200;
const MS = 1e6;

export class Tally implements Stopwatch {
  readonly #types = new Map<string, TypeTally>();
  readonly #rules = new Map<string, RuleTally>();
  readonly #now: () => number;
  /** What reading the clock takes, ms. */
  readonly #overhead: number;
  /** The rules in force: their types, and how many events of each had been judged when they came into force. */
  #inForce = new Map<string, readonly (readonly [type: TypeTally, before: number])[]>();
  #weight = 1;
  #begun = 0;
  #lapped = 0;

  /** @param now ms, growing */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#overhead = overheadOf(now);
  }

  /** Rules come into force, in the place of those before. @param rulesOf the rules that can match events of a type */
  enforce(eventTypes: Iterable<string>, rulesOf: (eventType: string) => readonly string[]): void {
    for (const [rule, types] of this.#inForce) this.#rule(rule).judged += judgedSince(types);
    const inForce = new Map<string, (readonly [TypeTally, number])[]>();
    for (const eventType of eventTypes) {
      const type = this.type(eventType);
      for (const rule of rulesOf(eventType)) {
        this.#rule(rule);
        const types = inForce.get(rule);
        if (types === undefined) inForce.set(rule, [[type, type.judged]]);
        else types.push([type, type.judged]);
      }
    }
    this.#inForce = inForce;
  }

  /** The tally of an event type. */
  type(name: string): TypeTally {
    let type = this.#types.get(name);
    if (type === undefined) this.#types.set(name, (type = { judged: 0, matched: 0, ns: 0, next: 1, last: 0 }));
    return type;
  }

  /** An event more of a type. @returns whether it is to be timed */
  judging(type: TypeTally): boolean {
    return ++type.judged >= type.next;
  }

  /** An event that is timed begins. */
  begin(type: TypeTally): this {
    this.#weight = type.judged - type.last;
    this.#begun = this.#now();
    return this;
  }

  /** The event that is timed is judged. */
  end(type: TypeTally): void {
    type.ns += this.#since(this.#begun, this.#now());
    type.last = type.judged;
    const mean = Math.min(RARELY, 1 + type.judged / SPREAD);
    type.next = type.judged + Math.max(1, Math.round(2 * mean * Math.random()));
  }

  start(): void {
    this.#lapped = this.#now();
  }

  lap({ name }: CheckedRule): void {
    const now = this.#now();
    this.#rule(name).ns += this.#since(this.#lapped, now);
    // The clock of a lap belongs to none of the rules, nor to the event.
    const after = this.#now();
    this.#begun += after - now + this.#overhead;
    this.#lapped = after;
  }

  /** An event has raised alerts, of these rules. */
  matched(eventType: string, rules: Iterable<string>): void {
    this.type(eventType).matched++;
    for (const rule of rules) this.#rule(rule).matched++;
  }

  get byEventType(): ReadonlyMap<string, Work> {
    return mapped(this.#types, ({ judged, matched, ns }) => ({ judged, matched, ns }));
  }

  /** Also of rules that are no longer in force. */
  get byRule(): ReadonlyMap<string, Work> {
    return mapped(this.#rules, ({ judged, matched, ns }, name) => {
      return { judged: judged + judgedSince(this.#inForce.get(name) ?? []), matched, ns };
    });
  }

  #rule(name: string): RuleTally {
    let rule = this.#rules.get(name);
    if (rule === undefined) this.#rules.set(name, (rule = { judged: 0, matched: 0, ns: 0 }));
    return rule;
  }

  #since(before: number, now: number): number {
    return Math.max(0, now - before - this.#overhead) * MS * this.#weight;
  }
}

export type { TypeTally };

function judgedSince(types: readonly (readonly [type: TypeTally, before: number])[]): number {
  return types.reduce((sum, [type, before]) => sum + type.judged - before, 0);
}

function mapped<From, To>(map: ReadonlyMap<string, From>, make: (one: From, key: string) => To): Map<string, To> {
  return new Map(Array.from(map, ([key, one]) => [key, make(one, key)]));
}

function overheadOf(now: () => number): number {
  let least = Infinity;
  for (let n = 0; n < CALIBRATIONS; n++) {
    const before = now();
    least = Math.min(least, now() - before);
  }
  return least;
}
