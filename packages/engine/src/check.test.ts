import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadRules, type CheckedRule } from '@lanner/language';
import type { FieldValue } from '@lanner/schema';
import { compileJudge } from './compile.ts';
import { interpret } from './interpret.ts';

function ruleOf(condition: string): CheckedRule {
  const text = `[{rule: r, desc: d, output: o, priority: info, condition: ${JSON.stringify(condition)}}]`;
  const { rules, diagnostics } = loadRules([{ name: 'a', text }]);
  const [rule] = rules;
  assert.ok(rule, diagnostics[0]?.message);
  return rule;
}

/** Both evaluators, which have to agree. */
function judge(condition: string, values: Readonly<Record<string, FieldValue>>): boolean {
  const rule = ruleOf(condition);
  const matched: number[] = [];
  compileJudge<object>([rule], (ref) => () => values[ref.text])({}, matched, false);
  const interpreted = interpret(rule.condition, (ref) => values[ref.text]);
  assert.equal(matched.length > 0, interpreted, condition);
  return interpreted;
}

function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

type Case = readonly [condition: string, field: string, value: FieldValue, expected: boolean];

const CASES: readonly Case[] = [
  ['evt.buffer contains GET', 'evt.buffer', bytes('a GET /'), true],
  ['evt.buffer contains GET', 'evt.buffer', bytes('a get /'), false],
  ['evt.buffer startswith "GET /"', 'evt.buffer', bytes('GET /'), true],
  ['evt.buffer endswith "é"', 'evt.buffer', Uint8Array.of(1, 0xc3, 0xa9), true],
  ['evt.buffer bcontains 00ff', 'evt.buffer', Uint8Array.of(1, 0, 255, 2), true],
  ['evt.buffer bcontains 00ff', 'evt.buffer', Uint8Array.of(1, 255, 0, 2), false],
  ['evt.buffer bstartswith 7f454c46', 'evt.buffer', bytes('\x7fELF\0'), true],
  ['evt.buffer = "GET"', 'evt.buffer', bytes('GET'), true],
  ['evt.buffer in ("PUT", "GET")', 'evt.buffer', bytes('GET'), true],
  ['b64(evt.buffer) startswith hel', 'evt.buffer', bytes('aGVsbG8='), true],
  ['len(evt.buffer) = 3', 'evt.buffer', Uint8Array.of(1, 2, 3), true],
  // 0.0.0.0 is held as 0 and :: as 0n.
  ['fd.sip = 0.0.0.0', 'fd.sip', 0, true],
  ['fd.sip = 0.0.0.0', 'fd.sip', 0n, false],
  ['fd.sip != 0.0.0.0', 'fd.sip', 0n, true],
  ['fd.sip in (0.0.0.1)', 'fd.sip', 1n, false],
  ['fd.sip = ::1', 'fd.sip', 1n, true],
  ['fd.ip = ::1', 'fd.ip', [1, 2n], false],
  ['len(proc.name) = 0', 'proc.name', '', true],
  ['len(proc.name) = 0', 'proc.name', undefined, false],
  ['len(proc.name) = 6', 'proc.name', 'naïve', true],
  ['tolower(proc.name) = "Éa"', 'proc.name', 'ÉA', true],
  // The last digit holds bits that belong to no byte.
  ['b64(proc.name) exists', 'proc.name', 'docker', false],
  ['b64(proc.name) exists', 'proc.name', 'sysdig', true],
  ['proc.name regex "a**"', 'proc.name', 'aaa', true],
];
for (const [condition, field, value, expected] of CASES) {
  const shown = typeof value === 'bigint' ? `${value}n` : String(value);
  test(`${condition} is ${expected} of ${JSON.stringify(shown)}`, () => {
    assert.equal(judge(condition, { [field]: value }), expected);
  });
}
