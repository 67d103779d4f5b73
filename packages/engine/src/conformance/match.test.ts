/** Conditions judged on the recorded fields of events, against the recorded matches. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAny, isAnyAncestor, type CheckNode, type CheckedRule, type Condition } from '@lanner/language';
import type { FieldValue } from '@lanner/schema';
import type { FieldBinding } from '../binding.ts';
import { compileCheck, type CheckTest } from '../check.ts';
import { evaluateOperand } from '../interpret.ts';
import { RuleEngine } from '../rule-engine.ts';
import { readLines, skip } from '@lanner/schema/corpus';
import { ruleOf } from './fixture.test.ts';
import {
  hasDescriptor,
  MISSING,
  readAncestors,
  readEvents,
  readField,
  Unrecorded,
  type Missing,
  type RecordedEvent,
} from './recorded-event.test.ts';

interface MatchCase {
  readonly capture: string;
  readonly condition: string;
  readonly events?: readonly (number | readonly [number, number])[];
}

/** Conditions that are meant to say something else: rows of docs/deviations.md, section Conditions. */
const DEVIATIONS: readonly string[] = [
  'fd.ip in (127.0.0.1, 10.0.2.15, ::1)',
  'fd.net in (127.0.0.0/8, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16)',
  'not fd.net in (127.0.0.0/8, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16)',
  'proc.apid in (1867, 1105, 13612)',
];

const tests = new WeakMap<CheckNode, CheckTest>();

function testOf(check: CheckNode): CheckTest {
  const known = tests.get(check) ?? compileCheck(check);
  tests.set(check, known);
  return known;
}

function verdictOfCheck(event: RecordedEvent, check: CheckNode): boolean {
  const { left, right, operator } = check;
  const holds = testOf(check);
  if (left.kind === 'field' && isAnyAncestor(left)) {
    const { values, complete } = readAncestors(event, left);
    const verdict = values.length > 0 && holds(values, undefined);
    if (!verdict && !complete) throw new Unrecorded('ancestors');
    return verdict;
  }
  if (operator === 'exists' && isAny(left)) return hasDescriptor(event.fields);
  const read = (operand: Parameters<typeof evaluateOperand>[0]): FieldValue =>
    evaluateOperand(operand, (ref) => readField(event, ref));
  return holds(read(left), right.kind === 'operand' ? read(right.operand) : undefined);
}

/** True, false, or what is missing to tell; three-valued, so that what is missing matters only where it decides. */
function verdictOf(event: RecordedEvent, condition: Condition): boolean | Missing {
  switch (condition.kind) {
    case 'boolean':
      return condition.value;
    case 'check':
      try {
        return verdictOfCheck(event, condition);
      } catch (missing) {
        if (missing instanceof Unrecorded) return missing.reason;
        throw missing;
      }
    case 'not': {
      const child = verdictOf(event, condition.child);
      return typeof child === 'boolean' ? !child : child;
    }
    case 'and':
    case 'or': {
      const deciding = condition.kind === 'or';
      const all = condition.children.map((child) => verdictOf(event, child));
      if (all.includes(deciding)) return deciding;
      return all.find((one) => typeof one === 'string') ?? !deciding;
    }
  }
}

/** Gives what is recorded, and nothing where nothing is: for events whose verdict does not hang on it. */
const BINDING: FieldBinding<RecordedEvent> = {
  bind: (ref) => (event) => {
    try {
      return isAnyAncestor(ref) ? valuesOrNone(readAncestors(event, ref).values) : readField(event, ref);
    } catch (missing) {
      if (!(missing instanceof Unrecorded)) throw missing;
      return isAny(ref) ? [] : undefined;
    }
  },
};

function valuesOrNone(values: Extract<FieldValue, readonly unknown[]>): FieldValue {
  return values.length > 0 ? values : undefined;
}

test('conditions match the recorded events, interpreted and compiled', { skip }, () => {
  const events = readEvents();
  const types = new Set(Array.from(events.values()).flatMap((all) => all.map(({ type }) => type)));
  const loaded = new Map<string, { readonly rule: CheckedRule; readonly engine: RuleEngine<RecordedEvent> }>();
  const load = (condition: string) => {
    const known = loaded.get(condition);
    if (known !== undefined) return known;
    const rule = ruleOf(condition, 'o');
    assert.ok(rule, condition);
    const entry = { rule, engine: new RuleEngine([rule], BINDING, types) };
    loaded.set(condition, entry);
    return entry;
  };
  const differing = new Set<string>();
  const missing = new Map<Missing, number>();
  let conditions = 0;
  let pairs = 0;
  for (const { capture, condition, events: matching } of readLines<MatchCase>('match.jsonl.gz')) {
    if (matching === undefined) continue;
    conditions++;
    const { rule, engine } = load(condition);
    const ranges = matching.map((one) => (typeof one === 'number' ? ([one, one] as const) : one));
    for (const event of events.get(capture) ?? []) {
      const tried = rule.eventTypes?.has(event.type) ?? true;
      const verdict = tried ? verdictOf(event, rule.condition) : false;
      if (typeof verdict === 'string') {
        missing.set(verdict, (missing.get(verdict) ?? 0) + 1);
        continue;
      }
      pairs++;
      if (engine.judge(event, event.type).length > 0 !== verdict) assert.fail(`${condition}, event ${event.number}`);
      if (verdict !== ranges.some(([from, to]) => event.number >= from && event.number <= to)) differing.add(condition);
    }
  }
  assert.deepEqual([...differing].sort(), [...DEVIATIONS].sort());
  assert.deepEqual([...missing.keys()].sort(), Object.keys(MISSING).sort());
  const unknown = [...missing.values()].reduce((sum, count) => sum + count, 0);
  assert.ok(
    conditions >= 9656 && pairs >= 1_460_000,
    `${conditions} conditions, ${pairs} verdicts, ${unknown} unknown`,
  );
});
