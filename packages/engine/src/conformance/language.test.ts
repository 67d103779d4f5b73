/** Conditions on constants, against the recorded results. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileJudge } from '../compile.ts';
import { interpret } from '../interpret.ts';
import { RuleEngine } from '../rule-engine.ts';
import { readLines, skip } from '@lanner/schema/corpus';
import { ruleOf } from './fixture.test.ts';

interface LanguageCase {
  readonly condition: string;
  readonly result?: boolean;
  readonly error?: { readonly code?: string; readonly fatal?: string };
  /** Whether a rule of the condition matches, where that is not the condition's result. */
  readonly as_rule?: boolean;
}

/**
 * Where the recorded engine crashes, or reads a number as a text: rows of docs/deviations.md, section Conditions. What
 * the conditions give instead.
 */
const DEVIATIONS: ReadonlyMap<string, boolean> = new Map([
  ['concat("ab", "c") in concat("ab", "c")', true],
  ['join(",", (len(concat("a", "b")), "c")) = "2,c"', true],
  ['concat("a", "b") = concat("a", "b")', true],
  ['concat("ab", "c") startswith concat("a", "b")', true],
  ['concat("ab", "c") glob concat("a", "*")', true],
  ['concat("a", "b") < concat("b", "c")', true],
  ['concat("À", "É") icontains "àé"', false],
  ['len(concat("x", "xx")) = len(concat("y", "yy"))', true],
  ['len(concat("x", "xx")) != len(concat("y", "yy"))', false],
  ['len(concat("x", "xx")) < len(concat("y", "yy"))', false],
  ['len(concat("x", "xx")) >= len(concat("y", "yy"))', true],
  ['len(concat("x", "xx")) != len(concat("yy", "yy"))', true],
  ['len(concat("x", "xx")) < len(concat("yy", "yy"))', true],
  ['len(concat("x", "xx")) > len(concat("yy", "yy"))', false],
  ['len(concat("xx", "xx")) = len(concat("y", "yy"))', false],
  ['len(concat("xx", "xx")) != len(concat("y", "yy"))', true],
  ['len(concat("xx", "xx")) < len(concat("y", "yy"))', false],
  ['len(concat("xx", "xx")) > len(concat("y", "yy"))', true],
  ['len(concat("xx", "xx")) >= len(concat("y", "yy"))', true],
]);

test('conditions on constants have the recorded results, compiled, interpreted and as a rule', { skip }, () => {
  const cases = readLines<LanguageCase>('language.jsonl').filter(({ error }) => error?.code === undefined);
  const deviating: string[] = [];
  for (const { condition, result, as_rule: asRule = result } of cases) {
    const rule = ruleOf(condition, 'o');
    assert.ok(rule, condition);
    const interpreted = interpret(rule.condition, () => undefined);
    const matched: number[] = [];
    compileJudge<object>([rule], () => () => undefined)({}, matched, false);
    assert.equal(matched.length > 0, interpreted, condition);
    if (interpreted !== result) {
      assert.equal(interpreted, DEVIATIONS.get(condition), condition);
      deviating.push(condition);
      continue;
    }
    const engine = new RuleEngine([rule], { bind: () => () => undefined }, ['open']);
    const event = { hasRealView: false, realView: false };
    assert.equal(engine.judge(event, 'open').length > 0, asRule, condition);
  }
  assert.ok(cases.length >= 1380);
  assert.deepEqual(deviating.sort(), [...DEVIATIONS.keys()].sort());
});
