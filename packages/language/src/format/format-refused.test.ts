/** What the formatter does not touch, and says so of. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPlace, renderDiagnostic } from '../render.ts';
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

test('places are those of the file, whatever ends its lines and begins it', () => {
  const text = '# one\n# two\n  - rule: r\n    ? [a]\n    : b\n';
  for (const spelling of [
    text,
    text.replaceAll('\n', '\r\n'),
    `\ufeff${text}`,
    `\ufeff${text.replaceAll('\n', '\r\n')}`,
  ]) {
    const [found] = formatRules({ name: 'a.yaml', text: spelling }).diagnostics ?? [];
    assert.equal(found && formatPlace(found.span), 'a.yaml:3:3', JSON.stringify(spelling));
    assert.match(found ? renderDiagnostic(found) : '', /^ {2}\| {3}- rule: r\n {2}\| {3}\^\n/m);
  }
});
