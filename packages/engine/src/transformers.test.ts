import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FieldValue } from '@lanner/schema';
import { transform } from './transformers.ts';

type Case = readonly [name: Parameters<typeof transform>[0], operands: readonly FieldValue[], result: FieldValue];

function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

const CASES: readonly Case[] = [
  ['tolower', ['ÀBc'], 'Àbc'],
  ['toupper', ['abç'], 'ABç'],
  ['tolower', [['A', 'B']], ['a', 'b']],
  ['toupper', [[]], []],
  ['basename', ['/bin/sh'], 'sh'],
  ['basename', ['/bin/'], ''],
  ['basename', ['sh'], 'sh'],
  ['b64', ['YWI='], 'ab'],
  ['b64', ['YWI'], 'ab'],
  ['b64', ['w6k='], 'é'],
  ['b64', ['6Q=='], 'é'],
  ['b64', ['YQBi'], 'a'],
  ['b64', [''], ''],
  ['b64', ['a'], undefined],
  ['b64', ['YW I='], undefined],
  ['b64', [['YQ', '!']], undefined],
  ['b64', [bytes('YQBi\0\0')], bytes('a\0b')],
  ['len', ['é'], 2],
  ['len', [''], 0],
  ['len', [['a', 'b']], 2],
  ['len', [bytes('abc')], 3],
  ['concat', ['a', 'b', 'c'], 'abc'],
  ['concat', ['a', undefined], undefined],
  ['join', [', ', ['a', 'b']], 'a, b'],
  ['join', [',', []], ''],
  ['join', [',', 'a'], undefined],
  ['getopt', [['-ab', '-c', 'x', 'y', '-a'], 'abc:'], ['a', 'b', 'c', 'x']],
  ['getopt', [['-cx', '--long', '-a'], 'ac:'], ['c', 'x', 'a']],
  ['getopt', [['-z', '-:', '-a'], ':a'], ['?', '?', 'a']],
  ['getopt', [['-c'], 'c:'], ['']],
  ['getopt', [['-a', '--', '-b'], 'ab'], ['a']],
  ['getopt', [['-', '-a'], 'a'], []],
  ['getopt', [['a'], 'a'], []],
];

for (const [name, operands, result] of CASES) {
  test(`${name} of ${JSON.stringify(operands)}`, () => assert.deepEqual(transform(name, operands), result));
}

test('nothing comes of nothing', () => {
  for (const name of ['tolower', 'toupper', 'basename', 'b64', 'len', 'concat', 'join', 'getopt'] as const) {
    assert.equal(transform(name, [undefined, undefined]), undefined, name);
  }
});

test('getopt of one option gives its value, or its letter where it takes none; the last one counts', () => {
  const words = ['-a', '-t', '1', '-t2', '-zt'];
  assert.equal(transform('getopt', [words, 'at:'], 't'), '');
  assert.equal(transform('getopt', [words.slice(0, -1), 'at:'], 't'), '2');
  assert.equal(transform('getopt', [words, 'at:'], 'a'), 'a');
  assert.equal(transform('getopt', [words, 'at:'], 'z'), undefined);
  assert.equal(transform('getopt', [words, 'at:'], '?'), undefined);
});
