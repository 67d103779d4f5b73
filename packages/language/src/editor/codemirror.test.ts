/** The language in the real CodeMirror, without a page. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CompletionContext, type CompletionSource } from '@codemirror/autocomplete';
import { ensureSyntaxTree, StreamLanguage, syntaxTree } from '@codemirror/language';
import type { LintSource } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { classHighlighter, highlightTree } from '@lezer/highlight';
import { ruleCompletionSource, ruleHover, ruleLintSource, ruleStreamParser } from './codemirror.ts';

const RULES = new URL('../../../../rules/', import.meta.url);
const language = StreamLanguage.define(ruleStreamParser());

function stateOf(doc: string): EditorState {
  return EditorState.create({ doc, extensions: [language] });
}

/** The coloured pieces, as `classes text`. */
function colours(state: EditorState): string[] {
  const tree = ensureSyntaxTree(state, state.doc.length, 10_000) ?? syntaxTree(state);
  const found: string[] = [];
  highlightTree(tree, classHighlighter, (from, to, classes) => {
    found.push(`${classes.replaceAll('tok-', '')} ${state.doc.sliceString(from, to)}`);
  });
  return found;
}

const RULE = `- rule: R
  condition: >
    evt.type = open
    and started

  output: a %proc.name
  priority: WARNING
`;

const WHOLE = '- rule: R\n  desc: d\n  condition: evt.type = open\n  output: o\n  priority: INFO\n';

test('colours are those of the tags', () => {
  const found = colours(stateOf(RULE));
  const expected = [
    'keyword rule',
    'variableName definition R',
    'propertyName condition',
    'variableName evt.type',
    'operator =',
    'typeName open',
    'keyword and',
    'macroName started',
    'variableName proc.name',
    'atom WARNING',
  ];
  for (const one of expected) assert.ok(found.includes(one), `${one}: ${found.join('\n')}`);
});

test('an edit gives the colours of the whole file anew', () => {
  const text = readFileSync(new URL('execution.yaml', RULES), 'utf8');
  let state = stateOf(text);
  ensureSyntaxTree(state, state.doc.length, 10_000);
  for (const [search, insert] of [
    ['condition: >', 'desc: |'],
    ['- macro:', '# - macro:'],
    ['proc.name', '"proc.name'],
  ] as const) {
    const from = text.indexOf(search, text.length / 2);
    state = state.update({ changes: { from, to: from + search.length, insert } }).state;
    assert.deepEqual(colours(state), colours(stateOf(state.doc.toString())), search);
  }
});

test('the comment sign is known to the editor', () => {
  assert.deepEqual(stateOf(RULE).languageDataAt('commentTokens', 0), [{ line: '#' }]);
});

test('completion, for the editor that asks and for the one that types', async () => {
  const source: CompletionSource = ruleCompletionSource({
    otherFiles: () => ({ before: [{ name: 'b', text: '- macro: elsewhere\n  condition: evt.type = open\n' }] }),
  });
  const doc = '- rule: R\n  condition: el';
  const state = stateOf(doc);
  const result = await source(new CompletionContext(state, doc.length, false));
  assert.equal(result?.from, doc.length - 2);
  assert.deepEqual(result.options.find(({ label }) => label === 'elsewhere')?.type, 'function');
  assert.equal(await source(new CompletionContext(state, doc.length - 2, false)), null);
  assert.notEqual(await source(new CompletionContext(state, doc.length - 2, true)), null);
});

test('problems of the file, and not those of others', () => {
  const source = ruleLintSource({
    otherFiles: () => ({ before: [{ name: 'b', text: '- macro: elsewhere\n  condition: no.field = 1\n' }] }),
  });
  const check: LintSource = source;
  assert.ok(check);
  const doc = '- rule: R\n  desc: d\n  condition: evt.type = open and proc.nmae = a\n  output: o\n  priority: INFO\n';
  const [problem, ...others] = source({ state: stateOf(doc) });
  assert.deepEqual(others, []);
  assert.equal(doc.slice(problem?.from, problem?.to), 'proc.nmae');
  assert.equal(problem?.severity, 'error');
  assert.match(problem.message, /unknown field 'proc\.nmae'\ndid you mean 'proc\.name'\?/);
});

test('lints of another package are shown where there are no errors', () => {
  const note = { severity: 'note', code: 'LINT_X', message: 'm', hint: 'h' } as const;
  const source = ruleLintSource({
    lint: ([file], { rules }) => (file === undefined ? [] : rules.map(({ span }) => ({ ...note, span }))),
  });
  const problems = source({ state: stateOf(WHOLE) });
  assert.deepEqual(problems, [{ from: 2, to: WHOLE.length, severity: 'info', source: 'LINT_X', message: 'm\nh' }]);
  const broken = source({ state: stateOf(WHOLE.replace('open', 'opne')) });
  assert.deepEqual(
    broken.map(({ severity }) => severity),
    ['error'],
  );
});

test('a hover explains what is below it', () => {
  const doc = stateOf(RULE).doc;
  assert.equal(ruleHover()(doc, RULE.indexOf('proc.name'))?.title, 'proc.name: CHARBUF');
  assert.equal(ruleHover()(doc, RULE.length), undefined);
});
