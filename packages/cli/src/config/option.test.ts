import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderFinding, type Finding } from '@lanner/language';
import fc from 'fast-check';
import { applyOption, optionFile, parseOption } from './option.ts';
import { readSettings } from './settings.ts';
import { readValue, type MapValue, type Value } from './value.ts';

const noVariables = (): undefined => undefined;

function yaml(text: string): MapValue {
  const value = readValue({ name: 'lanner.yaml', text }, (found) => assert.fail(found.message));
  assert.equal(value?.kind, 'map');
  return value;
}

function plain(value: Value): unknown {
  if (value.kind === 'list') return value.items.map(plain);
  if (value.kind === 'map') return Object.fromEntries(value.entries.map((entry) => [entry.key, plain(entry.value)]));
  return value.kind === 'scalar' ? value.text.text : null;
}

/** The configuration after the options, and what was said of them. */
function set(text: string, ...options: readonly string[]): { value: unknown; findings: Finding[] } {
  const findings: Finding[] = [];
  const report = (found: Finding): void => void findings.push(found);
  let root = yaml(text);
  for (const option of options) {
    const parsed = parseOption(optionFile('-o', option), report);
    if (parsed !== undefined) root = applyOption(root, parsed, report);
  }
  return { value: plain(root), findings };
}

const CASES: readonly (readonly [before: string, option: string, after: unknown])[] = [
  ['', 'a=b', { a: 'b' }],
  ['a: x', 'a=b=c', { a: 'b=c' }],
  ['', 'a=', { a: '' }],
  ['', ' a = b', { a: ' b' }],
  ['a: {b: 1, c: 2}', 'a.b=x', { a: { b: 'x', c: '2' } }],
  ['', 'a.b.c=x', { a: { b: { c: 'x' } } }],
  ['a: ~', 'a.b=x', { a: { b: 'x' } }],
  ['a: [1, 2]', 'a[0]=x', { a: ['x', '2'] }],
  ['a: [1, 2]', 'a[2]=x', { a: ['1', '2', 'x'] }],
  ['a: [1]', 'a[]=x', { a: ['1', 'x'] }],
  ['a: 1', 'a[]=x', { a: ['1', 'x'] }],
  ['', 'a[]=x', { a: ['x'] }],
  ['', 'a[0].b=x', { a: [{ b: 'x' }] }],
  ['a: [{b: 1}]', 'a[0].c=x', { a: [{ b: '1', c: 'x' }] }],
  ['a: [[1], [2]]', 'a[1][]=x', { a: [['1'], ['2', 'x']] }],
  ['', 'a[].b.c=x', { a: [{ b: { c: 'x' } }] }],
  ['', 'a={b: [1, "2"]}', { a: { b: ['1', '2'] } }],
  ['', 'a=[]', { a: [] }],
  ['', 'a="b: c"', { a: 'b: c' }],
  ['', "a='b''c'", { a: "b'c" }],
  ['', 'a="b', { a: '"b' }],
  ['', 'a=%proc.name: x # y', { a: '%proc.name: x # y' }],
  ['', 'a=${HOME}', { a: '${HOME}' }],
  [String.raw`a: 1`, String.raw`b\.c\[0\]\=\\=x`, { a: '1', 'b.c[0]=\\': 'x' }],
  ['', String.raw`a\x=1`, { 'a\\x': '1' }],
];

test('options set keys, elements and parts of them', () => {
  for (const [before, option, after] of CASES) {
    assert.deepEqual(set(before, option), { value: after, findings: [] }, option);
  }
});

test('elements are added to the default of a key that is not set', () => {
  assert.deepEqual(set('', 'append_output[].extra_output=x').value, {
    append_output: [{ suggested_output: 'true' }, { extra_output: 'x' }],
  });
  assert.deepEqual(set('append_output: []', 'append_output[].extra_output=x').value, {
    append_output: [{ extra_output: 'x' }],
  });
  assert.deepEqual(set('', 'rules_files[]=x', 'rules_files[]=y').value, {
    rules_files: ['${LANNER_RULES}', '/etc/lanner/rules.d', 'x', 'y'],
  });
});

/** The option with a caret at the place of the error, and what the error says. */
const ERRORS: readonly (readonly [before: string, option: string, carets: string, message: RegExp])[] = [
  ['', 'priority', '        ^', /^'=' is missing$/],
  ['', '=x', '^', /^a key is missing here$/],
  ['', '', '^', /^a key is missing here$/],
  ['', 'a.=x', '  ^', /^a key is missing here$/],
  ['', 'a[0=x', ' ^', /^'\]' is missing$/],
  ['', 'a[b]=x', '  ^', /^a number is expected in \[\], not 'b'$/],
  ['', 'a[-1]=x', '  ^', /^a number is expected/],
  ['', 'a[0]b=x', '    ^', /^'\.', '\[' or '=' is expected here, not 'b'$/],
  ['a: [1]', 'a[5]=x', ' ^^^', /^there is 1 element, counted from 0$/],
  ['', 'a[1]=x', ' ^^^', /^there are no elements, counted from 0$/],
  ['a: {}', 'a[0]=x', ' ^^^', /^there are no elements in a mapping$/],
  ['a: x', 'a.b=x', '  ^', /^there is no 'b' in 'x'$/],
  ['a: [x]', 'a.b=x', '  ^', /^there is no 'b' in a list$/],
  ['', 'a={b', '    ^', /^not YAML: /],
];

test('what cannot be set is told with a caret into the argument, and changes nothing', () => {
  for (const [before, option, carets, message] of ERRORS) {
    const { value, findings } = set(before, option);
    assert.deepEqual(value, plain(yaml(before)), option);
    const [found] = findings;
    assert.ok(found, option);
    assert.equal(findings.length, 1, option);
    assert.match(found.message, message);
    const [head, line, caret] = renderFinding(found, { place: '-o' }).split('\n');
    assert.equal(head, `-o: error: ${found.message}`);
    assert.equal(line, `  | ${option}`);
    assert.equal(caret, `  | ${carets}`, option);
  }
});

test('a value in YAML that does not fit is told with its place in the argument', () => {
  const option = 'rules=[{disable: {tagg: x}}, {enable: {rule: a}, disable: {rule: b}}]';
  const findings: Finding[] = [];
  const parsed = parseOption(optionFile('-o', option), (found) => findings.push(found));
  assert.ok(parsed);
  const root = applyOption(yaml(''), parsed, (found) => findings.push(found));
  findings.push(...readSettings(root, noVariables).findings);
  assert.deepEqual(
    findings.map(({ message, span }) => [message, span.file.text === option && option.slice(span.start, span.end)]),
    [
      ["unknown key 'tagg'", 'tagg'],
      ['either enable or disable is expected, one for each entry', '{enable: {rule: a}, disable: {rule: b}}'],
    ],
  );
});

test('no option makes it throw', () => {
  const piece = fc.constantFrom(
    'a',
    'rules',
    '.',
    '[',
    ']',
    '[]',
    '[0]',
    '=',
    '\\',
    '{',
    '}',
    '"',
    "'",
    ': ',
    '- ',
    '\n',
    '&a ',
    '*a',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 12 }), (pieces) => {
      const { findings } = set('rules: [{disable: {rule: x}}]', pieces.join(''));
      for (const found of findings) assert.notEqual(renderFinding(found), '');
    }),
  );
});
