/** The event types that a condition allows, by algebra over its checks of `evt.type`. */
import type { AndNode, CheckNode, Condition, Operand, OrNode } from './ir.ts';

/** A set of names, or (`complement`) all names but these. */
interface TypeSet {
  readonly complement: boolean;
  readonly names: ReadonlySet<string>;
}

const EVERYTHING: TypeSet = { complement: true, names: new Set() };
const NOTHING: TypeSet = { complement: false, names: new Set() };

/**
 * A superset of the event types for which the condition can hold; `undefined` when it does not restrict them. `universe`
 * gives the known names, for conditions that exclude some.
 */
export function eventTypesOf(condition: Condition, universe: () => Iterable<string>): ReadonlySet<string> | undefined {
  const { complement, names } = typesOf(condition, false, new Map());
  if (!complement) return names;
  if (names.size === 0) return undefined;
  return new Set(Array.from(universe()).filter((name) => !names.has(name)));
}

/** Sets of conditions, and of their negations, that have been computed: macros are shared by those who use them. */
type Known = Map<Condition, { holds?: TypeSet; fails?: TypeSet }>;

/** The types for which the condition, or with `negated` its negation, can hold. */
function typesOf(condition: Condition, negated: boolean, known: Known): TypeSet {
  switch (condition.kind) {
    case 'not':
      return typesOf(condition.child, !negated, known);
    case 'and':
    case 'or': {
      const entry = known.get(condition) ?? {};
      known.set(condition, entry);
      return (entry[negated ? 'fails' : 'holds'] ??= typesOfJunction(condition, negated, known));
    }
    case 'boolean':
      return condition.value === negated ? NOTHING : EVERYTHING;
    case 'check':
      return typesOfCheck(condition, negated);
  }
}

function typesOfJunction(condition: AndNode | OrNode, negated: boolean, known: Known): TypeSet {
  const sets = condition.children.map((child) => typesOf(child, negated, known));
  const isUnion = (condition.kind === 'or') !== negated;
  return isUnion ? sets.reduce(union, NOTHING) : sets.reduce(intersection, EVERYTHING);
}

/**
 * As in Falco, a condition that names no types may yet allow none: under `not`, a check by `=`, `!=` or `in` whose left
 * side ends with a constant (`not concat(proc.name, "x") = y`), and `not evt.type exists`. Such a rule never matches.
 */
function typesOfCheck(check: CheckNode, negated: boolean): TypeSet {
  const { left, operator, modifier, right } = check;
  const isType = left.kind === 'field' && (left.text === 'evt.type' || left.text === 'syscall.type');
  if (operator === 'exists') return isType && negated ? NOTHING : EVERYTHING;
  if (modifier !== undefined || (operator !== '=' && operator !== '!=' && operator !== 'in')) return EVERYTHING;
  if (!isType) return negated && endsWithConstant(left) ? NOTHING : EVERYTHING;
  if (right.kind !== 'literals') return EVERYTHING;
  // An event that is no system call has no `syscall.type`: it satisfies `not syscall.type = x`, and no check at all.
  const names = new Set(right.values.filter((value) => typeof value === 'string'));
  return { complement: (operator === '!=') !== negated, names };
}

/** Whether the last that stands in an operand, read from left to right, is a constant. */
function endsWithConstant(operand: Operand): boolean {
  switch (operand.kind) {
    case 'field':
      return false;
    case 'constant':
      return true;
    case 'call':
    case 'list': {
      const last = operand.operands.findLast((one) => one.kind !== 'list' || one.operands.length > 0);
      return last !== undefined && endsWithConstant(last);
    }
  }
}

function union(a: TypeSet, b: TypeSet): TypeSet {
  if (a.complement && b.complement) return { complement: true, names: common(a.names, b.names) };
  if (a.complement) return { complement: true, names: without(a.names, b.names) };
  if (b.complement) return { complement: true, names: without(b.names, a.names) };
  return { complement: false, names: new Set([...a.names, ...b.names]) };
}

function intersection(a: TypeSet, b: TypeSet): TypeSet {
  if (a.complement && b.complement) return { complement: true, names: new Set([...a.names, ...b.names]) };
  if (a.complement) return { complement: false, names: without(b.names, a.names) };
  if (b.complement) return { complement: false, names: without(a.names, b.names) };
  return { complement: false, names: common(a.names, b.names) };
}

function common(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(Array.from(a).filter((name) => b.has(name)));
}

function without(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(Array.from(a).filter((name) => !b.has(name)));
}
