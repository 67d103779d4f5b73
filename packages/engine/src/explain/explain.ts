/** What of rules is tested in the kernel, what is not, and why. */
import type { CheckedRule, Condition } from '@lanner/language';
import { EVENTS } from '@lanner/schema';
import type { EventDef } from '@lanner/schema';
import { compileFilters } from '../filter/compile.ts';
import type { CompiledPlan } from '../filter/compile.ts';
import { planEvents } from '../filter/derive.ts';
import { usualOf } from '../filter/fields/descriptor.ts';
import { asksProcess, textsIn } from '../filter/plan.ts';
import type { Plan } from '../filter/plan.ts';
import { ProcessConditions } from '../filter/processes.ts';
import { makeSpecialiser } from '../specialise.ts';
import { printCheck } from '../testing/print-condition.ts';
import { adviceOn, testableFields } from './advice.ts';
import type { Advice } from './advice.ts';
import { untestedIn } from './blame.ts';
import { printCondition, printPlan } from './print-plan.ts';
import { reachOf } from './reach.ts';
import type { ConditionOf, Reach } from './reach.ts';

/** A check that the kernel cannot do. */
export interface UntestedCheck extends Advice {
  /** On one line, with `not` before it where it must be false. */
  readonly check: string;
}

/** A rule on events of one type. */
export interface RuleExplanation {
  readonly rule: string;
  /** What is left of its condition for the type. */
  readonly condition: string;
  /** What the kernel tests for it; `true` where it passes everything. */
  readonly kernel: string;
  readonly reach: Reach;
  /** What leaves it broad; empty where it is narrow, or where all that it asks is tested. */
  readonly untested: readonly UntestedCheck[];
}

export interface EventExplanation {
  readonly event: string;
  /** `always`: the process table needs the type, whatever rules ask. `all`: no filter is loaded for it. `some`: one is. */
  readonly sent: 'always' | 'all' | 'some';
  readonly reach: Reach;
  /** What a record must fulfil to be sent; `true` where all are. */
  readonly kernel: string;
  /** What is sent besides, as the kernel cannot judge it. */
  readonly exempt: readonly string[];
  /** Rules that could not be told apart in the kernel as finely as their plans say: they were too many or too large. */
  readonly weakened: boolean;
  readonly rules: readonly RuleExplanation[];
  /** Fields that the kernel can test for the type: a rule that asks for one of these as well becomes narrower. */
  readonly testable: readonly string[];
}

/** Fields of the image of a process are tested for all types; these are the usual ones. */
const PROCESS_FIELDS: readonly string[] = ['proc.name', 'proc.exepath', 'proc.cmdline'];

/**
 * Explains the filters of all event types that rules ask for, in the order of the table of events.
 * @param rules those that are enabled, of the events of system calls
 */
export function explainFilters(rules: readonly CheckedRule[]): readonly EventExplanation[] {
  const { plans, processConditions } = compileFilters(rules);
  const compiled = new Map(plans.map((plan) => [plan.event.name, plan]));
  // The plans of rules number the conditions on processes as they were met, the compiled ones by their bits.
  const processes = new ProcessConditions();
  const derived = new Map(planEvents(rules, processes).map(({ event, rules: of }) => [event.name, of]));
  const explainer = new Explainer(processes);
  return EVENTS.flatMap((event): EventExplanation[] => {
    const plan = compiled.get(event.name);
    if (plan !== undefined) {
      const ofRules = (derived.get(event.name) ?? []).map((one) => explainer.rule(one.rule, event, one.plan));
      return [ofFiltered(plan, ofRules, (bit) => processConditions[bit])];
    }
    if (event.state !== true) return [];
    const asking = rules.filter(({ eventTypes }) => eventTypes?.has(event.name) ?? true);
    const ofRules = asking.flatMap((rule) => explainer.rule(rule, event, undefined) ?? []);
    if (ofRules.length === 0) return [];
    return [
      {
        event: event.name,
        sent: 'always',
        reach: 'all',
        kernel: 'true',
        exempt: [],
        weakened: false,
        rules: ofRules,
        testable: [],
      },
    ];
  });
}

function ofFiltered(plan: CompiledPlan, rules: readonly RuleExplanation[], conditionOf: ConditionOf): EventExplanation {
  const { event, compiled, weakened, filter } = plan;
  return {
    event: event.name,
    sent: filter === undefined ? 'all' : 'some',
    reach: reachOf(compiled, conditionOf),
    kernel: printPlan(compiled, event, conditionOf),
    exempt: filter === undefined ? [] : exemptOf(event, compiled),
    weakened,
    rules,
    testable: [...PROCESS_FIELDS, ...testableFields(event)],
  };
}

function exemptOf(event: EventDef, plan: Plan): readonly string[] {
  return [
    ...(usualOf(event).kind === 'constant'
      ? []
      : ['descriptors that are no files with a path (sockets, pipes, memory)']),
    ...(textsIn(plan).length === 0 ? [] : ['paths that the kernel could not resolve']),
    ...(asksProcess(plan) ? ['the first events of each program, until Lanner has told the kernel what it is'] : []),
  ];
}

class Explainer {
  readonly #processes: ProcessConditions;
  readonly #specialisers = new Map<string, (condition: Condition) => Condition>();

  constructor(processes: ProcessConditions) {
    this.#processes = processes;
  }

  #specialised(rule: CheckedRule, event: EventDef): Condition {
    let specialise = this.#specialisers.get(event.name);
    if (specialise === undefined) this.#specialisers.set(event.name, (specialise = makeSpecialiser(event.name)));
    return specialise(rule.condition);
  }

  /** @param plan absent where all events are sent, whatever the rule asks */
  rule(rule: CheckedRule, event: EventDef, plan: Plan): RuleExplanation;
  rule(rule: CheckedRule, event: EventDef, plan: undefined): RuleExplanation | undefined;
  rule(rule: CheckedRule, event: EventDef, plan: Plan | undefined): RuleExplanation | undefined {
    const condition = this.#specialised(rule, event);
    const told = { rule: rule.name, condition: printCondition(condition) };
    if (plan === undefined) {
      const never = condition.kind === 'boolean' && !condition.value;
      return never ? undefined : { ...told, kernel: 'true', reach: 'all', untested: [] };
    }
    const conditionOf: ConditionOf = (bit) => this.#processes.all[bit];
    const reach = reachOf(plan, conditionOf);
    return {
      ...told,
      kernel: printPlan(plan, event, conditionOf),
      reach,
      untested: reach === 'narrow' ? [] : this.#untested(condition, event, conditionOf),
    };
  }

  #untested(condition: Condition, event: EventDef, conditionOf: ConditionOf): readonly UntestedCheck[] {
    const found = untestedIn(condition, event, this.#processes, (plan) => reachOf(plan, conditionOf));
    return found.map(({ check, negated }) => ({
      check: negated ? `not ${printCheck(check)}` : printCheck(check),
      ...adviceOn(check, negated, event),
    }));
  }
}
