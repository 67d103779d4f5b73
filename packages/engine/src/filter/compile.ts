/** From rules to what is loaded into the kernel. */
import type { CheckedRule } from '@lanner/language';
import { recordLayout } from '@lanner/schema';
import type { EventDef, RecordFilter } from '@lanner/schema';
import { planEvents } from './derive.ts';
import type { EventPlan } from './derive.ts';
import { emitFirstStage, emitSecondStage } from './emit.ts';
import type { Texts } from './emit.ts';
import { PASS, both, either, sizeOf, textsIn } from './plan.ts';
import type { Plan } from './plan.ts';
import { makeAutomaton } from './text/automaton.ts';
import type { Formula } from './text/formula.ts';
import { makeTable } from './table.ts';

/** Larger plans are weakened. */
const MOST_TESTS = 1500;

export interface CompiledPlan extends EventPlan {
  /** What is compiled: the plan, or what is left of it where it was too large. */
  readonly compiled: Plan;
  readonly weakened: boolean;
  /** Absent where all events of the type are sent. */
  readonly filter?: RecordFilter;
}

/** Texts that are tested alike share one table: `open` and its kin ask for the same. */
class TableMaker {
  readonly #made = new Map<string, Texts | undefined>();

  of(formulas: readonly Formula[]): Texts | undefined {
    const keys = formulas.map(({ key }) => key);
    const key = JSON.stringify(keys);
    if (!this.#made.has(key)) this.#made.set(key, this.#make(formulas, keys));
    return this.#made.get(key);
  }

  #make(formulas: readonly Formula[], keys: readonly string[]): Texts | undefined {
    const automaton = makeAutomaton(formulas);
    const table = automaton === undefined ? undefined : makeTable(automaton);
    return table === undefined ? undefined : { table, bits: new Map(keys.map((key, bit) => [key, bit])) };
  }
}

function formulasOf(plan: Plan): readonly Formula[] {
  const byKey = new Map(textsIn(plan).map(({ formula }) => [formula.key, formula]));
  return Array.from(byKey.keys())
    .sort()
    .flatMap((key) => byKey.get(key) ?? []);
}

/** The plan without some of its tests of paths, which are taken for true. */
function without(plan: Plan, dropped: ReadonlySet<string>): Plan {
  if (plan.kind === 'text') return dropped.has(plan.formula.key) ? PASS : plan;
  if (plan.kind === 'and') return both(plan.children.map((child) => without(child, dropped)));
  if (plan.kind === 'or') return either(plan.children.map((child) => without(child, dropped)));
  return plan;
}

function compileTexts(plan: Plan, tables: TableMaker): { readonly plan: Plan; readonly texts?: Texts } {
  let weaker = plan;
  for (;;) {
    const formulas = formulasOf(weaker);
    if (formulas.length === 0) return { plan: weaker };
    const texts = tables.of(formulas);
    if (texts !== undefined) return { plan: weaker, texts };
    // The longest says most, and is the likeliest to be what makes it large.
    const longest = formulas.reduce((a, b) => (b.key.length > a.key.length ? b : a));
    weaker = without(weaker, new Set([longest.key]));
  }
}

function filterOf(event: EventDef, plan: Plan, texts: Texts | undefined): RecordFilter | undefined {
  if (plan.kind === 'constant' && plan.value) return undefined;
  const programs = [emitFirstStage(event, plan), ...(texts === undefined ? [] : [emitSecondStage(event, plan, texts)])];
  return { name: event.name, type: recordLayout(event.name).number, programs };
}

/**
 * Compiles the filters of all event types that rules ask for.
 * @param rules those that are enabled, of the events of system calls
 */
export function compileFilters(rules: readonly CheckedRule[]): readonly CompiledPlan[] {
  const tables = new TableMaker();
  return planEvents(rules).map((one) => {
    const sized = sizeOf(one.plan) > MOST_TESTS ? PASS : one.plan;
    const { plan, texts } = compileTexts(sized, tables);
    const filter = filterOf(one.event, plan, texts);
    return { ...one, compiled: plan, weakened: plan !== one.plan, ...(filter === undefined ? {} : { filter }) };
  });
}
