import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Condition } from '@lanner/language';
import fc from 'fast-check';
import type { FieldBinding, JudgedEvent } from './binding.ts';
import type { ProcessVerdicts, Subject } from './kept-conditions.ts';
import {
  EVENT_TYPES,
  PAIRS,
  RUNS,
  SPAN,
  conditions,
  event,
  expected,
  refOf,
  rulesOf,
  type Event,
} from './random-conditions.test.ts';
import { RuleEngine } from './rule-engine.ts';

/** Which fields belong to the process of an event, and which to its object. */
const SUBJECTS: ReadonlyMap<string, Subject> = new Map<string, Subject>([
  ['t.text', 'process'],
  ['t.list', 'process'],
  ['t.names', 'process'],
  ['t.path', 'object'],
  ['t.other', 'object'],
  ['t.port', 'object'],
]);

class SubjectEvent implements JudgedEvent {
  readonly hasRealView = false;
  realView = false;
  processVerdicts: ProcessVerdicts | undefined;
  readonly objectKind = undefined;
  readonly objectName: string | undefined;
  readonly values: Event;

  constructor(values: Event, objectName: string | undefined, processVerdicts: ProcessVerdicts | undefined) {
    this.values = values;
    this.objectName = objectName;
    this.processVerdicts = processVerdicts;
  }
}

/** Events of few processes and objects: what belongs to those is theirs in each event, all else is the event's own. */
const eventsOfFew = fc
  .tuple(
    fc.array(event, { minLength: 2, maxLength: 2 }),
    fc.array(event, { minLength: 3, maxLength: 3 }),
    fc.array(fc.tuple(event, fc.nat(1), fc.nat(3)), { minLength: 25, maxLength: 25 }),
  )
  .map(([processes, objects, own]) =>
    own.map(([values, process, object]) => {
      // An event without an object has no name, and may hold anything.
      const owners = { process: processes[process], object: objects[object] };
      const all = Array.from(values, ([name, value]) => {
        const subject = SUBJECTS.get(name);
        return [name, subject === undefined ? value : (owners[subject] ?? values).get(name)] as const;
      });
      return { values: new Map(all), process, object: objects[object] === undefined ? undefined : `object ${object}` };
    }),
  );

test('what is kept with a process or an object says the same of its later events', () => {
  let pairs = 0;
  fc.assert(
    fc.property(conditions, eventsOfFew, (all, given) => {
      const binding: FieldBinding<SubjectEvent> = {
        bind: (ref) => (e) => e.values.get(ref.text),
        subjectOf: (ref) => SUBJECTS.get(ref.text),
      };
      const rules = rulesOf(all).map(({ rule }) => rule);
      const engine = new RuleEngine(rules, binding, EVENT_TYPES, { matching: 'all' });
      const known = new Map<number, ProcessVerdicts | undefined>();
      for (const { values, process, object } of given) {
        const one = new SubjectEvent(values, object, known.get(process));
        const matches = engine.judge(one, String(values.get('evt.type')));
        assert.deepEqual(
          matches.map(({ rule }) => rule.index),
          expected(all, values),
        );
        known.set(process, one.processVerdicts);
        pairs += all.length;
      }
    }),
    { numRuns: RUNS },
  );
  assert.ok(pairs >= PAIRS, `${pairs} pairs`);
});

test('a condition on the process is computed once for all its events, one on the object once for each', () => {
  const reads: string[] = [];
  const binding: FieldBinding<SubjectEvent> = {
    bind: (ref) => (e) => {
      reads.push(ref.text);
      return e.values.get(ref.text);
    },
    subjectOf: (ref) => SUBJECTS.get(ref.text),
  };
  function check(name: string, value: string): Condition {
    return {
      kind: 'check',
      left: refOf(name),
      operator: '=',
      right: { kind: 'literals', values: [value] },
      span: SPAN,
    };
  }
  const both: Condition = { kind: 'and', children: [check('t.text', 'a'), check('t.path', 'b')] };
  const engine = new RuleEngine(
    rulesOf([both]).map(({ rule }) => rule),
    binding,
    ['open'],
  );
  const values = new Map([
    ['t.text', 'a'],
    ['t.path', 'c'],
  ]);
  let known: ProcessVerdicts | undefined;
  for (const name of ['one', 'one', 'two', undefined, undefined]) {
    const one = new SubjectEvent(values, name, known);
    assert.deepEqual(engine.judge(one, 'open'), []);
    known = one.processVerdicts;
  }
  assert.deepEqual(reads, ['t.text', 't.path', 't.path', 't.path', 't.path']);
});
