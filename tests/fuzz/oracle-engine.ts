/** What must hold of the engine for every rule that loads: it compiles to code of its own alphabet, and judges. */
import { RuleEngine, compileOutput, interpret, makeSpecialiser, NO_ADDITIONS } from '@lanner/engine';
import type { FieldBinding, JudgedEvent } from '@lanner/engine';
import type { CheckedRule, FieldRef } from '@lanner/language';
import { isEnterOnly } from '@lanner/schema';
import type { FieldValue, Scalar } from '@lanner/schema';
import { judgeSource } from '../../packages/engine/src/compile.ts';
import { KeptConditions, type Subject } from '../../packages/engine/src/kept-conditions.ts';
import { EVENT_TYPES } from './dictionary.ts';
import { strangeCode, textsOf } from './generated-code.ts';
import type { Random } from './random.ts';
import { Violation } from './violation.ts';

/** Values by the text of the field, so that the same field has the same value however it is read. */
interface FuzzEvent extends JudgedEvent {
  readonly values: Map<string, FieldValue>;
  readonly random: Random;
}

const TEXTS = [
  'bash',
  '/etc/passwd',
  'x',
  '',
  '"); globalThis.canary = 1; ("',
  'O_CREAT',
  '__proto__',
  '\ud800',
  'a\nb',
];
const NUMBERS = [0, 1, 22, -1, 4096, 0x7f000001];

function scalar(type: string, random: Random): Scalar {
  switch (type) {
    case 'CHARBUF':
    case 'FSPATH':
    case 'FSRELPATH':
      return random.pick(TEXTS);
    case 'BYTEBUF':
      return Uint8Array.from([0xca, 0xfe, random.below(256)]);
    case 'BOOL':
      return random.chance(0.5);
    case 'RELTIME':
    case 'ABSTIME':
      return BigInt(random.pick([0, 1, 1_700_000_000]));
    default:
      return random.pick(NUMBERS);
  }
}

function valueOf(ref: FieldRef, random: Random): FieldValue {
  if (random.chance(0.2)) return undefined;
  const { type, list, any, anyWithoutArgument } = ref.field;
  const several = list === true || any === true || (anyWithoutArgument === true && ref.argument === undefined);
  const one = (): Scalar => scalar(type, random);
  return several ? Array.from({ length: random.below(4) }, one) : one();
}

/** What follows from the type of an event, and that events are numbered from 1: what specialising relies on. */
function givenValue({ field, argument }: FieldRef, eventType: string): FieldValue {
  if (field.name === 'evt.type') return eventType;
  if (field.name === 'evt.type.is') return argument === eventType ? 1 : 0;
  if (field.name === 'evt.dir') return isEnterOnly(eventType) ? '>' : '<';
  return field.name === 'evt.num' ? 1 : undefined;
}

function read(event: FuzzEvent, ref: FieldRef): FieldValue {
  if (!event.values.has(ref.text)) event.values.set(ref.text, valueOf(ref, event.random));
  return event.values.get(ref.text);
}

/** So that all kinds of conditions are kept, and some are not. */
function subjectOf({ field, text }: FieldRef): Subject | undefined {
  if (/^fd\.|^fs\./.test(field.name)) return 'object';
  return field.name.startsWith('proc.') && text.length % 5 !== 0 ? 'process' : undefined;
}

const BINDING: FieldBinding<FuzzEvent> = {
  subjectOf,
  bind: (ref, eventType) => {
    const given = givenValue(ref, eventType);
    return given === undefined ? (event) => read(event, ref) : () => given;
  },
};

function eventTypesFor(rules: readonly CheckedRule[], random: Random): string[] {
  const named = new Set(rules.flatMap((rule) => Array.from(rule.eventTypes ?? []).slice(0, 3)));
  const types = new Set([random.pick(EVENT_TYPES), ...Array.from(named).slice(0, 2)]);
  return Array.from(types);
}

export function checkCompiled(loaded: readonly CheckedRule[], random: Random): void {
  const rules = loaded.map((rule) => ({ ...rule, enabled: true }));
  const types = eventTypesFor(rules, random);
  const engine = new RuleEngine(rules, BINDING, types, { matching: 'all' });
  for (const type of types) {
    checkSource(rules, type);
    checkVerdicts(engine, rules, type, random);
  }
}

function checkSource(rules: readonly CheckedRule[], type: string): void {
  const specialise = makeSpecialiser(type);
  const compiled = rules
    .filter((rule) => rule.eventTypes?.has(type) ?? true)
    .map((rule) => ({ rule, condition: specialise(rule.condition) }));
  const texts = new Set(compiled.flatMap(({ condition }) => Array.from(textsOf(condition))));
  const { source } = judgeSource(compiled, (ref) => BINDING.bind(ref, type), new KeptConditions(subjectOf));
  const strange = strangeCode(source, texts);
  if (strange !== undefined) throw new Violation('strange code', strange);
}

/** A tree-walk visits shared parts again and again: it is left out for conditions that expand beyond this. */
const MOST_NODES = 20_000;

function checkVerdicts(
  engine: RuleEngine<FuzzEvent>,
  rules: readonly CheckedRule[],
  type: string,
  random: Random,
): void {
  const event: FuzzEvent = { hasRealView: false, realView: false, values: new Map(), random };
  const matched = new Set(engine.judge(event, type).map(({ rule }) => rule.index));
  const again = new Set(engine.judge(event, type).map(({ rule }) => rule.index));
  if (Array.from(matched).join() !== Array.from(again).join()) {
    throw new Violation('verdict', `the same event judged again on ${type}: other rules match`);
  }
  for (const rule of rules) {
    if (rule.eventTypes?.has(type) === false) continue;
    if (random.chance(0.2)) compileOutput(rule, NO_ADDITIONS, BINDING, type)(event);
    if (sizeOf(rule.condition) > MOST_NODES) continue;
    const expected = interpret(rule.condition, (ref) => BINDING.bind(ref, type)(event));
    if (matched.has(rule.index) !== expected) {
      throw new Violation('verdict', `rule '${rule.name}' on ${type}: compiled ${!expected}, interpreted ${expected}`);
    }
  }
}

function sizeOf(condition: CheckedRule['condition'], known = new Map<object, number>()): number {
  const before = known.get(condition);
  if (before !== undefined) return before;
  let size = 1;
  if (condition.kind === 'not') size += sizeOf(condition.child, known);
  if (condition.kind === 'and' || condition.kind === 'or') {
    for (const child of condition.children) size += sizeOf(child, known);
  }
  known.set(condition, size);
  return size;
}
