import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Condition, FieldRef } from '@lanner/language';
import fc from 'fast-check';
import { compileJudge } from './compile.ts';
import { makeSpecialiser } from './specialise.ts';
import {
  EVENT_TYPES,
  KINDS,
  PAIRS,
  RUNS,
  SPAN,
  bind,
  conditions,
  events,
  expected,
  rulesOf,
  type Event,
} from './random-conditions.test.ts';

test('what is compiled says what the interpreter says', () => {
  let pairs = 0;
  const seen = new Set<boolean>();
  fc.assert(
    fc.property(conditions, events, (all, given) => {
      const judge = compileJudge<Event>(rulesOf(all), bind);
      for (const e of given) {
        const wanted = expected(all, e);
        const matched: number[] = [];
        judge(e, matched, false);
        assert.deepEqual(matched, wanted);
        const first: number[] = [];
        judge(e, first, true);
        assert.deepEqual(first, wanted.slice(0, 1));
        pairs += all.length;
        for (let at = 0; at < all.length; at++) seen.add(wanted.includes(at));
      }
    }),
    { numRuns: RUNS },
  );
  assert.ok(pairs >= PAIRS && PAIRS >= 20_000, `${pairs} pairs`);
  assert.equal(seen.size, 2, 'there were matches and none');
});

test('a condition specialised for the type of an event says the same, interpreted and compiled', () => {
  let pairs = 0;
  fc.assert(
    fc.property(conditions, events, (all, given) => {
      for (const type of EVENT_TYPES) {
        const special = all.map(makeSpecialiser(type));
        const judge = compileJudge<Event>(rulesOf(special), bind);
        for (const e of given.filter((one) => one.get('evt.type') === type)) {
          const wanted = expected(all, e);
          assert.deepEqual(expected(special, e), wanted);
          const matched: number[] = [];
          judge(e, matched, false);
          assert.deepEqual(matched, wanted);
          pairs += all.length;
        }
      }
    }),
    { numRuns: RUNS },
  );
  assert.ok(pairs >= PAIRS, `${pairs} pairs`);
});

test('a field is read once an event, however many checks ask for it, and not at all where nobody has to know', () => {
  const reads: string[] = [];
  const [textKind, otherKind] = KINDS;
  assert.ok(textKind !== undefined && otherKind !== undefined);
  function check(ref: FieldRef, value: string): Condition {
    return { kind: 'check', left: ref, operator: '=', right: { kind: 'literals', values: [value] }, span: SPAN };
  }
  const all: Condition[] = [
    { kind: 'and', children: [check(textKind.ref, 'a'), check(otherKind.ref, 'b')] },
    { kind: 'or', children: [check(textKind.ref, 'b'), check(textKind.ref, 'c')] },
  ];
  const judge = compileJudge<Event>(rulesOf(all), (ref) => (e) => {
    reads.push(ref.text);
    return e.get(ref.text);
  });
  const matched: number[] = [];
  judge(new Map([['t.text', 'c']]), matched, false);
  assert.deepEqual(matched, [1]);
  assert.deepEqual(reads, ['t.text']);
});
