import assert from 'node:assert/strict';
import { test } from 'node:test';
import { regexProblem } from './regex-syntax.ts';

test('the syntax is POSIX, with a few escapes', () => {
  const good = ['', 'a', 'a*', 'a**', 'a{2}', 'a{2,}', 'a{,2}', 'a{1000}', '|', 'a||b', '()', '(a|b)+', '[^a]', '[]x]'];
  good.push('[a-c]', '[[:alpha:]]+', '[a-]', '\\.', '\\x41', '\\x{e9}', '^a$', '[.]', '\\[x\\]', 'a\\nb', 'é');
  for (const pattern of good) assert.equal(regexProblem(pattern), undefined, pattern);
  const bad = ['\\d', '\\w+', '\\bcat\\b', '(?i)cat', '(?:cat)', '\\p{L}', '(', 'a)', '[', '*', 'a{1001}', '\\1', '\\'];
  bad.push('[a-\\d]', '[z-a]', '[)-\\a]', '[b-\\141]', '[[:nothing:]]', '(*a)');
  bad.push('\\x{110000}', '\\é', '\\\u{1f600}', '[\\x{110000}]', '[[:Alpha:]]', '[[:alpha{:]]', '[[:^:]]');
  for (const pattern of bad) assert.notEqual(regexProblem(pattern), undefined, pattern);
});

test('names of classes that do not end are looked for once', () => {
  assert.match(regexProblem(`[${'[:'.repeat(200_000)}`) ?? '', /missing ]/);
});

test('counts within counts multiply, and what would grow too large is refused', () => {
  const good = [
    '(a{100}){10}',
    '((a{10}){10}){10}',
    'a{2}{500}',
    '(a{1000}){1}',
    '(a{1000})*',
    '(a{500}|b{1000})c{1000}',
  ];
  for (const pattern of good) assert.equal(regexProblem(pattern), undefined, pattern);
  const bad = [
    '(a{1000}){1000}',
    '(a{100}){11}',
    'a{2}{501}',
    '((a{10}){10}){11}',
    '((a{1000})*){2}',
    '(a{0,600}){0,2}',
  ];
  for (const pattern of bad) assert.match(regexProblem(pattern) ?? '', /invalid repetition size/, pattern);
  assert.match(regexProblem(`(${'a'.repeat(100)}){1000}`) ?? '', /too large/);
  assert.match(regexProblem('(..........){1000}') ?? '', /too large/);
});
