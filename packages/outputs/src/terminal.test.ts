import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { escapeControls, wantsColour } from './terminal.ts';

test('what can steer a terminal is written out', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['plain, Ünï-cödé 日本 😀 \\n', 'plain, Ünï-cödé 日本 😀 \\n'],
    ['a\nb\rc\td', 'a\\nb\\rc\\td'],
    ['\u001b[2J\u0000\u007f', '\\x1b[2J\\x00\\x7f'],
    ['\u009b31m\u0085', '\\x9b31m\\x85'],
    ['\u202egpj.exe\u2066\u200f\u061c', '\\u202egpj.exe\\u2066\\u200f\\u061c'],
    ['\u2028\u2029\ufeff\u200b', '\\u2028\\u2029\\ufeff\\u200b'],
    ['\u{e0041}', '\\u{e0041}'],
    ['\ud800', '\\ud800'],
  ];
  for (const [text, expected] of cases) assert.equal(escapeControls(text), expected);
});

test('nothing that is left is a control or format character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const escaped = escapeControls(text);
      assert.doesNotMatch(escaped, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      assert.equal(escapeControls(escaped), escaped);
    }),
  );
});

test('colour is for terminals, unless it is not wanted', () => {
  assert.equal(wantsColour({ isTTY: true }, {}), true);
  assert.equal(wantsColour({ isTTY: true }, { NO_COLOR: '' }), true);
  assert.equal(wantsColour({ isTTY: true }, { NO_COLOR: '1' }), false);
  assert.equal(wantsColour({ isTTY: true }, { TERM: 'dumb' }), false);
  assert.equal(wantsColour({}, {}), false);
});
