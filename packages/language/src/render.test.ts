import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnostic } from './diagnostics.ts';
import { positionOf, renderDiagnostic } from './render.ts';

const file = { name: 'my.yaml', text: `- rule: a\r\n  condition: x.y = 1\n${' '.repeat(300)}far away\n` };

test('a diagnostic shows its place, its line and what to do', () => {
  const start = file.text.indexOf('x.y');
  const found = diagnostic(
    'LOAD_ERR_COMPILE_CONDITION',
    "unknown field 'x.y'",
    { file, start, end: start + 3 },
    {
      hint: "did you mean 'x.z'?",
      related: [{ message: 'used here', span: { file, start: 2, end: 6 } }],
    },
  );
  assert.equal(
    renderDiagnostic(found),
    `my.yaml:2:14: error: unknown field 'x.y'
  |   condition: x.y = 1
  |              ^^^
  hint: did you mean 'x.z'?
  my.yaml:1:3: used here
  LOAD_ERR_COMPILE_CONDITION (Error compiling condition)`,
  );
  assert.ok(renderDiagnostic(found, { colour: true }).includes('\u001b[31;1m^^^\u001b[0m'));
});

test('long lines are cut around the place', () => {
  const start = file.text.indexOf('far');
  const lines = renderDiagnostic(diagnostic('LOAD_UNKNOWN_KEY', 'm', { file, start, end: start + 3 })).split('\n');
  assert.ok((lines[1]?.length ?? 0) < 160);
  const caret = lines[2]?.indexOf('^') ?? -1;
  assert.equal(lines[1]?.slice(caret, caret + 3), 'far');
});

test('nothing in a file steers the terminal', () => {
  const bad = { name: 'a\u001b[2J', text: 'x\u001b[31m\u0007' };
  const text = renderDiagnostic(diagnostic('LOAD_UNKNOWN_KEY', 'm\u001b', { file: bad, start: 0, end: 1 }));
  assert.doesNotMatch(text, /[^\P{Cc}\n]/u);
});

test('positions count from 1', () => {
  assert.deepEqual(positionOf(file, 0), { line: 1, column: 1 });
  assert.deepEqual(positionOf(file, 11), { line: 2, column: 1 });
});

test('an empty first line is shown as it is', () => {
  const empty = { name: 'a', text: '\nx' };
  const text = renderDiagnostic(diagnostic('LOAD_UNKNOWN_KEY', 'm', { file: empty, start: 0, end: 1 }));
  assert.equal(text.split('\n')[2], '  | ^');
});
