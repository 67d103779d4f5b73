import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileRegex, groupRepetitions } from './posix-regex.ts';

const GROUPED: readonly (readonly [pattern: string, grouped: string])[] = [
  ['a*b+', 'a*b+'],
  ['a**', '(?:a*)*'],
  ['a+?', '(?:a+)?'],
  ['a{2}{3}b', '(?:a{2}){3}b'],
  ['a***', '(?:(?:a*)*)*'],
  ['(ab*)+*', '(?:(ab*)+)*'],
  ['x(a|b*)**|c', 'x(?:(a|b*)*)*|c'],
  ['[*+?]**', '(?:[*+?]*)*'],
  ['[]*]+*', '(?:[]*]+)*'],
  ['\\**+', '(?:\\**)+'],
  ['a{,2}', 'a{,2}'],
];
for (const [pattern, grouped] of GROUPED) {
  test(`${pattern} for an engine without repeated repetitions`, () => assert.equal(groupRepetitions(pattern), grouped));
}

test('a repetition of a repetition may match nothing, where Perl would call it not greedy', () => {
  const matches = compileRegex('a+?b');
  assert.deepEqual(['b', 'ab', 'aab', 'a'].map(matches), [true, true, true, false]);
});

test('the whole text has to match, and lines begin and end within it', () => {
  assert.equal(compileRegex('b')('abc'), false);
  assert.equal(compileRegex('a$\n^b')('a\nb'), true);
  assert.equal(compileRegex('a.b')('a\nb'), false);
  assert.equal(compileRegex('[^x]*')('a\nb'), true);
});

test('time is linear in the text', () => {
  assert.equal(compileRegex('(a*)*b')('a'.repeat(20_000)), false);
});
