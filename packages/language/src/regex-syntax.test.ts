import assert from 'node:assert/strict';
import { test } from 'node:test';
import { regexProblem } from './regex-syntax.ts';

test('the syntax is POSIX, with a few escapes', () => {
  const good = ['', 'a', 'a*', 'a**', 'a{2}', 'a{2,}', 'a{,2}', 'a{1000}', '|', 'a||b', '()', '(a|b)+', '[^a]', '[]x]'];
  good.push('[a-c]', '[[:alpha:]]+', '[a-]', '\\.', '\\x41', '\\x{e9}', '^a$', '[.]', '\\[x\\]', 'a\\nb', 'é');
  for (const pattern of good) assert.equal(regexProblem(pattern), undefined, pattern);
  const bad = ['\\d', '\\w+', '\\bcat\\b', '(?i)cat', '(?:cat)', '\\p{L}', '(', 'a)', '[', '*', 'a{1001}', '\\1', '\\'];
  bad.push('[a-\\d]', '[z-a]', '[[:nothing:]]', '(*a)');
  for (const pattern of bad) assert.notEqual(regexProblem(pattern), undefined, pattern);
});
