import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPlain, formatTable } from './table.ts';

test('columns line up and the last one is wrapped', () => {
  const rows = [
    ['a', 'long cell', 'one two three four five six'],
    ['longer', 'b', 'x'],
  ];
  assert.equal(
    formatTable(rows, 43),
    ['a       long cell  one two three four five', '                   six', 'longer  b          x', ''].join('\n'),
  );
});

test('no rows, no text', () => {
  assert.equal(formatTable([], 80), '');
  assert.equal(formatPlain([]), '');
});

test('cells of plain rows hold no tabs, line feeds or controls', () => {
  assert.equal(formatPlain([['a\tb', 'c\nd\u001b[31m']]), 'a\\tb\tc\\nd\\x1b[31m\n');
});
