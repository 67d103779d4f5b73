/**
 * Compiles the rules of one event type into one JavaScript function.
 *
 * In it, each field is read at most once an event, each condition that stands in several places is computed at most
 * once, and one on nothing but the process or the object is kept with it; cheap checks come before dear ones (nothing has side
 * effects), and the frequent operators are plain expressions.
 * An event that matches nothing allocates nothing here.
 */
import type { CheckNode, CheckedRule, Condition, FieldRef, Operand } from '@lanner/language';
import { isAny, isList, typeOf } from '@lanner/language/operands';
import type { FieldValue } from '@lanner/schema';
import type { FieldReader } from './binding.ts';
import { compileCheck } from './check.ts';
import { extractionOf, listOfTexts } from './extracted.ts';
import { FAILS, HOLDS, KeptConditions, UNDECIDED, type Subject } from './kept-conditions.ts';
import { isText } from './operands.ts';
import { indexOf, indexedJudge, type RuleIndex } from './rule-index.ts';
import { transform } from './transformers.ts';

/**
 * Pushes the positions (in the rules given) of the rules that match; stops at the first if `first`. What is known of kept
 * conditions is one byte for each of their numbers: of the process in `ofProcess`, of the object in `ofObjects` from
 * `start` on. `lap` is called with the position of each rule once it has been judged.
 */
export type Judge<E> = (
  event: E,
  matched: number[],
  first: boolean,
  ofProcess?: Uint8Array,
  ofObjects?: Uint8Array,
  start?: number,
  lap?: (position: number) => void,
) => void;

export interface CompiledRule {
  readonly rule: CheckedRule;
  /** Specialised for the event type. */
  readonly condition: Condition;
}

/** A value that no field has: the slot has not been read. */
const UNREAD: unique symbol = Symbol('unread');

/** Expressions nest this deep; what lies deeper gets a function of its own, since JavaScript engines nest by their stack. */
const MAX_DEPTH = 50;

class Emitter<E> {
  readonly #reader: (ref: FieldRef) => FieldReader<E>;
  /** What the emitted code refers to as `k0`, `k1` and so on. */
  readonly constants: unknown[] = [];
  readonly declarations: string[] = [];
  /** What each call starts from. */
  readonly resets: string[] = [];
  readonly #slots = new Map<string, string>();
  readonly #memos = new Map<string, string>();
  readonly #uses = new Map<string, number>();
  readonly #kept: KeptConditions;
  readonly #emitted = new Set<string>();
  /** Whether what is emitted is the body of a condition that is kept. */
  #inKept = false;
  readonly #costs = new Map<Condition, number>();
  #depth = 0;

  constructor(reader: (ref: FieldRef) => FieldReader<E>, kept: KeptConditions) {
    this.#reader = reader;
    this.#kept = kept;
  }

  /** Counts how often each condition stands somewhere; below a repeated one nothing more is counted. */
  count(condition: Condition): void {
    const key = this.#kept.keyOf(condition);
    const uses = (this.#uses.get(key) ?? 0) + 1;
    this.#uses.set(key, uses);
    if (uses > 1) return;
    if (condition.kind === 'not') this.count(condition.child);
    if (condition.kind === 'and' || condition.kind === 'or') condition.children.forEach((child) => this.count(child));
  }

  condition(condition: Condition): string {
    if (condition.kind === 'boolean') return this.nested(condition, this.#depth + 1);
    const key = this.#kept.keyOf(condition);
    const once = (this.#uses.get(key) ?? 0) < 2 && this.#depth < MAX_DEPTH;
    const subject = once && this.#inKept ? undefined : this.#kept.subjectOf(condition);
    const number = subject && this.#kept.numberOf(subject, condition);
    if (subject !== undefined && number !== undefined) return this.#keptCondition(condition, subject, number);
    if (once) return this.nested(condition, this.#depth + 1);
    const known = this.#memos.get(key);
    if (known !== undefined) return known;
    const name = `m${this.#memos.size}`;
    // Registered before the body is emitted: a condition never contains itself.
    this.#memos.set(key, `${name}()`);
    this.declarations.push(
      `let ${name}v = 0; const ${name} = () => { if (${name}v !== 0) return ${name}v === 1; let t; ${name}v = ${this.nested(condition, 0)} ? 1 : 2; return ${name}v === 1; };`,
    );
    this.resets.push(`${name}v = 0;`);
    return `${name}()`;
  }

  /** A condition that is kept with its subject: it is computed when an event first asks. */
  #keptCondition(condition: Condition, subject: Subject, number: number): string {
    const place = subject === 'process' ? `vp[${number}]` : `vo[at + ${number}]`;
    const name = `${subject}${number}`;
    if (!this.#emitted.has(name)) {
      this.#emitted.add(name);
      const before = this.#inKept;
      this.#inKept = true;
      const body = this.nested(condition, 0);
      this.#inKept = before;
      this.declarations.push(
        `const ${name} = () => { let t; const holds = ${body}; ${place} = holds ? ${HOLDS} : ${FAILS}; return holds; };`,
      );
    }
    return `(${place} === ${HOLDS} || ${place} === ${UNDECIDED} && ${name}())`;
  }

  /** The expression of a condition, which will stand so many levels deep in what is written. */
  nested(condition: Condition, depth: number): string {
    const before = this.#depth;
    this.#depth = depth;
    const text = this.plain(condition);
    this.#depth = before;
    return text;
  }

  plain(condition: Condition): string {
    switch (condition.kind) {
      case 'boolean':
        return String(condition.value);
      case 'not':
        return `!${this.condition(condition.child)}`;
      case 'and':
      case 'or': {
        const operator = condition.kind === 'and' ? ' && ' : ' || ';
        const children = condition.children.toSorted((a, b) => this.#cost(a) - this.#cost(b));
        return `(${children.map((child) => this.condition(child)).join(operator)})`;
      }
      case 'check':
        return this.check(condition);
    }
  }

  /**
   * What is known of a process costs nothing. What is known of an object costs little, but many objects are new: the
   * cheapest checks come first.
   */
  #cost(condition: Condition): number {
    const subject = this.#inKept ? undefined : this.#kept.subjectOf(condition);
    if (subject === 'process') return 0;
    return subject === 'object' ? 1.5 : cost(condition, this.#costs);
  }

  check(check: CheckNode): string {
    const left = this.operand(check.left);
    const literal =
      check.right.kind === 'literals' && check.right.values.length === 1 ? check.right.values[0] : undefined;
    const plain = check.modifier === undefined && !isAny(check.left) && !isList(check.left);
    if (plain && check.operator === 'exists') return `(${left} !== undefined)`;
    if (plain && typeof literal === 'string' && check.left.kind === 'field' && isText(check.left.field.type)) {
      const text = JSON.stringify(literal);
      switch (check.operator) {
        case '=':
          return `(${left} === ${text})`;
        case '!=':
          return `((t = ${left}) !== undefined && t !== ${text})`;
        case 'startswith':
          return `((t = ${left}) !== undefined${unit(literal, literal.length - 1)} && t.startsWith(${text}))`;
        case 'endswith':
          return `((t = ${left}) !== undefined${unit(literal, -1)} && t.endsWith(${text}))`;
        case 'contains':
          return `((t = ${left}) !== undefined && t.includes(${text}))`;
        default:
      }
    }
    if (plain && typeof literal === 'boolean' && check.operator === '=') return `(${left} === ${String(literal)})`;
    if (plain && typeof literal === 'number' && check.left.kind === 'field' && !isAddress(check.left.field.type)) {
      // `==`, because a 64-bit value may be a bigint.
      if (check.operator === '=') return `((t = ${left}) !== undefined && t == ${literal})`;
      if (check.operator === '!=') return `((t = ${left}) !== undefined && t != ${literal})`;
      if (['<', '<=', '>', '>='].includes(check.operator)) {
        return `((t = ${left}) !== undefined && t ${check.operator} ${literal})`;
      }
    }
    if (plain && check.operator === 'in' && check.right.kind === 'literals' && check.left.kind === 'field') {
      const { values } = check.right;
      if (isText(check.left.field.type) && values.every((value) => typeof value === 'string')) {
        return `${this.constant(new Set(values))}.has(${left})`;
      }
    }
    const right = check.right.kind === 'operand' ? this.operand(check.right.operand) : 'undefined';
    return `${this.constant(compileCheck(check))}(${left}, ${right})`;
  }

  /** The value of what is compared: of a field of any ancestor, the values of all of them. */
  operand(operand: Operand): string {
    return operand.kind === 'field' ? this.field(operand) : this.extracted(operand);
  }

  extracted(operand: Operand): string {
    switch (operand.kind) {
      case 'field': {
        const { ref, join } = extractionOf(operand);
        return join === undefined ? this.field(ref) : `${this.constant(join)}(${this.field(ref)})`;
      }
      case 'constant':
        return this.constant(operand.value);
      case 'list': {
        const types = operand.operands.map(typeOf);
        const list = this.constant((values: FieldValue[]) => listOfTexts(values, types));
        return `${list}([${operand.operands.map((one) => this.extracted(one)).join()}])`;
      }
      case 'call': {
        const { name, argument } = operand;
        const call = this.constant((values: FieldValue[]) => transform(name, values, argument));
        return `${call}([${operand.operands.map((one) => this.extracted(one)).join()}])`;
      }
    }
  }

  field(ref: FieldRef): string {
    let slot = this.#slots.get(ref.text);
    if (slot === undefined) {
      slot = `f${this.#slots.size}`;
      this.#slots.set(ref.text, slot);
      this.declarations.unshift(`let ${slot} = U; const r${slot} = ${this.constant(this.#reader(ref))};`);
      this.resets.push(`${slot} = U;`);
    }
    return `(${slot} === U ? (${slot} = r${slot}(e)) : ${slot})`;
  }

  constant(value: unknown): string {
    return `k${this.constants.push(value) - 1}`;
  }
}

/**
 * A test of the last unit of what a text must begin or end with, in front of the test proper: comparing one unit is
 * cheaper by far than a call, and decides most cases. `at` counts from the start of the text, or back from its end.
 */
function unit(literal: string, at: number): string {
  if (literal === '') return '';
  const place = at < 0 ? `t.length - ${-at}` : String(at);
  return ` && t.charCodeAt(${place}) === ${literal.charCodeAt(literal.length - 1)}`;
}

function isAddress(type: string): boolean {
  return type === 'IPADDR' || type === 'IPNET';
}

const COSTS: Readonly<Record<string, number>> = {
  regex: 40,
  glob: 20,
  iglob: 20,
  pmatch: 20,
  icontains: 8,
  contains: 4,
};
const DEAR_FIELDS =
  /^(proc\.a|proc\.cmdline|proc\.pcmdline|proc\.args|proc\.env|evt\.arg|thread\.cap|user\.name|container)/;

/** A rough figure for the order of checks; each condition is looked at once, since macros may share them many times over. */
function cost(condition: Condition, known: Map<Condition, number>): number {
  const before = known.get(condition);
  if (before !== undefined) return before;
  const found = newCost(condition, known);
  known.set(condition, found);
  return found;
}

function newCost(condition: Condition, known: Map<Condition, number>): number {
  switch (condition.kind) {
    case 'boolean':
      return 0;
    case 'not':
      return cost(condition.child, known);
    case 'and':
    case 'or':
      return condition.children.reduce((sum, child) => sum + cost(child, known), 0);
    case 'check':
      return (
        (COSTS[condition.operator] ?? 1) +
        (DEAR_FIELDS.test(condition.left.text) ? 10 : 0) +
        (isAny(condition.left) ? 10 : 0)
      );
  }
}

/** The body of a function of `U` (what an unread slot holds) and `k` (the constants) that gives the judge. */
export interface JudgeSource {
  readonly source: string;
  readonly constants: readonly unknown[];
}

function oneAfterTheOther<E>(emitter: Emitter<E>, conditions: readonly Condition[]): string[] {
  return conditions.map(
    (condition, position) =>
      `if (${emitter.condition(condition)}) { out.push(${position}); if (first) { if (lap !== undefined) lap(${position}); return; } } ` +
      `if (lap !== undefined) lap(${position});`,
  );
}

/** A function a rule: those that no event concerns are never compiled, and the others are small enough to be optimised. */
function byIndex<E>(emitter: Emitter<E>, conditions: readonly Condition[], index: RuleIndex): string[] {
  const names = conditions.map((condition, position) => {
    const body = emitter.condition(condition);
    emitter.declarations.push(`const c${position} = () => { let t; return ${body}; };`);
    return `c${position}`;
  });
  const make = emitter.constant((judged: readonly (() => boolean)[]) => indexedJudge(index, judged));
  emitter.declarations.push(`const judge = ${make}([${names.join()}]);`);
  return [`judge(${emitter.field(index.ref)}, out, first, lap);`];
}

/** What `compileJudge` compiles. Texts of rules stand in the source as string literals, all else of them in `constants`. */
export function judgeSource<E>(
  rules: readonly Pick<CompiledRule, 'condition'>[],
  reader: (ref: FieldRef) => FieldReader<E>,
  kept: KeptConditions = new KeptConditions(),
  leastIndexed?: number,
): JudgeSource {
  const emitter = new Emitter(reader, kept);
  const conditions = rules.map(({ condition }) => kept.grouped(condition));
  for (const condition of conditions) emitter.count(condition);
  const index = indexOf(conditions, leastIndexed);
  const body = index === undefined ? oneAfterTheOther(emitter, conditions) : byIndex(emitter, conditions, index);
  const source = [
    '"use strict"; let e, vp, vo, at;',
    ...emitter.constants.map((_, at) => `const k${at} = k[${at}];`),
    ...emitter.declarations,
    'return (event, out, first, ofProcess, ofObjects, start, lap) => { let t; e = event; vp = ofProcess; vo = ofObjects; at = start;',
    ...emitter.resets,
    ...body,
    '};',
  ].join('\n');
  return { source, constants: emitter.constants };
}

/**
 * @param kept which conditions are kept with their subjects; by default none is
 * @param leastIndexed so many rules that need beginnings of one field are judged by them
 * @returns the judge, whose matches are positions in `rules`
 */
export function compileJudge<E>(
  rules: readonly Pick<CompiledRule, 'condition'>[],
  reader: (ref: FieldRef) => FieldReader<E>,
  kept: KeptConditions = new KeptConditions(),
  leastIndexed?: number,
): Judge<E> {
  const { source, constants } = judgeSource(rules, reader, kept, leastIndexed);
  const make = new Function('U', 'k', source) as (unread: symbol, constants: readonly unknown[]) => Judge<E>;
  return make(UNREAD, constants);
}
