/**
 * Of what is wrong with a file, Falco tells the first thing only, and its validation results are read by programs: codes,
 * places and the order in which things are found are part of the language. Each case is a corner that follows from how
 * Falco 0.44.1 reads files, item by item and key by key, before it compiles what it has read.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadRules, untilFirstError, type FileResult } from './load.ts';
import { locationsOf } from './location.ts';
import { formatCondition } from './print.ts';
import type { Diagnostic } from './diagnostics.ts';

function told({ code, ...rest }: Diagnostic): string {
  const steps = locationsOf(rest).map(({ item_type: type, item_name: name }) =>
    name === '' ? type : `${type} ${name}`,
  );
  const { line, column } = locationsOf(rest).at(-1)?.position ?? assert.fail();
  return `${code.replace(/^LOAD_/, '')} in ${steps.slice(1).join(' > ')} at ${line}:${column}`;
}

/** Warnings up to the first error, then that error. */
function outcome(result: FileResult): string[] {
  const { error, warnings } = untilFirstError(result);
  return [...warnings, ...(error === undefined ? [] : [error])].map(told);
}

function outcomes(...texts: readonly string[]): string[][] {
  return loadRules(texts.map((text, at) => ({ name: `${at}.yaml`, text }))).files.map(outcome);
}

function check(cases: readonly (readonly [text: string, expected: readonly string[]])[]): void {
  for (const [text, expected] of cases) assert.deepEqual(outcomes(text), [expected], text);
}

const HEAD = '- rule: r\n  desc: d\n  condition: evt.type = open\n  output: o\n  priority: INFO\n';

function exceptions(...lines: readonly string[]): string {
  return `${HEAD}  exceptions:\n  - name: x\n${lines.map((line) => `    ${line}\n`).join('')}`;
}

test('exceptions: what is empty, and what is no text', () => {
  const wrong = 'ERR_VALIDATE in rule r > exception x at 6:4';
  check([
    // Without fields that can be read there is nothing to compare.
    [exceptions('fields:', 'values: [[a]]'), [wrong]],
    [exceptions('fields: {a: b}', 'values: [[a]]'), [wrong]],
    [exceptions('fields: [[proc.name]]', 'values: [[a]]'), [wrong]],
    [exceptions('fields: ""'), ['ERR_YAML_VALIDATE in rule r > exception x > value for fields at 7:12']],
    [
      exceptions('fields: [proc.name, ""]'),
      ['ERR_YAML_VALIDATE in rule r > exception x > value for fields > exception > value for at 7:24'],
    ],
    // Operators that are not given are those of the shape of the fields.
    [exceptions('fields: [proc.name]', 'comps: []', 'values: [[a]]'), []],
    [exceptions('fields: [proc.name]', 'comps:', 'values: [[a]]'), []],
    [exceptions('fields: proc.name', 'comps: []', 'values: [a]'), []],
    [exceptions('fields: proc.name', 'comps: " in "', 'values: [a]'), []],
    [exceptions('fields: [proc.name]', 'comps: [[=]]', 'values: [[a]]'), [wrong]],
    [
      exceptions('fields: [proc.name]', 'comps: ""'),
      ['ERR_YAML_VALIDATE in rule r > exception x > value for comps at 8:11'],
    ],
    // A value that is null is an empty text; one that is an empty text is none.
    [exceptions('fields: proc.name', 'values: [~]'), []],
    [exceptions('fields: proc.name', 'values: [{a: b}]'), []],
    [exceptions('fields: [proc.name]', 'values: [~]'), [wrong]],
    [exceptions('fields: [proc.name]', 'values:', '- [a]', '- []'), [wrong]],
    [
      exceptions('fields: proc.name', 'values: [a, ""]'),
      ['ERR_YAML_VALIDATE in rule r > exception x > exception values > exception value > value for at 8:16'],
    ],
    [
      exceptions('fields: [proc.name]', 'values: [[""]]'),
      [
        'ERR_YAML_VALIDATE in rule r > exception x > exception values > exception value > value for > exception > value for at 8:14',
      ],
    ],
    [
      exceptions('fields: proc.name', 'values:'),
      ['ERR_YAML_VALIDATE in rule r > exception x > exception values at 9:0'],
    ],
    // What is only spoken of is checked nevertheless.
    [exceptions('fields: [proc.name]', 'values: []'), []],
    [`${HEAD}  exceptions:\n  - x\n`, ['ERR_YAML_VALIDATE in rule r > exceptions > exception at 6:4']],
  ]);
});

test('exceptions: values are text of the condition', () => {
  const wrong = (line: number, column: number): string[] => [
    `ERR_COMPILE_CONDITION in rule r > rule condition > condition expression at ${line}:${column}`,
  ];
  check([
    [exceptions('fields: [proc.cmdline]', 'values: [["a b"]]'), []],
    [exceptions('fields: [proc.cmdline]', 'values: [["a=b"]]'), wrong(3, 59)],
    [exceptions('fields: [proc.cmdline]', `values: [['"a=b"']]`), []],
    [exceptions('fields: [proc.cmdline]', `values: [['a"b c']]`), wrong(3, 61)],
    // An operator that takes a list takes what is written for one.
    [exceptions('fields: [proc.name]', 'comps: [in]', 'values: [["a, b"]]'), []],
    [exceptions('fields: [proc.name]', 'comps: [in]', 'values: [["(a, b)"]]'), []],
    [exceptions('fields: [proc.name]', 'comps: [in]', 'values: [["a b"]]'), wrong(3, 59)],
    [exceptions('fields: [proc.name]', 'comps: [in]', 'values: [[["a b"]]]'), []],
    // The rule is put into parentheses, with values or without.
    [exceptions('fields: [proc.name]').replace('= open', '= open and proc.nam = x'), wrong(3, 35)],
    [HEAD.replace('= open', '= open and proc.nam = x'), wrong(3, 34)],
  ]);
  const text = exceptions('fields: [proc.name]', 'comps: [in]', 'values: [["a, b"], [" c"]]');
  const [rule] = loadRules([{ name: 'a', text }]).rules;
  const written = rule?.written && formatCondition(rule.written.tree);
  assert.equal(written, 'evt.type = open and not (proc.name in (a, b) or proc.name in (c))');
});

test('exceptions: names that stand twice, and values that are appended', () => {
  const known = exceptions('fields: [proc.name]');
  const append = (...lines: readonly string[]): string =>
    `${known}- rule: r\n  override: {exceptions: append}\n  exceptions:\n${lines.map((line) => `  ${line}\n`).join('')}`;
  check([
    [
      append('- name: n', '  fields: [fd.name]', '  values: [[a]]', '- name: n', '  values: [[b]]'),
      ['EXCEPTION_NAME_NOT_UNIQUE in rule r > exception n at 14:4'],
    ],
    [append('- name: x', '  fields: []', '  comps: []', '  values: [[a]]'), []],
    [append('- name: n', '  fields: [fd.name]', '  values: []'), ['ERR_VALIDATE in rule r > exception n at 11:4']],
    // A value that does not fit is found when all is read: in the exception that it was appended to.
    [append('- name: x', '  values: [[a, b]]'), ['ERR_VALIDATE in rule r > exception x at 6:4']],
    [`${append('- name: x', '  values: [[a, b]]')}- list: l\n`, ['ERR_YAML_VALIDATE in list l at 13:2']],
    [`${known}- rule: r\n  override: {exceptions: replace}\n  exceptions:\n`, []],
    [`${known}- rule: r\n  override: {exceptions: append}\n  exceptions:\n`, []],
  ]);
  const values = exceptions('fields: [proc.name]', 'values: [[a, b]]');
  check([
    [values.replace('desc: d', 'desc: d\n  source: elsewhere'), ['UNKNOWN_SOURCE in rule r at 0:2']],
    [values.replace('output: o', 'output: "%no.field"'), ['ERR_VALIDATE in rule r > exception x at 6:4']],
  ]);
});

test('override: what it speaks of, in the order of the keys', () => {
  const change = (...lines: readonly string[]): string =>
    `${HEAD}- rule: r\n${lines.map((line) => `  ${line}\n`).join('')}`;
  check([
    [
      change('condition: and evt.res = SUCCESS', 'tags: [a]', 'desc: e', 'override: {condition: append}'),
      ['ERR_YAML_VALIDATE in rule r > overrides desc at 8:8'],
    ],
    [change('tags:', 'override: {tags: append}'), ['ERR_YAML_VALIDATE in rule r > value for tags at 7:2']],
    [change('condition:', 'override: {condition: append}'), ['ERR_YAML_VALIDATE in rule r at 5:2']],
    [
      change('condition: and x', 'override: {output: append, condition: append}'),
      ['ERR_YAML_VALIDATE in rule r at 5:2'],
    ],
    [change('override: {condition: [append]}'), ['ERR_VALIDATE in  at 0:0']],
    [change('override: {condition: ~}'), ['ERR_YAML_VALIDATE in rule r > overrides > value for condition at 6:24']],
    [change('enabled: false', 'override: []'), ['DEPRECATED_ITEM in rule r at 5:2']],
    // A rule that is not there is missed before what else is wrong with the change.
    [
      '- rule: ghost\n  condition: and x\n  desc: e\n  override: {condition: append}\n',
      ['ERR_VALIDATE in rule ghost at 0:2'],
    ],
    [
      change('colour: red', 'condition: evt.type = close', 'override: {condition: replace}'),
      ['UNKNOWN_KEY in rule r at 5:2'],
    ],
    [
      '- rule: ghost\n  colour: red\n  condition: and x\n  override: {condition: append}\n',
      ['ERR_VALIDATE in rule ghost at 0:2'],
    ],
    [change('append: true'), ['DEPRECATED_ITEM in rule r at 5:2', 'ERR_VALIDATE in rule r at 5:2']],
    [change('append: true', 'exceptions:'), ['DEPRECATED_ITEM in rule r at 5:2']],
    ['- list: l\n  items: [a]\n  override: {items: replace}\n', ['UNUSED_LIST in list l at 0:2']],
    ['- list: l\n  items: [a]\n  override: {items: {}}\n', ['ERR_VALIDATE in  at 0:0']],
  ]);
});

test('override: outputs are trimmed where they are first written only', () => {
  const text =
    '- rule: r\n  desc: d\n  condition: evt.type = open\n  output: "  o "\n  priority: INFO\n' +
    '- rule: s\n  desc: d\n  condition: evt.type = open\n  output: o\n  priority: INFO\n' +
    '- rule: r\n  output: " p "\n  override: {output: append}\n' +
    '- rule: s\n  output: "q "\n  override: {output: replace}\n';
  const { rules } = loadRules([{ name: 'a', text }]);
  assert.deepEqual(
    rules.map(({ output }) => output),
    [[{ kind: 'text', text: 'o  p ' }], [{ kind: 'text', text: 'q ' }]],
  );
});

test('a rule: the first key that is wrong, and not the first that is missing', () => {
  check([
    ['- rule: r\n  condition: ""\n', ['ERR_YAML_VALIDATE in rule r > value for condition at 1:13']],
    ['- rule: r\n  priority: odd\n  condition: x\n  output: o\n', ['ERR_YAML_VALIDATE in rule r at 0:2']],
    ['- rule: r\n  source: [a]\n  append: maybe\n', ['ERR_YAML_VALIDATE in rule r > value for source at 1:10']],
    [`${HEAD}  source:\n`, ['ERR_YAML_VALIDATE in rule r at 0:2']],
    [`${HEAD}  enabled: maybe\n  source: ""\n`, ['ERR_YAML_VALIDATE in rule r > value for source at 6:10']],
    [`${HEAD}  tags:\n  capture_duration: 08\n`, ['ERR_YAML_VALIDATE in rule r > value for capture_duration at 6:20']],
    [`${HEAD}  capture_duration: 4294967296\n`, ['ERR_YAML_VALIDATE in rule r > value for capture_duration at 5:20']],
    [`${HEAD}  capture_duration: 0x10\n`, []],
    // What is wrong with the output is found before what is wrong with the condition.
    [
      HEAD.replace('= open', '= open and').replace('output: o', 'output: "%no.field"'),
      ['ERR_COMPILE_OUTPUT in rule r > rule output at 3:10'],
    ],
  ]);
});

test('sources: unknown ones are told where the rule is read, and once', () => {
  const unknown = HEAD.replace('desc: d', 'desc: d\n  source: elsewhere');
  const warning = 'UNKNOWN_SOURCE in rule r at 0:2';
  check([
    [
      `${unknown}  colour: red\n- odd: 1\n`,
      [warning, 'UNKNOWN_KEY in rule r at 0:2', 'UNKNOWN_ITEM in rules content item at 7:2'],
    ],
    [`${unknown}- list: l\n`, [warning, 'ERR_YAML_VALIDATE in list l at 6:2']],
    // A rule has no other source than syscall where it names none.
    [`${unknown}${HEAD}`, [warning, 'ERR_VALIDATE in rule r at 6:2']],
    [`${HEAD}${unknown}`, ['ERR_VALIDATE in rule r at 5:2']],
    [
      `${HEAD}- rule: r\n  source: elsewhere\n  condition: and evt.num = 1\n  override: {condition: append}\n`,
      ['ERR_VALIDATE in rule r at 5:2'],
    ],
    [
      `${HEAD}- rule: r\n  source: elsewhere\n  append: true\n  exceptions:\n`,
      ['DEPRECATED_ITEM in rule r at 5:2', 'ERR_VALIDATE in rule r at 5:2'],
    ],
    [`${HEAD}- rule: r\n  source: elsewhere\n  tags: [a]\n  override: {tags: append}\n`, []],
    [`${HEAD}- rule: r\n  source: ""\n  condition: and evt.num = 1\n  override: {condition: append}\n`, []],
  ]);
  assert.deepEqual(outcomes(unknown, HEAD.replace('rule: r', 'rule: s')), [[warning], []]);
});

test('versions: three numbers, whatever follows, and numbers as YAML writes them', () => {
  const engine = (version: string): string => `- required_engine_version: ${version}\n`;
  const bad = ['ERR_YAML_VALIDATE in required_engine_version at 0:2'];
  const tooNew = ['ERR_VALIDATE in required_engine_version at 0:2'];
  check([
    [engine('0x3e'), []],
    [engine('0x3f'), tooNew],
    [engine('"076"'), []],
    [engine('077'), tooNew],
    [engine('08'), bad],
    [engine('+62'), []],
    [engine('4294967296'), bad],
    [engine('0.50'), bad],
    [engine('0.50.0.7'), []],
    [engine('0.50.0 or so'), []],
    [engine('00.062.0'), []],
    [engine('0.050.x'), bad],
    [`${engine('9')}  note: x\n`, ['UNKNOWN_KEY in required_engine_version at 0:2']],
    [`${engine('99')}  note: x\n`, tooNew],
  ]);
  const described = loadRules([{ name: 'a', text: engine('0.50.1-rc1') + engine('0.050.0') }]);
  assert.equal(described.requiredEngineVersion, '0.50.1');
});

test('plugin versions: groups are read whole before their versions are looked at', () => {
  const plugins = (...lines: readonly string[]): string =>
    `- required_plugin_versions:\n  - name: container\n    version: 0.1.0\n${lines.map((line) => `    ${line}\n`).join('')}`;
  const entry = 'required plugin versions > required plugin versions entry container';
  check([
    [plugins('alternatives: [{name: a, version: two}]'), [`ERR_VALIDATE in ${entry} at 1:4`]],
    [
      plugins('alternatives: [{name: a, version: two}, {name: b}]').replace('version: 0.1.0', 'version: 1.x'),
      [`ERR_YAML_VALIDATE in ${entry} > required plugin versions alternative b at 3:44`],
    ],
    [plugins('alternatives:'), [`ERR_YAML_VALIDATE in ${entry} at 1:4`]],
    [
      plugins('alternatives: [{name: a, version: 1.0.0}, {name: a, version: 2.0.0}]'),
      [`ERR_VALIDATE in ${entry} at 1:4`],
    ],
    // Keys within an entry are nobody's concern, those beside it are.
    [plugins('note: x'), []],
    [`${plugins()}  note: x\n`, ['UNKNOWN_KEY in required plugin versions at 0:2']],
  ]);
});

test('skip-if-unknown-filter: what is found first decides', () => {
  const skip = (condition: string, output = 'o'): string =>
    `- rule: r\n  desc: d\n  condition: ${condition}\n  output: "${output}"\n  priority: INFO\n  skip-if-unknown-filter: true\n`;
  const inCondition = (code: string, column: number): string[] => [
    `${code} in rule r > rule condition > condition expression at 3:${column}`,
  ];
  check([
    [skip('evt.type = open and no.field = 1 and fd.num = x'), inCondition('UNKNOWN_FILTER', 34)],
    [skip('evt.type = open and fd.num = x and no.field = 1'), inCondition('ERR_COMPILE_CONDITION', 34)],
    // A token that cannot be used is as good as unknown, unless nothing follows its sign.
    [skip('evt.type = open', '%no.field'), ['UNKNOWN_FILTER in rule r > rule output at 3:10']],
    [skip('evt.type = open', '5% of %proc.name'), ['UNKNOWN_FILTER in rule r > rule output at 3:10']],
    [skip('evt.type = open', '%tolower(fd.num)'), ['UNKNOWN_FILTER in rule r > rule output at 3:10']],
    [skip('evt.type = open', '5%'), ['ERR_COMPILE_OUTPUT in rule r > rule output at 3:10']],
    // The condition of a rule that is left out for its output is not looked at, nor what is named in it.
    [
      `- list: l\n  items: [a]\n${skip('evt.type = open and (', '%no.field %evt.dir')}`,
      ['UNKNOWN_FILTER in rule r > rule output at 5:10', 'UNUSED_LIST in list l at 0:2'],
    ],
  ]);
});

test('outputs: deprecated fields are told each once, in the order of their table', () => {
  const text = HEAD.replace('output: o', 'output: "%evt.latency.ns of evt.dir %evt.latency.ns"');
  const warning = 'DEPRECATED_ITEM in rule r > rule output at 3:10';
  check([
    [text, [warning, warning, warning]],
    [text.replace('output: "', 'output: "%no.field '), ['ERR_COMPILE_OUTPUT in rule r > rule output at 3:10']],
  ]);
  const { files } = loadRules([{ name: 'a', text }]);
  assert.deepEqual(
    files[0]?.diagnostics.map(({ deprecatedField }) => deprecatedField),
    ['evt.dir', 'evt.latency', 'evt.latency.ns'],
  );
});

test('lists: items that are empty texts, and items with blanks', () => {
  const list = (items: string, condition = 'proc.name in (l)'): string =>
    `- list: l\n  items: ${items}\n- rule: r\n  desc: d\n  condition: evt.type = open and ${condition}\n  output: o\n  priority: INFO\n`;
  const wrong = (column: number): string[] => [
    `ERR_COMPILE_CONDITION in rule r > rule condition > condition expression at 5:${column}`,
  ];
  check([
    [list('["", a]'), []],
    [list('[a, ""]'), wrong(53)],
    [list('[""]', 'proc.name in (x, l)'), []],
    [list('["", ""]', 'proc.name in (l, x)'), []],
    [list('["a b"]'), []],
    [list('["a\\tb"]'), wrong(51)],
    [list('["a\\tb c"]'), []],
  ]);
});
