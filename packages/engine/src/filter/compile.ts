/** From rules to what is loaded into the kernel. */
import type { CheckedRule, Condition } from '@lanner/language';
import { recordLayout } from '@lanner/schema';
import type { EventDef, RecordFilter } from '@lanner/schema';
import { planEvents } from './derive.ts';
import type { EventPlan } from './derive.ts';
import { emitFirstStage, emitSecondStage } from './emit.ts';
import type { Texts } from './text-walks.ts';
import { PASS, asksProcess, both, either, sizeOf, textsIn } from './plan.ts';
import type { Plan } from './plan.ts';
import { AutomatonMaker } from './text/automaton.ts';
import type { Formula } from './text/formula.ts';
import { MOST_CONDITIONS, ProcessConditions } from './processes.ts';
import { processBitsIn, withProcessBits } from './selection.ts';
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
  readonly #automata: AutomatonMaker;
  readonly #made = new Map<string, Texts | undefined>();

  /** @param formulas all that are going to be asked for */
  constructor(formulas: readonly Formula[]) {
    this.#automata = new AutomatonMaker(formulas);
  }

  of(formulas: readonly Formula[]): Texts | undefined {
    const key = JSON.stringify(formulas.map((formula) => formula.key));
    if (!this.#made.has(key)) {
      const { automata, answers } = this.#automata.of(formulas);
      const table = makeTable(automata);
      this.#made.set(key, table === undefined ? undefined : { table, answers });
    }
    return this.#made.get(key);
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

/** Formulas that no automaton can hold are taken for true. */
function compileTexts(plan: Plan, tables: TableMaker): { readonly plan: Plan; readonly texts?: Texts } {
  let weaker = plan;
  for (;;) {
    const formulas = formulasOf(weaker);
    if (formulas.length === 0) return { plan: weaker };
    const texts = tables.of(formulas);
    const missing = formulas.map(({ key }) => key).filter((key) => texts?.answers.has(key) !== true);
    if (texts !== undefined && missing.length === 0) return { plan: weaker, texts };
    weaker = without(weaker, new Set(missing));
  }
}

function filterOf(event: EventDef, plan: Plan, texts: Texts | undefined): RecordFilter | undefined {
  if (plan.kind === 'constant' && plan.value) return undefined;
  const programs = [
    emitFirstStage(event, plan),
    ...(texts === undefined && !asksProcess(plan) ? [] : [emitSecondStage(event, plan, texts)]),
  ];
  return { name: event.name, type: recordLayout(event.name).number, programs };
}

export interface CompiledFilters {
  readonly plans: readonly CompiledPlan[];
  /** What the filters ask of processes, in the order of the bits. */
  readonly processConditions: readonly Condition[];
}

/**
 * Compiles the filters of all event types that rules ask for.
 * @param rules those that are enabled, of the events of system calls
 */
export function compileFilters(rules: readonly CheckedRule[]): CompiledFilters {
  const processes = new ProcessConditions();
  const events = planEvents(rules, processes);
  const used = new Set<number>();
  for (const { plan } of events) processBitsIn(plan, used);
  const bits = Array.from(used)
    .toSorted((a, b) => a - b)
    .slice(0, MOST_CONDITIONS);
  const bitOf = new Map(bits.map((from, to) => [from, to]));
  const numbered = events.map((one) => {
    const plan = withProcessBits(one.plan, (bit) => bitOf.get(bit));
    return { one, plan, sized: sizeOf(plan) > MOST_TESTS ? PASS : plan };
  });
  const tables = new TableMaker(numbered.flatMap(({ sized }) => formulasOf(sized)));
  const plans = numbered.map(({ one, plan: whole, sized }): CompiledPlan => {
    const { plan, texts } = compileTexts(sized, tables);
    const filter = filterOf(one.event, plan, texts);
    return { ...one, compiled: plan, weakened: plan !== whole, ...(filter === undefined ? {} : { filter }) };
  });
  return { plans, processConditions: bits.flatMap((bit) => processes.all[bit] ?? []) };
}
