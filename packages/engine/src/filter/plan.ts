/** What the kernel can test of a finished record, and conditions of such tests. */
import type { Formula } from './text/formula.ts';
import { joined, negated } from './text/formula.ts';
import { sourceKey } from './text/source.ts';
import type { TextSource } from './text/source.ts';

export type Relation = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** Compares a number at a fixed place of the record, less the bits outside of the mask, with a constant. */
export interface NumberTest {
  readonly kind: 'number';
  /** Bytes from the start of the record. */
  readonly at: number;
  readonly size: 1 | 2 | 4 | 8;
  readonly signed: boolean;
  readonly mask?: bigint;
  /** Equality holds for few of the records that there are all the time: it is an address. */
  readonly rare?: true;
  readonly relation: Relation;
  readonly value: bigint;
}

/**
 * Whether a few bits at a fixed place of the record, as a number below 64, are in a set. Tests of the same bits become
 * one, and what one of them rules out falls away in the others.
 */
export interface MemberTest {
  readonly kind: 'member';
  readonly at: number;
  readonly size: 1 | 2 | 4;
  readonly shift: number;
  /** After the shift: ones at the low end, at most six. */
  readonly mask: number;
  /** Bit by bit. */
  readonly members: bigint;
}

/** Whether the text in a `string` slot of the record is there and begins with a slash. */
export interface SlashTest {
  readonly kind: 'slash';
  readonly at: number;
  readonly negated: boolean;
}

/** Whether a formula holds of a text of the event. */
export interface TextTest {
  readonly kind: 'text';
  readonly source: TextSource;
  readonly formula: Formula;
}

/** Whether a condition may hold, or (`negated`) may not hold, of the process. */
export interface ProcessTest {
  readonly kind: 'process';
  readonly bit: number;
  readonly negated: boolean;
}

export type Test = NumberTest | MemberTest | SlashTest | TextTest | ProcessTest;

export type Plan =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'and' | 'or'; readonly children: readonly Plan[] }
  | Test;

export const PASS: Plan = { kind: 'constant', value: true };
export const DROP: Plan = { kind: 'constant', value: false };

export function constant(value: boolean): Plan {
  return value ? PASS : DROP;
}

/** The same text for plans that are the same. */
export function planKey(plan: Plan): string {
  const known = KEYS.get(plan);
  if (known !== undefined) return known;
  const key = newKey(plan);
  KEYS.set(plan, key);
  return key;
}

const KEYS = new WeakMap<Plan, string>();

function newKey(plan: Plan): string {
  switch (plan.kind) {
    case 'constant':
      return String(plan.value);
    case 'number':
      return `${plan.at}:${plan.size}${plan.signed ? 's' : 'u'}${plan.mask === undefined ? '' : `&${plan.mask}`}${plan.relation}${plan.value}`;
    case 'member':
      return `${bitsOf(plan)} in ${plan.members}`;
    case 'process':
      return `${plan.negated ? '!' : ''}process ${plan.bit}`;
    case 'slash':
      return `${plan.negated ? '!' : ''}slash ${plan.at}`;
    case 'text':
      return `text ${sourceKey(plan.source)} ${plan.formula.key}`;
    default:
      return `${plan.kind}(${plan.children.map(planKey).toSorted().join(' ')})`;
  }
}

/** Which bits a test is about. */
function bitsOf({ at, size, shift, mask }: MemberTest): string {
  return `${at}:${size}>>${shift}&${mask}`;
}

function everyMember({ mask }: MemberTest): bigint {
  return (1n << BigInt(mask + 1)) - 1n;
}

function withMembers(test: MemberTest, members: bigint): Plan {
  const every = everyMember(test);
  return (members & every) === 0n ? DROP : (members & every) === every ? PASS : { ...test, members: members & every };
}

/** A test of a few bits, or what it comes to where it always or never holds. */
export function memberTest(bits: Omit<MemberTest, 'kind' | 'members'>, members: readonly number[]): Plan {
  return withMembers(
    { kind: 'member', ...bits, members: 0n },
    members.reduce((set, member) => set | (1n << BigInt(member)), 0n),
  );
}

const OPPOSITE: Readonly<Record<Relation, Relation>> = {
  '=': '!=',
  '!=': '=',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
};

/** Only for plans that say exactly what they stand for: the negation of what is merely necessary is not necessary. */
export function oppositeOf(plan: Plan): Plan {
  switch (plan.kind) {
    case 'constant':
      return constant(!plan.value);
    case 'number':
      return { ...plan, relation: OPPOSITE[plan.relation] };
    case 'member':
      return withMembers(plan, ~plan.members);
    case 'slash':
    case 'process':
      return { ...plan, negated: !plan.negated };
    case 'text':
      return { ...plan, formula: negated(plan.formula) };
    case 'and':
      return either(plan.children.map(oppositeOf));
    case 'or':
      return both(plan.children.map(oppositeOf));
  }
}

export function both(plans: readonly Plan[]): Plan {
  return junction('and', plans);
}

export function either(plans: readonly Plan[]): Plan {
  return junction('or', plans);
}

/**
 * Flattens, drops what stands twice, absorbs (`a or (a and b)` is `a`), makes one test of those of the same bits or the
 * same text, and lets what a conjunction says of some bits decide about them further down in it.
 */
function junction(kind: 'and' | 'or', plans: readonly Plan[]): Plan {
  const deciding = kind === 'or';
  const parts = new Map<string, Plan>();
  for (const plan of plans.flatMap((one) => (one.kind === kind ? one.children : [one]))) {
    if (plan.kind === 'constant') {
      if (plan.value === deciding) return plan;
    } else {
      parts.set(planKey(plan), plan);
    }
  }
  const merged = mergeMembers(kind, Array.from(parts.values()));
  if (merged.some((plan) => plan.kind === 'constant' && plan.value === deciding)) return constant(deciding);
  const left = merged.filter((plan) => plan.kind !== 'constant');
  const assumed = kind === 'and' ? assumeMembers(left) : left;
  if (assumed !== left) return junction(kind, assumed);
  const keyed = new Map(left.map((plan) => [planKey(plan), plan]));
  const children = mergeTexts(kind, absorb(kind, kind === 'or' ? factor(keyed) : keyed));
  const [only] = children;
  if (only === undefined) return constant(!deciding);
  return children.length === 1 ? only : { kind, children };
}

function mergeMembers(kind: 'and' | 'or', plans: readonly Plan[]): Plan[] {
  const merged = new Map<string, MemberTest | Plan>();
  const others: Plan[] = [];
  for (const plan of plans) {
    if (plan.kind !== 'member') {
      others.push(plan);
      continue;
    }
    const bits = bitsOf(plan);
    const before = merged.get(bits);
    if (before === undefined) merged.set(bits, plan);
    else if (before.kind === 'member') {
      const members = kind === 'and' ? before.members & plan.members : before.members | plan.members;
      merged.set(bits, withMembers(before, members));
    } else if (before.kind === 'constant' && before.value === (kind === 'and')) merged.set(bits, plan);
  }
  return [...merged.values(), ...others];
}

/** @returns the same array where nothing follows */
function assumeMembers(plans: readonly Plan[]): readonly Plan[] {
  let result = plans;
  for (const test of plans) {
    if (test.kind !== 'member') continue;
    const next = result.map((plan) => (plan === test || plan.kind === 'member' ? plan : assume(plan, test)));
    if (next.some((plan, index) => plan !== result[index])) result = next;
  }
  return result;
}

/** What is left of a plan where a test is known to hold. */
function assume(plan: Plan, test: MemberTest): Plan {
  if (plan.kind === 'member' && bitsOf(plan) === bitsOf(test)) {
    const common = plan.members & test.members;
    if (common === 0n) return DROP;
    return common === test.members ? PASS : plan;
  }
  if (plan.kind !== 'and' && plan.kind !== 'or') return plan;
  const children = plan.children.map((child) => assume(child, test));
  return children.every((child, index) => child === plan.children[index]) ? plan : junction(plan.kind, children);
}

function absorb(kind: 'and' | 'or', parts: ReadonlyMap<string, Plan>): Plan[] {
  return Array.from(parts.values()).filter(
    (plan) =>
      plan.kind === kind ||
      (plan.kind !== 'and' && plan.kind !== 'or') ||
      !plan.children.some((child) => parts.has(planKey(child))),
  );
}

/** Conjunctions that differ in what they ask of one text only become one: `a and x or a and y` is `a and (x or y)`. */
function factor(parts: ReadonlyMap<string, Plan>): ReadonlyMap<string, Plan> {
  const groups = new Map<string, { readonly rest: readonly Plan[]; readonly texts: TextTest[] }>();
  const factored = new Map<string, Plan>();
  for (const [key, plan] of parts) {
    const texts = plan.kind === 'and' ? plan.children.filter((child) => child.kind === 'text') : [];
    const [text] = texts;
    if (plan.kind !== 'and' || text === undefined || texts.length !== 1) {
      factored.set(key, plan);
      continue;
    }
    const rest = plan.children.filter((child) => child !== text);
    const group = `${sourceKey(text.source)} ${rest.map(planKey).toSorted().join(' ')}`;
    const known = groups.get(group);
    if (known === undefined) groups.set(group, { rest, texts: [text] });
    else known.texts.push(text);
  }
  for (const { rest, texts } of groups.values()) {
    const plan = both([...rest, ...mergeTexts('or', texts)]);
    factored.set(planKey(plan), plan);
  }
  return factored;
}

function mergeTexts(kind: 'and' | 'or', plans: readonly Plan[]): Plan[] {
  const bySource = new Map<string, { readonly source: TextSource; readonly formulas: Formula[] }>();
  const others: Plan[] = [];
  for (const plan of plans) {
    const key = plan.kind === 'text' ? sourceKey(plan.source) : '';
    const known = bySource.get(key);
    if (plan.kind !== 'text') others.push(plan);
    else if (known === undefined) bySource.set(key, { source: plan.source, formulas: [plan.formula] });
    else known.formulas.push(plan.formula);
  }
  const texts = Array.from(bySource.values(), ({ source, formulas }): Plan => ({
    kind: 'text',
    source,
    formula: joined(kind, formulas),
  }));
  return [...others, ...texts];
}

/** The plan with its tests of texts and processes taken for true: what the record says by itself. */
export function byRecordAlone(plan: Plan): Plan {
  if (plan.kind === 'text' || plan.kind === 'process') return PASS;
  if (plan.kind === 'and') return both(plan.children.map(byRecordAlone));
  if (plan.kind === 'or') return either(plan.children.map(byRecordAlone));
  return plan;
}

/** The plan with its tests of processes taken for true. Texts stay as they are: automata know no others. */
export function ofAnyProcess(plan: Plan): Plan {
  if (plan.kind === 'process') return PASS;
  if (plan.kind !== 'and' && plan.kind !== 'or') return plan;
  const children = plan.children.map(ofAnyProcess);
  if (plan.kind === 'or' && children.includes(PASS)) return PASS;
  const left = children.filter((child) => child !== PASS);
  return left.length === 0 ? PASS : { ...plan, children: left };
}

export function asksProcess(plan: Plan): boolean {
  if (plan.kind === 'and' || plan.kind === 'or') return plan.children.some(asksProcess);
  return plan.kind === 'process';
}

export function textsIn(plan: Plan): readonly TextTest[] {
  if (plan.kind === 'text') return [plan];
  return plan.kind === 'and' || plan.kind === 'or' ? plan.children.flatMap(textsIn) : [];
}

/** How many tests a plan holds. */
export function sizeOf(plan: Plan): number {
  return plan.kind === 'and' || plan.kind === 'or' ? plan.children.reduce((sum, child) => sum + sizeOf(child), 0) : 1;
}
