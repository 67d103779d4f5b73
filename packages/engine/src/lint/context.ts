/** What the lints look at: rules specialised for each event type, and the prover. */
import type {
  CheckedRule,
  CheckNode,
  Condition,
  FieldRef,
  LoadedList,
  LoadedMacro,
  LoadResult,
  Operand,
  WrittenRule,
} from '@lanner/language';
import { DEFAULT_VOCABULARY } from '@lanner/language';
import { EVENTS } from '@lanner/schema';
import { isNever, knownByType, makeSpecialiser, type Known, type Specialise } from '../specialise.ts';
import { GoalMaker, type Goal } from './logic/goal.ts';
import { Prover } from './logic/refute.ts';

/** What a rule comes to for the event types for which it comes to the same. */
export interface Variant {
  readonly types: readonly string[];
  readonly goal: Goal;
}

export interface RuleView {
  readonly rule: CheckedRule;
  readonly written: WrittenRule;
  readonly variants: readonly Variant[];
  /** Proven: no event matches. */
  readonly never: boolean;
  /** Fields that have no values yet. Proven: as long as that is so, no event matches. */
  readonly missing: readonly string[];
}

export function typesIn(variants: readonly Variant[]): readonly string[] {
  return variants.flatMap(({ types }) => types);
}

export interface LintContext {
  /** In the order in which the engine tries them; those that are turned off among them. */
  readonly rules: readonly RuleView[];
  readonly macros: readonly LoadedMacro[];
  readonly lists: readonly LoadedList[];
  readonly maker: GoalMaker;
  readonly prover: Prover;
  /** What the rule comes to for event types, with macros and lists as they are: what is made to be filled is empty. */
  asIs(rule: CheckedRule, types: Iterable<string>): readonly Variant[];
  /**
   * Proven: no event satisfies the conditions together, however macros and lists that are made to be filled are filled.
   * With types: no event of these types; else the event type is a field like others.
   */
  isContradiction(conditions: readonly Condition[], types?: Iterable<string>): boolean;
  /** Proven: every event that satisfies the first condition satisfies the second. */
  implies(a: Condition, b: Condition): boolean;
}

export function makeContext(loaded: LoadResult): LintContext {
  const maker = new GoalMaker(isOpen);
  const prover = new Prover();
  const open = specialisers(knownHere);
  const closed = specialisers((check, type) => (isOpen(check) ? false : knownHere(check, type)));

  function variantsOf(
    condition: Condition,
    types: Iterable<string>,
    specialiserFor: (type: string) => Specialise,
  ): Variant[] {
    const byGoal = new Map<Goal, string[]>();
    for (const type of types) {
      const goal = maker.goal(specialiserFor(type)(condition));
      const known = byGoal.get(goal);
      if (known === undefined) byGoal.set(goal, [type]);
      else known.push(type);
    }
    return Array.from(byGoal, ([goal, of]) => ({ goal, types: of }));
  }

  function isContradiction(conditions: readonly Condition[], types?: Iterable<string>): boolean {
    if (types === undefined) return prover.refutes(...conditions.map((one) => maker.goal(one)));
    for (const type of types) {
      const specialise = open(type);
      if (!prover.refutes(...conditions.map((one) => maker.goal(specialise(one))))) return false;
    }
    return true;
  }

  function missingFields(condition: Condition, types: readonly string[]): readonly string[] {
    const isNeeded = (fields: readonly string[]): boolean => {
      const without = specialisers((check, type) => (readsAny(check.left, fields) ? false : knownHere(check, type)));
      return variantsOf(condition, types, without).every(({ goal }) => prover.refutes(goal));
    };
    const all = unfilledFields(condition);
    if (all.length === 0 || !isNeeded(all)) return [];
    const each = all.filter((field) => isNeeded([field]));
    return each.length > 0 ? each : all;
  }

  const rules = loaded.rules.flatMap((rule): RuleView[] => {
    const { written, condition } = rule;
    if (written === undefined) return [];
    const variants = variantsOf(condition, rule.eventTypes ?? DEFAULT_VOCABULARY.eventNames(), open);
    const never = variants.every(({ goal }) => prover.refutes(goal));
    const missing = never ? [] : missingFields(condition, typesIn(variants));
    return [{ rule, written, variants, never, missing }];
  });

  return {
    rules,
    macros: loaded.macros,
    lists: loaded.lists,
    maker,
    prover,
    asIs: ({ condition }, types) => variantsOf(condition, types, closed),
    isContradiction,
    implies: (a, b) => prover.refutes(maker.goal(a), maker.goal(b, false)),
  };
}

function specialisers(known: Known): (type: string) => Specialise {
  const made = new Map<string, Specialise>();
  return (type) => {
    let specialise = made.get(type);
    if (specialise === undefined) {
      specialise = makeSpecialiser(type, known);
      made.set(type, specialise);
    }
    return specialise;
  };
}

/**
 * A check that is never true because it is made to be replaced: `evt.num = 0`, which is how rule files write "never", or
 * a list that has nothing in it yet. A rule that is turned off by it, or an exclusion that waits for it, is meant so.
 */
function isOpen(check: CheckNode): boolean {
  if (isNever(check)) return true;
  const { right, span } = check;
  if (right.kind !== 'literals' || right.values.length > 0) return false;
  return !/\(\s*\)$/.test(span.file.text.slice(span.start, span.end));
}

function fieldsIn(operand: Operand): FieldRef[] {
  if (operand.kind === 'field') return [operand];
  return operand.kind === 'constant' ? [] : operand.operands.flatMap(fieldsIn);
}

function readsAny(operand: Operand, fields: readonly string[]): boolean {
  return fieldsIn(operand).some(({ text }) => fields.includes(text));
}

/** The fields on the left side of checks that nothing fills. */
function unfilledFields(condition: Condition): string[] {
  const found = new Set<string>();
  const seen = new Set<Condition>();
  const queue = [condition];
  for (let one = queue.pop(); one !== undefined; one = queue.pop()) {
    if (seen.has(one)) continue;
    seen.add(one);
    if (one.kind === 'not') queue.push(one.child);
    else if (one.kind === 'and' || one.kind === 'or') queue.push(...one.children);
    else if (one.kind === 'check') {
      for (const { field, text } of fieldsIn(one.left)) if (field.unfilled === true) found.add(text);
    }
  }
  return Array.from(found).toSorted();
}

const PARAMETERS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  EVENTS.map(({ name, params }) => [name, new Set(params.map((param) => param.name))]),
);

/** What follows from the event type: its name, and which arguments there are. */
function knownHere(check: CheckNode, eventType: string): boolean | undefined {
  return knownByType(check, eventType) ?? (lacksArgument(check, eventType) ? false : undefined);
}

function lacksArgument({ left }: CheckNode, eventType: string): boolean {
  if (left.kind !== 'field' || (left.field.name !== 'evt.arg' && left.field.name !== 'evt.rawarg')) return false;
  const parameters = PARAMETERS.get(eventType);
  const { argument } = left;
  return parameters !== undefined && argument !== undefined && !/^\d+$/.test(argument) && !parameters.has(argument);
}
