import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byteLength, indexOf, TextIndex } from './text-index.ts';

/** Characters of all widths, lines of all lengths, and pairs across the ends of blocks. */
function someText(length: number): string {
  const pieces = ['a', 'é', '€', '😀', '\n', '\r\n', 'word ', '\ud800', 'x'.repeat(700)];
  let text = '';
  for (let at = 1; text.length < length; at = (at * 7919) % 104729) text += pieces[at % pieces.length] ?? '';
  return text;
}

test('lines and bytes are those that counting from the beginning gives', () => {
  const text = someText(9000);
  const index = new TextIndex(text);
  const lines = text.split('\n');
  for (let offset = 0; offset <= text.length; offset++) {
    const before = text.slice(0, offset);
    const line = before.split('\n').length - 1;
    assert.equal(index.lineAt(offset), line);
    assert.equal(index.startOf(line), before.lastIndexOf('\n') + 1);
    assert.equal(index.bytesBefore(offset), byteLength(before), `${offset}`);
  }
  assert.deepEqual(
    lines.map((_, line) => text.slice(index.startOf(line), index.endOf(line))),
    lines.map((line) => line.replace(/\r$/, '')),
  );
});

test('beyond the end is at the end', () => {
  const index = new TextIndex('a\nbc');
  assert.deepEqual([index.lineAt(9), index.startOf(9), index.endOf(1), index.bytesBefore(9)], [1, 4, 4, 4]);
});

test('a text is measured once, and for each place not more than a block of it', () => {
  const text = someText(200_000);
  let measured = 0;
  const index = new TextIndex(text, (piece) => {
    measured += piece.length;
    return byteLength(piece);
  });
  for (let offset = 0; offset < text.length; offset += 100) index.bytesBefore(offset);
  const places = text.length / 100;
  assert.ok(measured <= text.length + places * 1025, `${measured} for ${text.length} characters and ${places} places`);
});

test('what has a text has one index', () => {
  const file = { text: 'a' };
  assert.equal(indexOf(file), indexOf(file));
  assert.notEqual(indexOf({ ...file }), indexOf(file));
});
