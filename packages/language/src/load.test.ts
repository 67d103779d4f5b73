import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { loadRules, type LoadResult } from './load.ts';
import { formatCondition } from './print.ts';
import { formatPlace } from './render.ts';
import type { Selection } from './select.ts';

const REST = '  desc: d\n  output: o\n  priority: INFO\n';

function rule(condition: string, more = ''): string {
  return `- rule: R\n  condition: ${condition}\n${REST}${more}`;
}

function load(...texts: string[]): LoadResult {
  return loadRules(texts.map((text, at) => ({ name: `${at}.yaml`, text })));
}

/** What was found, as `CODE file:line:column`. */
function problems(result: LoadResult): string[] {
  return result.diagnostics.map(({ code, span }) => `${code.replace('LOAD_', '')} ${formatPlace(span)}`);
}

/** The literals of the only check of the only rule that is not about evt.type. */
function valuesIn(result: LoadResult): unknown {
  assert.deepEqual(problems(result), []);
  const [one] = result.rules;
  const checks = one?.condition.kind === 'and' ? one.condition.children : [one?.condition];
  const last = checks.at(-1);
  assert.ok(last?.kind === 'check' && last.right.kind === 'literals');
  return last.right.values;
}

test('a list stands for its items wherever its name stands between delimiters', () => {
  const use = (list: string): string => `evt.type = open and proc.name in (${list})`;
  const cases: readonly (readonly [string, string, unknown])[] = [
    ['- list: l\n  items: [a, b]\n', use('l'), ['a', 'b']],
    ['- list: l\n  items: []\n', use('l'), []],
    ['- list: l\n  items: []\n', use('a, l, b'), ['a', 'b']],
    ['- list: l\n  items: []\n', use('l, b'), ['b']],
    ['- list: l\n  items: [a b, "c d"]\n', use('l'), ['a b', 'c d']],
    [`- list: l\n  items: ['"a,b"', "it's x"]\n`, use('l'), ['a,b', "it's x"]],
    ['- list: l\n  items: ["a,b"]\n', use('l'), ['a', 'b']],
    ['- list: k\n  items: [a, b]\n- list: l\n  items: [k, c]\n', use('l'), ['a', 'b', 'c']],
    ['- list: l\n  items: [a, b]\n- list: l\n  items: [c]\n  override: {items: append}\n', use('l'), ['a', 'b', 'c']],
    ['- list: l\n  items: [a, b]\n- list: l\n  items: [c]\n  override: {items: replace}\n', use('l'), ['c']],
    ['- list: l\n  items: [a]\n', 'evt.type = open and proc.name = l', ['a']],
    ['- list: ssh\n  items: [a]\n', use('sshd, ssh-agent, ssh'), ['sshd', 'ssh-agent', 'a']],
  ];
  for (const [lists, condition, values] of cases)
    assert.deepEqual(valuesIn(load(lists + rule(condition))), values, lists);
});

test('macros see earlier macros, rules see all', () => {
  const late = load(`${rule('evt.type = open and m')}- macro: m\n  condition: proc.name = a\n`);
  assert.deepEqual(problems(late), []);
  const early = load(
    `- macro: m\n  condition: n\n- macro: n\n  condition: proc.name = a\n${rule('evt.type = open and m')}`,
  );
  assert.deepEqual(problems(early), ['ERR_VALIDATE 0.yaml:2:14']);
  assert.deepEqual(problems(load(`- macro: m\n  condition: m or n\n${rule('evt.type = open and m')}`)), [
    'ERR_VALIDATE 0.yaml:2:14',
    'ERR_VALIDATE 0.yaml:2:19',
  ]);
  assert.deepEqual(problems(load(rule('evt.type = open and nothing'))), ['ERR_VALIDATE 0.yaml:2:34']);
});

test('a macro that is wrong is reported once, where it is wrong', () => {
  const text = `- macro: m\n  condition: proc.nmae = a\n${rule('evt.type = open and m')}${rule('evt.type = open and m').replace('R', 'S')}`;
  assert.deepEqual(problems(load(text)), ['ERR_COMPILE_CONDITION 0.yaml:2:14']);
  assert.deepEqual(problems(load(text.replace('nmae', 'name'))), []);
});

test('all users of a macro share its condition', () => {
  const use = rule('evt.type = open and m');
  const { rules } = load(`- macro: m\n  condition: proc.name = a\n${use}${use.replace('R', 'S')}`);
  const [first, second] = rules.map(({ condition }) => (condition.kind === 'and' ? condition.children[1] : undefined));
  assert.ok(first !== undefined && first === second);
});

test('a rule that is defined again keeps its place; overrides change it', () => {
  const other = rule('evt.type = close').replace('R', 'S');
  const again = load(rule('evt.type = open') + other, rule('evt.type = dup', '  tags: [z, a, z]\n'));
  assert.deepEqual(
    again.rules.map(({ index, name, tags }) => [index, name, tags]),
    [
      [0, 'R', ['a', 'z']],
      [1, 'S', []],
    ],
  );
  const changed = load(
    rule('evt.type = open', '  tags: [b]\n') +
      '- rule: R\n  condition: or evt.type = dup\n  desc: e\n  tags: [a]\n  priority: ERROR\n  output: "%proc.name"\n' +
      '  override: {condition: append, desc: append, tags: append, priority: replace, output: replace}\n',
  );
  const [one] = changed.rules;
  assert.deepEqual(problems(changed), []);
  assert.deepEqual(Array.from(one?.eventTypes ?? []), ['open', 'dup']);
  assert.deepEqual([one?.description, one?.tags, one?.priority, one?.output.length], ['d e', ['a', 'b'], 'Error', 1]);
});

test('errors of an appended condition lie where they were written', () => {
  const append = '- rule: R\n  condition: and proc.nmae = x\n  override: {condition: append}\n';
  assert.deepEqual(problems(load(rule('evt.type = open'), append)), ['ERR_COMPILE_CONDITION 1.yaml:2:18']);
});

test('places in scalars of every style', () => {
  const condition = (text: string): string => `- rule: R\n  condition: ${text}\n${REST}`;
  const cases: readonly (readonly [string, string])[] = [
    [condition('evt.type = open and\n    bad.field = 1'), '3:5'],
    [condition('>\n    evt.type = open and\n\n    bad.field = 1'), '5:5'],
    [condition('|\n    evt.type = open\n      and bad.field = 1'), '4:11'],
    [condition("'evt.type = open and proc.name = ''x'' and bad.field = 1'"), '2:58'.replace('58', '57')],
    [condition('"evt.type = open and \\\n    proc.name = \\"x\\" and \\x62ad.field = 1"'), '3:27'],
    [condition('"evt.type = open\\nand bad.field = 1"'), '2:37'.replace('37', '36')],
  ];
  for (const [text, place] of cases) {
    for (const spelling of [text, text.replaceAll('\n', '\r\n'), `\ufeff${text}`]) {
      assert.deepEqual(problems(load(spelling)), [`ERR_COMPILE_CONDITION 0.yaml:${place}`], spelling);
    }
  }
});

test('exceptions become negated clauses', () => {
  const cases: readonly (readonly [string, string])[] = [
    [
      'fields: [proc.name, fd.name]\n    values:\n    - [a, /b]\n    - [c d, \'"e=f"\']',
      '(proc.name = a and fd.name = /b) or (proc.name = "c d" and fd.name = "e=f")',
    ],
    [
      'fields: [proc.name, fd.num]\n    comps: [in, ">="]\n    values:\n    - [[a, b], 4]\n    - [c, 5]',
      '(proc.name in (a, b) and fd.num >= 4) or (proc.name in (c) and fd.num >= 5)',
    ],
    ['fields: proc.name\n    values: [a, b]', 'proc.name in (a, b)'],
    ['fields: fd.name\n    comps: startswith anyof\n    values: [/a, /b]', 'fd.name startswith anyof (/a, /b)'],
    ['fields: ["tolower(proc.name)"]\n    values: [[a]]', 'tolower(proc.name) = a'],
  ];
  for (const [exception, expected] of cases) {
    const found = load(rule('evt.type = open', `  exceptions:\n  - name: e\n    ${exception}\n`));
    assert.deepEqual(problems(found), [], exception);
    const macro = load(`- macro: m\n  condition: (evt.type = open) and not (${expected})\n${rule('m')}`);
    const strip = (value: unknown): string =>
      JSON.stringify(value, (key, inner: unknown) => (key === 'span' ? undefined : inner));
    assert.equal(strip(found.rules[0]?.condition), strip(macro.rules[0]?.condition), exception);
  }
});

test('what is wrong with a file is all reported, and the rest is loaded', () => {
  const text = `- rule: A
  desc: d
  condition: evt.type = opne and fd.num = x
  output: "%proc.nmae"
  priority: HIGH
- roole: B
- just text
- macro: a-b
  condition: evt.num = 0
  colour: red
- list: l
  items: {a: b}
- rule: C
  condition: evt.num = 0
---
${rule('evt.type = open')}`;
  const result = load(text);
  assert.deepEqual(problems(result), [
    'ERR_COMPILE_CONDITION 0.yaml:3:25',
    'ERR_COMPILE_CONDITION 0.yaml:3:43',
    'ERR_COMPILE_OUTPUT 0.yaml:4:12',
    'ERR_YAML_VALIDATE 0.yaml:5:13',
    'UNKNOWN_ITEM 0.yaml:6:3',
    'ERR_YAML_VALIDATE 0.yaml:7:3',
    'INVALID_MACRO_NAME 0.yaml:8:10',
    'UNKNOWN_KEY 0.yaml:10:3',
    'ERR_YAML_VALIDATE 0.yaml:12:10',
    'ERR_YAML_VALIDATE 0.yaml:13:3',
    'ERR_YAML_VALIDATE 0.yaml:13:3',
    'ERR_YAML_VALIDATE 0.yaml:13:3',
  ]);
  assert.deepEqual(
    result.rules.map(({ name }) => name),
    ['R'],
  );
});

test('skip-if-unknown-filter forgives unknown names and nothing else', () => {
  const skip = '  skip-if-unknown-filter: true\n';
  const skipped = load(rule('evt.type = opne and a.b = c', skip));
  assert.deepEqual(problems(skipped), ['UNKNOWN_FILTER 0.yaml:2:25']);
  assert.equal(skipped.diagnostics[0]?.related?.length, 1);
  assert.deepEqual(skipped.rules, []);
  assert.deepEqual(problems(load(rule('fd.num contains 3', skip))), ['ERR_COMPILE_CONDITION 0.yaml:2:21']);
});

test('rules of unknown sources are left out', () => {
  assert.deepEqual(problems(load(rule('x.y = 1', '  source: some_feed\n'))), ['UNKNOWN_SOURCE 0.yaml:1:9']);
});

test('versions that are asked for', () => {
  assert.equal(
    load('- required_engine_version: 0.31.0\n- required_engine_version: 50\n').requiredEngineVersion,
    '0.50.0',
  );
  assert.deepEqual(problems(load('- required_engine_version: 0.999.0\n')), ['ERR_VALIDATE 0.yaml:1:28']);
  const plugins = (name: string): string => `- required_plugin_versions:\n  - name: ${name}\n    version: 0.4.0\n`;
  assert.deepEqual(problems(load(plugins('container'))), []);
  assert.deepEqual(problems(load(plugins('other'))), ['ERR_VALIDATE 0.yaml:2:5']);
});

test('selection by name, tag and priority', () => {
  const text = ['Open alpha', 'Open beta', 'Close alpha']
    .map((name) => rule('evt.type = open', `  tags: [${name.split(' ')[1]}]\n`).replace('R', name))
    .join('');
  const enabled = (selection: Selection): string[] =>
    loadRules([{ name: 'a', text }], { selection })
      .rules.filter((one) => one.enabled)
      .map(({ name }) => name);
  assert.deepEqual(enabled({}), ['Open alpha', 'Open beta', 'Close alpha']);
  assert.deepEqual(enabled({ steps: [{ action: 'disable', rule: 'Open*' }] }), ['Close alpha']);
  assert.deepEqual(
    enabled({
      steps: [
        { action: 'disable', rule: '*' },
        { action: 'enable', tag: 'beta' },
      ],
    }),
    ['Open beta'],
  );
  // Given both, a step means the rules that have either, as in Falco.
  assert.deepEqual(enabled({ steps: [{ action: 'disable', rule: '*alpha', tag: 'beta' }] }), []);
  assert.deepEqual(enabled({ steps: [{ action: 'disable', rule: 'Open a*', tag: 'beta' }] }), ['Close alpha']);
  assert.deepEqual(enabled({ minimumPriority: 'Warning', steps: [{ action: 'enable', rule: '*' }] }), []);
});

test('macros are given as written, with lists in place', () => {
  const { macros, lists } = load('- list: l\n  items: [a, b c]\n- macro: m\n  condition: proc.name in (l) or n\n');
  const [macro] = macros;
  assert.ok(macro?.syntax);
  assert.equal(formatCondition(macro.syntax), 'proc.name in (a, "b c") or n');
  assert.deepEqual(lists[0]?.items, ['a', 'b c']);
});

test('no file makes the loader throw', () => {
  const hostile = [
    '- &a [*a]\n',
    '- *b\n',
    '\ufeff- rule: x\n',
    '- rule: &r\n    rule: *r\n',
    '- - - -',
    '- ? {a: b}\n  : c',
    '%YAML 9\n---\n- a',
  ];
  for (const text of hostile) load(text);
  const words = [
    '- ',
    'rule: ',
    'macro: ',
    'list: ',
    'items: ',
    'condition: ',
    'override: ',
    'exceptions: ',
    'values: ',
  ];
  const pieces = fc.constantFrom(
    ...words,
    '\n',
    '\n  ',
    '[',
    ']',
    '{',
    '}',
    ', ',
    'a',
    '&a ',
    '*a',
    '"',
    "'",
    '|',
    '---\n',
    '\t',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
      for (const { span } of load(parts.join('')).diagnostics) {
        assert.ok(span.start >= 0 && span.end >= span.start && span.end <= span.file.text.length);
      }
    }),
    { numRuns: 1000 },
  );
});

test('a few lines cannot stand for a million', () => {
  const lines = Array.from({ length: 40 }, (_, at) => at);
  const lists = lines.map((at) => `- list: l${at}x\n  items: [l${at + 1}x, l${at + 1}x]\n`).join('');
  assert.deepEqual(
    load(lists + rule('evt.type = open and proc.name in (l0x)')).diagnostics.filter((one) => one.severity === 'error')
      .length,
    1,
  );
  const macros = lines.map((at) => `- macro: m${at + 1}x\n  condition: m${at}x and m${at}x\n`).join('');
  const base = '- macro: m0x\n  condition: evt.type = open and proc.nmae = a\n';
  assert.equal(load(base + macros + rule('m40x')).diagnostics.length, 1);
  assert.deepEqual(
    Array.from(load((base + macros + rule('m40x')).replace('nmae', 'name')).rules[0]?.eventTypes ?? []),
    ['open'],
  );
});
