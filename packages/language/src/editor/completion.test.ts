import assert from 'node:assert/strict';
import { test } from 'node:test';
import { legalOperators } from '../operators.ts';
import { DEFAULT_VOCABULARY } from '../vocabulary.ts';
import { completionsAt, type CompletionResult } from './completion.ts';
import { hoverAt } from './hover.ts';
import { symbolsOf } from './symbols.ts';

const FILE = `- list: shells
  items: [sh, bash]

- macro: started
  condition: evt.type = execve

`;

const WHOLE = '- rule: R\n  desc: d\n  condition: started\n  output: o\n  priority: INFO\n';

/** Completes at the `|` of a text that follows the list and the macro above. */
function complete(text: string, start: string = FILE): CompletionResult | undefined {
  const at = start.length + text.indexOf('|');
  const whole = start + text.replace('|', '');
  const symbols = symbolsOf([{ name: 'a', text: whole }]);
  return completionsAt(whole, at, { vocabulary: DEFAULT_VOCABULARY, symbols });
}

function labels(text: string): string[] {
  return complete(text)?.items.map(({ label }) => label) ?? [];
}

function has(text: string, ...wanted: readonly string[]): void {
  const found = labels(text);
  for (const label of wanted) assert.ok(found.includes(label), `${text}: ${label} is not among ${found.join(' ')}`);
}

function hasNot(text: string, ...unwanted: readonly string[]): void {
  const found = labels(text);
  for (const label of unwanted) assert.ok(!found.includes(label), `${text}: ${label}`);
}

test('a term: fields, macros, transformers, not', () => {
  for (const text of [
    '- rule: R\n  condition: |',
    '- rule: R\n  condition: pro|',
    '- rule: R\n  condition: >\n    started and |',
    '- rule: R\n  condition: "not (|',
    '- macro: m\n  condition:\n    pro|',
  ]) {
    has(text, 'proc.name', 'fd.name', 'started', 'tolower', 'not');
    hasNot(text, 'contains', 'and', 'shells', 'val');
  }
});

test('a field comes with its type and its description, and with the beginning of its argument', () => {
  const items = complete('- rule: R\n  condition: |')?.items ?? [];
  const name = items.find(({ label }) => label === 'proc.name');
  assert.equal(name?.detail, 'CHARBUF');
  assert.equal(name?.info, DEFAULT_VOCABULARY.findField('proc.name')?.description);
  assert.equal(items.find(({ label }) => label === 'evt.arg')?.apply, 'evt.arg.');
  assert.equal(items.find(({ label }) => label === 'started')?.info, 'evt.type = execve');
});

test('an operator: those that apply to the type, of fields and of what transformers give', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['fd.num', legalOperators('FD', false)],
    ['proc.name', legalOperators('CHARBUF', false)],
    ['fd.net', legalOperators('IPNET', false)],
    ['evt.is_open_read', legalOperators('BOOL', false)],
    ['proc.aname[2]', legalOperators('CHARBUF', false)],
    ['len(proc.name)', legalOperators('UINT64', false)],
    ['tolower(proc.name)', legalOperators('CHARBUF', false)],
    ['no.field', []],
  ];
  for (const [left, expected] of cases) {
    assert.deepEqual(labels(`- rule: R\n  condition: started and ${left} |`), expected, left);
    assert.deepEqual(labels(`- rule: R\n  condition: started and ${left}\n    c|`), expected, left);
  }
});

test('a value: event types, truth values, modifiers, lists', () => {
  has('- rule: R\n  condition: evt.type = |', 'execve', 'openat');
  has('- rule: R\n  condition: evt.type in (open, |', 'execve', 'openat', 'shells');
  has('- rule: R\n  condition: evt.is_open_read = |', 'true', 'false');
  has('- rule: R\n  condition: proc.name in (|', 'shells');
  has('- rule: R\n  condition: proc.name contains |', 'anyof', 'allof', 'oneof', 'val');
  hasNot('- rule: R\n  condition: proc.name in (|', 'anyof', 'proc.name');
  assert.deepEqual(labels('- rule: R\n  condition: proc.name = "a |'), []);
  assert.deepEqual(labels('- rule: R\n  condition: proc.name = a |'), ['and', 'or']);
});

test('outputs: fields behind a percent sign only', () => {
  has('- rule: R\n  output: "started %|', 'proc.name', 'tolower');
  has('- rule: R\n  output: >\n    started (exe=%proc.|', 'proc.name');
  assert.deepEqual(labels('- rule: R\n  output: started |'), []);
});

test('keys: of the kind of item, without those that are there', () => {
  assert.deepEqual(labels('- |'), ['required_engine_version', 'required_plugin_versions', 'list', 'macro', 'rule']);
  has('|', '- rule', '- macro');
  has('- rule: R\n  |\n  tags: [a]\n', 'desc', 'condition', 'output', 'priority', 'exceptions', 'override');
  hasNot('- rule: R\n  |\n  tags: [a]\n', 'rule', 'tags', 'items', 'append');
  assert.deepEqual(labels('- list: l\n  it|'), ['items', 'override']);
  assert.deepEqual(labels('- rule: R\n  exceptions:\n    - |'), ['name', 'fields', 'comps', 'values']);
  assert.deepEqual(labels('- rule: R\n  tags: [x]\n  desc: d\n  override:\n    |'), ['desc', 'tags']);
  assert.deepEqual(labels('- rule: R\n  tags: [x]\n  override: { |'), ['tags']);
  const [key] = complete('- rule: R\n  pri|')?.items.filter(({ label }) => label === 'priority') ?? [];
  assert.deepEqual([key?.apply, key?.detail], ['priority: ', 'required']);
});

test('values of other keys', () => {
  has('- rule: R\n  priority: |', 'WARNING', 'INFORMATIONAL');
  assert.deepEqual(labels('- rule: R\n  enabled: t|'), ['true', 'false']);
  assert.deepEqual(labels('- rule: R\n  source: |'), ['syscall']);
  assert.deepEqual(labels('- rule: R\n  override:\n    tags: |'), ['append', 'replace']);
  assert.deepEqual(labels('- rule: R\n  override: {tags: |'), ['append', 'replace']);
  assert.deepEqual(labels('- list: l\n  items: [a, |'), ['shells', 'l']);
  assert.deepEqual(labels('- list: l\n  items:\n    - a\n    - |'), ['shells', 'l']);
  has('- rule: R\n  exceptions:\n    - fields: [|', 'proc.name');
  has('- rule: R\n  exceptions:\n    - comps: [|', 'startswith');
  assert.deepEqual(labels(`${WHOLE}  tags: [mine]\n- rule: S\n  tags: [|]`), ['mine']);
});

test('nothing is proposed in comments, names and descriptions', () => {
  for (const text of [
    '# |',
    '- rule: R # |',
    '- rule: |',
    '- rule: R\n  desc: some |',
    '- rule: R\n  condition: a # |',
  ]) {
    assert.equal(complete(text), undefined, text);
  }
});

test('what is completed replaces the word at the cursor', () => {
  const text = '- rule: R\n  condition: proc.na|';
  assert.equal(complete(text)?.from, FILE.length + text.indexOf('proc.na'));
  assert.equal(
    complete('- rule: R\n  condition: fd.num >|')?.from,
    FILE.length + '- rule: R\n  condition: fd.num '.length,
  );
});

test('names are found in a file that is no YAML at the moment', () => {
  const broken = '- rule: R\n  tags: [a\n  condition: |';
  const symbols = symbolsOf([{ name: 'a', text: FILE + broken }]);
  assert.deepEqual(
    symbols.lists.map(({ name }) => name),
    ['shells'],
  );
  assert.deepEqual(
    symbols.macros.map(({ name }) => name),
    ['started'],
  );
});

test('what stands at a place is explained', () => {
  const text = `${FILE}- rule: R\n  condition: started and tolower(proc.name) in (shells)\n`;
  const symbols = symbolsOf([{ name: 'a', text }]);
  const titles = ['started', 'tolower', 'proc.name', 'in (', 'shells)', 'condition: started'].map((word) => {
    const at = text.lastIndexOf(word);
    return hoverAt(text, at + 1, { vocabulary: DEFAULT_VOCABULARY, symbols })?.title;
  });
  assert.deepEqual(titles, ['macro started', 'tolower()', 'proc.name: CHARBUF', 'in', 'list shells', 'condition']);
  assert.equal(hoverAt(text, text.length, { vocabulary: DEFAULT_VOCABULARY, symbols }), undefined);
});
