import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compileGlob } from './glob.ts';

/** What fnmatch(3) with flags 0 in the C locale answers. */
const CASES: readonly (readonly [pattern: string, text: string, matches: boolean])[] = [
  ['*', '', true],
  ['*', 'a/b', true],
  ['a*', 'a', true],
  ['*a', 'ba', true],
  ['a*b', 'a/x/b', true],
  ['a*b', 'ab', true],
  ['a*b', 'a', false],
  ['a*a', 'a', false],
  ['ab*ba', 'aba', false],
  ['*ab*ab*', 'abab', true],
  ['*ab*ab*', 'aba', false],
  ['**a**', 'a', true],
  ['?', 'a', true],
  ['?', '', false],
  ['?', '/', true],
  ['?', 'ab', false],
  ['*?', 'x', true],
  ['*?', '', false],
  ['?*?', 'a', false],
  ['?*?', 'ab', true],
  ['/etc/*', '/etc/a/b', true],
  ['/etc/*', '/etc', false],
  ['*.conf', 'x.conf', true],
  ['*.conf', 'xconf', false],
  ['a.c', 'abc', false],
  ['a+', 'aa', false],
  ['a+', 'a+', true],
  ['(a)', '(a)', true],
  ['{a}', '{a}', true],
  ['a|b', 'a', false],
  ['^a$', 'a', false],
  ['^a$', '^a$', true],
  ['[abc]', 'b', true],
  ['[abc]', 'd', false],
  ['[abc]', 'bc', false],
  ['[a-c]x', 'bx', true],
  ['[a-c]x', 'dx', false],
  ['[!a]', 'b', true],
  ['[!a]', 'a', false],
  ['[^a]', 'b', true],
  ['[^a]', 'a', false],
  ['[]a]', ']', true],
  ['[]a]', 'a', true],
  ['[!]a]', 'b', true],
  ['[!]a]', ']', false],
  ['[a-]', '-', true],
  ['[a-]', 'b', false],
  ['[-a]', '-', true],
  ['[a\\]b]', ']', true],
  ['[a\\]b]', '\\', false],
  ['[.]', '.', true],
  ['[.]', 'x', false],
  ['[a^]', '^', true],
  ['[*]', '*', true],
  ['[*]', 'x', false],
  ['[?]', '?', true],
  ['[?]', 'x', false],
  ['[/]', '/', true],
  ['a[/]b', 'a/b', true],
  ['[[:alpha:]]', 'x', true],
  ['[[:alpha:]]', '1', false],
  ['[[:digit:]a]*', '7z', true],
  ['[[:digit:]a]*', 'az', true],
  ['[[:digit:]a]*', 'bz', false],
  ['[![:space:]]', 'x', true],
  ['[![:space:]]', ' ', false],
  ['*[[:punct:]]', 'a!', true],
  ['*[[:punct:]]', 'a{', true],
  ['*[[:punct:]]', 'a]', true],
  ['[[:xdigit:]]', 'F', true],
  ['[[:xdigit:]]', 'g', false],
  ['[[:upper:]]', 'a', false],
  ['[[:alpha:]-z]', '-', true],
  ['[abc', '[abc', true],
  ['[abc', 'a', false],
  ['*[', 'x[', true],
  ['*[', 'x', false],
  ['*[a', 'z[a', true],
  ['[]', '[]', true],
  ['[]', ']', false],
  ['[!]', '[!]', true],
  ['[!', '[!', true],
  ['[', '[', true],
  ['a[*b', 'a[xxb', true],
  ['\\*', '*', true],
  ['\\*', 'x', false],
  ['\\\\', '\\', true],
  ['\\?', '?', true],
  ['\\a', 'a', true],
  ['\\[a]', '[a]', true],
  ['\\[a]', 'a', false],
  ['a\\', 'a', false],
  ['a\\', 'a\\', false],
  ['*\\', 'x\\', false],
  ['*\\*', 'a*', true],
  ['*\\*', 'ab', false],
  ['*\\[[ab]', 'x[a', true],
  ['*\\[[ab]', 'x[c', false],
  ['*\\[?', '[a', true],
  ['*[[]x', 'a[x', true],
  ['*[]]x', 'a]x', true],
  ['*[!a]b', 'xcb', true],
  ['*[\\]]b', 'x]b', true],
  ['[c-a]', 'b', false],
  ['[c-a]', 'c', false],
  ['[c-a]x', '-x', false],
  ['*[c-a]', 'b', false],
  ['A', 'a', false],
  ['[A-Z]', 'a', false],
  ['a\nb', 'a\nb', true],
  ['a*b', 'a\n\nb', true],
  ['a?b', 'a\nb', true],
  ['', '', true],
  ['', 'a', false],
  ['-', '-', true],
  ['[a-c-e]', '-', true],
  ['[a-c-e]', 'd', false],
  ['[%--]', '&', true],
  ['[%--]', '-', true],
  ['[,-.]', '-', true],
  ['[a-\\c]', 'b', true],
  ['[[:alpha:', '[', false],
  ['[[a]', '[', true],
  ['[[:]', '[', true],
  ['[[:]', ':', true],
  ['*a*b*c', 'xaybzc', true],
  ['*a*b*c', 'xaybz', false],
  ['*aab', 'aaaab', true],
  ['*aa*ab', 'aaab', true],
  ['a*?c', 'abc', true],
  ['a*?c', 'ac', false],
  ['a**?c', 'abc', true],
];

for (const [pattern, text, matches] of CASES) {
  test(`${JSON.stringify(pattern)} ${matches ? 'matches' : 'does not match'} ${JSON.stringify(text)}`, () => {
    assert.equal(compileGlob(pattern, false)(text), matches);
  });
}

test('iglob ignores the case, also in classes', () => {
  for (const [pattern, text, matches] of [
    ['a*C', 'Abc', true],
    ['[a-c]X', 'Bx', true],
    ['*.CONF', '/etc/x.conf', true],
    ['A?', 'b', false],
  ] as const) {
    assert.equal(compileGlob(pattern, true)(text), matches, pattern);
    assert.equal(compileGlob(pattern, true)(text.toUpperCase()), matches, pattern);
  }
});

/** The definition, tried out in all ways: stars, question marks and letters only. */
function naive(pattern: string, text: string): boolean {
  const [first] = pattern;
  if (first === undefined) return text === '';
  if (first === '*') return naive(pattern.slice(1), text) || (text !== '' && naive(pattern, text.slice(1)));
  return text !== '' && (first === '?' || first === text[0]) && naive(pattern.slice(1), text.slice(1));
}

test('stars find a way if there is one', () => {
  const letters = (alphabet: string, maxLength: number) =>
    fc.array(fc.constantFrom(...alphabet.split('')), { maxLength }).map((all) => all.join(''));
  fc.assert(
    fc.property(letters('ab*?', 7), letters('ab', 9), (pattern, text) => {
      assert.equal(compileGlob(pattern, false)(text), naive(pattern, text));
    }),
    { numRuns: 2000 },
  );
});

test('a pattern that quotes every character matches that text alone', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 1 }), (text, more) => {
      const quoted = text
        .split('')
        .map((character) => `\\${character}`)
        .join('');
      assert.equal(compileGlob(quoted, false)(text), true);
      assert.equal(compileGlob(quoted, false)(text + more), false);
      assert.equal(compileGlob(`*${quoted}`, false)(more + text), true);
    }),
  );
});
