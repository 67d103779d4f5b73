/** What the formatter does not touch, and says so of. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatRules } from './format.ts';

test('a carriage return within a line is told by its place', () => {
  const { diagnostics } = formatRules({ name: 'a.yaml', text: '- rule: \n  n: o\n  output:\r"' });
  const [found] = diagnostics ?? [];
  assert.equal(found?.message, 'a carriage return within a line cannot be formatted');
  assert.equal(found.span.start, 25);
});

test('an item that stays as it is must not be indented', () => {
  const { diagnostics } = formatRules({ name: 'a.yaml', text: ' - : ' });
  const [found] = diagnostics ?? [];
  assert.equal(found?.message, 'an item that cannot be laid out is indented');
  assert.equal(found.span.start, 1);
});
