import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadRules } from '@lanner/language';
import fc from 'fast-check';
import { compileRegex, forRe2js } from './posix-regex.ts';

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
  test(`${pattern} for an engine without repeated repetitions`, () => assert.equal(forRe2js(pattern), grouped));
}

test('a bracket in a bracket expression is a character where no name begins', () => {
  assert.deepEqual(['[', ':', ']', 'a'].map(compileRegex('[:[:]')), [true, true, false, false]);
  assert.deepEqual(['[', 'b', '1'].map(compileRegex('[[[:alpha:]]')), [true, true, false]);
  assert.deepEqual(['\\', '[', 'a'].map(compileRegex('[\\\\[]')), [true, true, false]);
});

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

/** Pieces of patterns; joined at random they are rarely what anyone would write. */
const PIECES = [
  'a',
  'b',
  '.',
  '(',
  ')',
  '|',
  '*',
  '+',
  '?',
  '{2}',
  '{0,3}',
  '{9,}',
  '{300}',
  '[ab]',
  '[^a]',
  '[[:alpha:]-]',
];
PIECES.push('^', '$', '\\.', '\\x{e9}', 'é', '{', '}', ']', '[]a]', '\\n', '()');
// What two readers of a pattern may take for different things.
PIECES.push(
  '\\',
  '\\\\',
  '\\é',
  '\\x{110000}',
  '\\x{10ffff}',
  '\\0',
  '\\x4',
  '[',
  '[:',
  ':]',
  '[:Alpha:]',
  '[[:^space:]]',
  'x{41}',
  '-',
);

test('a pattern that loads can be compiled', () => {
  let compiled = 0;
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...PIECES), { maxLength: 9 }),
      fc.constantFrom('', 'ab', 'é'),
      (pieces, text) => {
        const pattern = pieces.join('');
        const rule = { rule: 'r', desc: 'd', priority: 'info', output: 'o', condition: `proc.name regex '${pattern}'` };
        const { rules } = loadRules([{ name: 'a', text: JSON.stringify([rule]) }]);
        const [check] = rules.map(({ condition }) => condition);
        if (check?.kind !== 'check' || check.right.kind !== 'literals') return;
        compiled++;
        // As it is read: a backslash before a backslash or a quote is gone.
        compileRegex(String(check.right.values[0]))(text);
      },
    ),
    { numRuns: 4000 },
  );
  assert.ok(compiled > 100, `${compiled}`);
});
