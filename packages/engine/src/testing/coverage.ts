/**
 * Which branches of conditions are touched by tests.
 *
 * A condition is made of checks and of macros; a macro again of checks and macros. Each of them, at the place where it is
 * written, has two branches: it is true, and it is false. So every check of a rule with its macros expanded is measured,
 * and once, however many rules share the macro that it stands in.
 *
 * A test touches a branch when it decided: the check or macro had that value, and had it had the other one, the verdict
 * on the rule would have been the opposite. Everything is looked at, also what an evaluation from left to right would not
 * have reached. One value of a field answers all checks that ask for this field; what stands beside a check and reads
 * nothing but the same field is taken to follow it (`container.id exists and container.id != host`).
 *
 * Checks of the event type are no branches: they say which events a rule reads, and those it never sees cannot be
 * tested. Nor are checks of `evt.num`, which are how rule files write "always" and "never". Nor macros of these alone.
 */
import type {
  CheckedRule,
  CheckNode,
  CheckSyntax,
  Condition,
  ConditionSyntax,
  LoadedMacro,
  LoadResult,
  MacroSyntax,
  Span,
} from '@lanner/language';
import { fieldsIn } from '../operands.ts';
import type { ExplainedJunction, Explanation } from './explain.ts';

export interface BranchCoverage {
  /** In how many events the part had this value. */
  readonly seen: number;
  /** In how many of them it decided. */
  readonly decided: number;
}

/** A check, or the use of a macro, at the place where it is written. */
export interface PartCoverage {
  readonly syntax: CheckSyntax | MacroSyntax;
  /** What a check was made of; absent for macros, and for what no test has reached. */
  readonly check?: CheckNode;
  readonly whenTrue: BranchCoverage;
  readonly whenFalse: BranchCoverage;
}

interface UnitBase {
  readonly name: string;
  readonly span: Span;
  readonly parts: readonly PartCoverage[];
}

export interface RuleCoverage extends UnitBase {
  readonly kind: 'rule';
  readonly rule: CheckedRule;
  /** Events of which a test says that the rule matches, or that it does not. */
  readonly matches: number;
  readonly mismatches: number;
  /** The event types of those that matched. */
  readonly matchedTypes: ReadonlySet<string>;
}

export interface MacroCoverage extends UnitBase {
  readonly kind: 'macro';
}

/** A rule, or a macro that some rule uses. */
export type UnitCoverage = RuleCoverage | MacroCoverage;

/** Touched and all branches. */
export interface Share {
  readonly touched: number;
  readonly all: number;
}

/** The branches of some rules and macros. */
export function shareOf(units: readonly UnitCoverage[]): Share {
  const branches = units.flatMap(({ parts }) => parts.flatMap(({ whenTrue, whenFalse }) => [whenTrue, whenFalse]));
  return { touched: branches.filter(({ decided }) => decided > 0).length, all: branches.length };
}

/** 0 to 100, rounded down to a tenth so that only all is 100. Nothing to touch counts as touched. */
export function percentOf({ touched, all }: Share): number {
  return all === 0 ? 100 : Math.floor((1000 * touched) / all) / 10;
}

const FIXED: ReadonlySet<string> = new Set(['evt.type', 'evt.type.is', 'syscall.type', 'evt.dir', 'evt.num']);

function isFixed({ left }: CheckSyntax): boolean {
  return left.kind === 'field' && (FIXED.has(left.name) || left.name.startsWith('evt.type.is.'));
}

interface Count {
  check?: CheckNode;
  readonly seen: [whenFalse: number, whenTrue: number];
  readonly decided: [whenFalse: number, whenTrue: number];
}

interface RuleCount {
  readonly types: Set<string>;
  matches: number;
  mismatches: number;
}

/** Counts what happens to the conditions of rules. */
export class CoverageRecorder {
  readonly #checked: readonly CheckedRule[];
  readonly #macros: ReadonlyMap<string, LoadedMacro>;
  readonly #counts = new Map<ConditionSyntax, Count>();
  readonly #rules = new Map<string, RuleCount>();

  constructor({ rules, macros }: Pick<LoadResult, 'rules' | 'macros'>) {
    this.#checked = rules;
    this.#macros = new Map(macros.map((macro) => [macro.name, macro]));
  }

  /** An event of which a test says what the rule makes of it, and how that came. */
  record(rule: CheckedRule, explanation: Explanation, eventType: string): void {
    let count = this.#rules.get(rule.name);
    if (count === undefined) this.#rules.set(rule.name, (count = { types: new Set(), matches: 0, mismatches: 0 }));
    if (explanation.holds) {
      count.matches++;
      count.types.add(eventType);
    } else {
      count.mismatches++;
    }
    this.#walk(explanation, true);
  }

  #walk(node: Explanation, decides: boolean): void {
    const { macros, syntax, holds } = node;
    for (const part of macros) this.#count(part, holds, decides);
    if (node.kind === 'check') {
      if (syntax !== undefined) this.#count(syntax, holds, decides).check = node.condition;
    } else if (node.kind === 'not') {
      for (const child of node.children) this.#walk(child, decides);
    } else if (node.kind !== 'boolean') {
      for (const child of node.children) this.#walk(child, decides && childDecides(node, child));
    }
  }

  #count(syntax: ConditionSyntax, holds: boolean, decides: boolean): Count {
    let count = this.#counts.get(syntax);
    if (count === undefined) this.#counts.set(syntax, (count = { seen: [0, 0], decided: [0, 0] }));
    count.seen[holds ? 1 : 0]++;
    if (decides) count.decided[holds ? 1 : 0]++;
    return count;
  }

  /** All rules, then the macros that they use, in order of definition. */
  result(): UnitCoverage[] {
    const used = new Set<string>();
    const units = this.#checked.map((rule): RuleCoverage => {
      const { types = new Set<string>(), matches = 0, mismatches = 0 } = this.#rules.get(rule.name) ?? {};
      const { name, span } = rule;
      const parts = this.#parts(rule.written?.tree, used);
      return { kind: 'rule', name, span, rule, parts, matches, mismatches, matchedTypes: types };
    });
    // A set goes on with what is added to it on the way: the macros of macros.
    const parts = new Map<string, readonly PartCoverage[]>();
    for (const name of used) parts.set(name, this.#parts(this.#macros.get(name)?.syntax, used));
    const macros = Array.from(this.#macros.values()).flatMap(({ name, span }): MacroCoverage[] => {
      const own = parts.get(name);
      return own === undefined ? [] : [{ kind: 'macro', name, span, parts: own }];
    });
    return [...units, ...macros];
  }

  /** The checks and macros that a condition is made of; `used` takes the names of the macros. */
  #parts(syntax: ConditionSyntax | undefined, used: Set<string>): PartCoverage[] {
    switch (syntax?.kind) {
      case undefined:
        return [];
      case 'not':
        return this.#parts(syntax.child, used);
      case 'and':
      case 'or':
        return syntax.children.flatMap((child) => this.#parts(child, used));
      case 'macro':
        used.add(syntax.name);
        return this.#isFixed(syntax) ? [] : [this.#part(syntax)];
      case 'check':
        return isFixed(syntax) ? [] : [this.#part(syntax)];
    }
  }

  #part(syntax: CheckSyntax | MacroSyntax): PartCoverage {
    const { check, seen, decided } = this.#counts.get(syntax) ?? { seen: [0, 0], decided: [0, 0] };
    return {
      syntax,
      ...(check === undefined ? {} : { check }),
      whenTrue: { seen: seen[1], decided: decided[1] },
      whenFalse: { seen: seen[0], decided: decided[0] },
    };
  }

  /** Is there nothing in it that a test could touch? */
  #isFixed(syntax: ConditionSyntax | undefined): boolean {
    switch (syntax?.kind) {
      case undefined:
        return true;
      case 'not':
        return this.#isFixed(syntax.child);
      case 'and':
      case 'or':
        return syntax.children.every((child) => this.#isFixed(child));
      case 'macro':
        return this.#isFixed(this.#macros.get(syntax.name)?.syntax);
      case 'check':
        return isFixed(syntax);
    }
  }
}

/** Would the junction have come to the opposite, had the child? */
function childDecides(node: ExplainedJunction, child: Explanation): boolean {
  if (child.holds !== node.holds) return false;
  const neutral = node.kind === 'and';
  return node.children.every(
    (sibling) => sibling === child || sibling.holds === neutral || follows(sibling.condition, child.condition),
  );
}

/** Does the one read nothing but the single field that the other reads? */
function follows(one: Condition, other: Condition): boolean {
  const [field, ...more] = fieldsOf(other);
  if (field === undefined || more.length > 0) return false;
  const read = fieldsOf(one);
  return read.size === 1 && read.has(field);
}

const known = new WeakMap<Condition, ReadonlySet<string>>();

function fieldsOf(condition: Condition): ReadonlySet<string> {
  let fields = known.get(condition);
  if (fields === undefined) known.set(condition, (fields = new Set(readBy(condition))));
  return fields;
}

function readBy(condition: Condition): string[] {
  switch (condition.kind) {
    case 'boolean':
      return [];
    case 'not':
      return readBy(condition.child);
    case 'and':
    case 'or':
      return condition.children.flatMap((child) => Array.from(fieldsOf(child)));
    case 'check': {
      const { left, right } = condition;
      const operands = right.kind === 'operand' ? [left, right.operand] : [left];
      return operands.flatMap(fieldsIn).map((ref) => ref.text);
    }
  }
}
