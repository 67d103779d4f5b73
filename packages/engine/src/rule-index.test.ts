/** Rules found by what a field begins with are the rules that match. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CheckNode, Condition, FieldRef } from '@lanner/language';
import fc from 'fast-check';
import { compileCheck } from './check.ts';
import { compileJudge } from './compile.ts';
import {
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
import { indexOf } from './rule-index.ts';

const REF: FieldRef = {
  kind: 'field',
  field: { name: 't.path', type: 'FSPATH', class: 'evt', description: '' },
  text: 't.path',
  span: SPAN,
};

/** Few characters, so that texts often begin alike; those among them that mean something to some operator. */
const letter = fc.constantFrom('a', 'a', 'b', '/', '/', '*', '?', '[', '.', '^', '|', '{2}', '+', '\n', 'é');
const pattern = fc
  .tuple(fc.constantFrom('', '/', '^', '^/'), fc.array(letter, { maxLength: 6 }))
  .map(([start, letters]) => start + letters.join(''));
const value = fc
  .array(fc.constantFrom('a', 'a', 'b', '/', '/', '.', '\n', 'é'), { maxLength: 8 })
  .map((all) => all.join(''));

const check = fc
  .tuple(
    fc.constantFrom<CheckNode['operator']>('=', 'in', 'startswith', 'glob', 'pmatch', 'regex', 'contains', '!='),
    fc.array(pattern, { minLength: 1, maxLength: 3 }),
  )
  .map(([operator, patterns]): CheckNode => {
    const values = operator === 'in' || operator === 'pmatch' ? patterns : patterns.slice(0, 1);
    return {
      kind: 'check',
      left: REF,
      operator,
      right: { kind: 'literals', values },
      span: SPAN,
    };
  })
  .filter((node) => {
    try {
      compileCheck(node);
      return true;
    } catch {
      // no regular expression
      return false;
    }
  });

const condition = fc.letrec<{ node: Condition }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    check,
    check,
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('node'), { minLength: 2, maxLength: 3 }))
      .map(([kind, children]): Condition => ({ kind, children })),
    tie('node').map((child): Condition => ({ kind: 'not', child })),
  ),
})).node;

test('whatever rules are left out by an index do not match', () => {
  let left = 0;
  let matches = 0;
  fc.assert(
    fc.property(
      fc.array(condition, { minLength: 4, maxLength: 24 }),
      fc.array(value, { minLength: 4, maxLength: 8 }),
      (all, paths) => {
        const index = indexOf(all, 1);
        const judge = compileJudge<Event>(rulesOf(all), bind, undefined, 1);
        for (const path of paths) {
          const event: Event = new Map([['t.path', path]]);
          const wanted = expected(all, event);
          const matched: number[] = [];
          const judged: number[] = [];
          judge(event, matched, false, undefined, undefined, undefined, (position) => void judged.push(position));
          assert.deepEqual(matched, wanted);
          assert.deepEqual(
            judged,
            judged.toSorted((a, b) => a - b),
          );
          const first: number[] = [];
          judge(event, first, true);
          assert.deepEqual(first, wanted.slice(0, 1));
          if (index !== undefined) left += all.length - judged.length;
          matches += wanted.length;
        }
      },
    ),
    { numRuns: 1000 },
  );
  assert.ok(left > 5000 && matches > 5000, `${left} left out, ${matches} matches`);
});

test('what is compiled with an index says what the interpreter says, of all kinds of conditions', () => {
  let pairs = 0;
  fc.assert(
    fc.property(conditions, events, (all, given) => {
      const judge = compileJudge<Event>(rulesOf(all), bind, undefined, 1);
      for (const e of given) {
        const wanted = expected(all, e);
        const matched: number[] = [];
        judge(e, matched, false);
        assert.deepEqual(matched, wanted);
        pairs += all.length;
      }
    }),
    { numRuns: RUNS },
  );
  assert.ok(pairs >= PAIRS, `${pairs} pairs`);
});

test('of a thousand rules about paths, those are judged whose path it is, and those about anything', () => {
  function checkOf(operator: CheckNode['operator'], text: string): CheckNode {
    return { kind: 'check', left: REF, operator, right: { kind: 'literals', values: [text] }, span: SPAN };
  }
  const all = Array.from({ length: 1000 }, (_, at) =>
    at === 500 ? checkOf('contains', 'x') : checkOf(at % 2 === 0 ? 'startswith' : 'pmatch', `/srv/app${at}/`),
  );
  const succeeded: Condition = { ...checkOf('=', 'SUCCESS'), left: { ...REF, text: 't.text' } };
  const common = all.map((one): Condition => ({ kind: 'and', children: [succeeded, one] }));
  const judge = compileJudge<Event>(rulesOf([...common, checkOf('startswith', '/srv/')]), bind);
  function judgedOn(path: string | undefined): number[] {
    const judged: number[] = [];
    judge(new Map([['t.path', path]]), [], false, undefined, undefined, undefined, (at) => void judged.push(at));
    return judged;
  }
  assert.deepEqual(judgedOn('/srv/app77/data'), [7, 77, 500, 1000]);
  assert.deepEqual(judgedOn('/usr/lib'), [500]);
  assert.deepEqual(judgedOn(undefined), [500]);
  assert.equal(judgedOn('//srv/app77').length, 1001);
});

test('a character that a regular expression repeats is not part of what the text begins with', () => {
  for (const pattern of ['^/ab*', '^/ab?', '^/ab{0}', '^/ab+*']) {
    const node: CheckNode = {
      kind: 'check',
      left: REF,
      operator: 'regex',
      right: { kind: 'literals', values: [pattern] },
      span: SPAN,
    };
    const matched: number[] = [];
    compileJudge<Event>(rulesOf([node]), bind, undefined, 1)(new Map([['t.path', '/a']]), matched, false);
    assert.deepEqual(matched, [0], pattern);
  }
});
