import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPlace, type Finding } from '@lanner/language';
import fc from 'fast-check';
import { KEYS, ROWS, type Settings } from './keys.ts';
import { configurationSchema } from './schema.ts';
import { readSettings, typeOfRow, type Configuration } from './settings.ts';
import { showConfiguration } from './show.ts';
import { readValue } from './value.ts';

const VARIABLES: Readonly<Record<string, string>> = { YES: 'true', SITE: 'berlin', LANNER_RULES: '/rules' };
const variables = (name: string): string | undefined => VARIABLES[name];

function read(text: string): Configuration {
  const findings: Finding[] = [];
  const root = readValue({ name: 'lanner.yaml', text }, (found) => findings.push(found), variables);
  const map = root?.kind === 'map' ? root : ({ kind: 'map', entries: [], span: nowhere(text) } as const);
  const configuration = readSettings(map, variables);
  return { ...configuration, findings: [...findings, ...configuration.findings] };
}

function nowhere(text: string): Finding['span'] {
  return { file: { name: 'lanner.yaml', text }, start: 0, end: 0 };
}

function settings(text: string): Settings {
  const { settings, findings } = read(text);
  assert.deepEqual(findings, [], text);
  return settings;
}

/** `place severity message` and the hint. */
function problems(text: string): string[] {
  return read(text).findings.map(({ severity, message, hint, span }) => {
    return `${formatPlace(span)} ${severity}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
  });
}

test('without a file every key has its default', () => {
  const { settings, findings } = read('');
  assert.deepEqual(findings, []);
  assert.deepEqual(settings.rules_files, ['/rules', '/etc/lanner/rules.d']);
  assert.deepEqual(settings.append_output, [{ suggestedOutput: true }]);
  assert.deepEqual(settings.static_fields, new Map());
  assert.equal(settings.priority, 'Debug');
  assert.equal(settings['stdout_output.enabled'], true);
  assert.deepEqual(Object.keys(settings), Object.keys(KEYS));
});

test('defaults can be read by the types of their keys', () => {
  for (const [key, row] of ROWS) {
    const file = { name: key, text: JSON.stringify(row.default) };
    const value = readValue(file, (found) => assert.fail(found.message));
    assert.ok(value, key);
    assert.notEqual(
      typeOfRow(row).read(value, (found) => assert.fail(`${key}: ${found.message}`)),
      undefined,
    );
    assert.deepEqual(typeOfRow(row).plain(value), row.default, key);
    assert.match(row.meaning, /^[A-Z].*\.$/, key);
    assert.match(row.since, /^\d+\.\d+\.\d+$/, key);
  }
});

test('booleans, priorities and choices in their usual spellings', () => {
  for (const text of ['json_output: true', 'json_output: "yes"', 'json_output: On', 'json_output: ${YES}']) {
    assert.equal(settings(text).json_output, true, text);
  }
  for (const text of ['priority: info', 'priority: INFORMATIONAL', "priority: 'Info'"]) {
    assert.equal(settings(text).priority, 'Informational', text);
  }
  assert.equal(settings('rule_matching: ALL').rule_matching, 'all');
  assert.equal(settings('stdout_output: {enabled: false}')['stdout_output.enabled'], false);
  assert.equal(settings('json_output: ~').json_output, false);
});

test('lists of paths, one path alone, and the other name of the key', () => {
  assert.deepEqual(settings('rules_files: [a, b/]').rules_files, ['a', 'b/']);
  assert.deepEqual(settings('rules_files: a').rules_files, ['a']);
  assert.deepEqual(settings('rules_file:\n  - a').rules_files, ['a']);
  assert.deepEqual(problems('rules_file: a\nrules_files: b\n'), [
    "lanner.yaml:1:13 error: 'rules_file' is another name of 'rules_files'; only one of them can be set",
  ]);
});

test('selections keep their order', () => {
  const text =
    'rules:\n  - disable: {rule: "*"}\n  - enable: {tag: net}\n  - disable:\n      rule: a b\n      tag: c\n';
  assert.deepEqual(settings(text).rules, [
    { action: 'disable', rule: '*' },
    { action: 'enable', tag: 'net' },
    { action: 'disable', rule: 'a b', tag: 'c' },
  ]);
  assert.deepEqual(problems('rules: [{disable: {}}, {}, {forbid: {tag: x}}, x]'), [
    'lanner.yaml:1:19 error: rule or tag is expected',
    'lanner.yaml:1:24 error: either enable or disable is expected, one for each entry',
    "lanner.yaml:1:29 error: unknown key 'forbid' (known here: enable, disable)",
    "lanner.yaml:1:48 error: a mapping with enable or disable is expected, not 'x'",
  ]);
});

test('static fields are text, under names that rules can write', () => {
  assert.deepEqual(
    settings('static_fields: {rack: 7, site: "${SITE}"}').static_fields,
    new Map([
      ['rack', '7'],
      ['site', 'berlin'],
    ]),
  );
  assert.deepEqual(problems('static_fields:\n  my-site: x\n'), [
    "lanner.yaml:2:3 error: 'my-site' cannot be a name here (letters, digits, _ and . can be used, the first is a letter)",
  ]);
});

test('what is appended knows its places', () => {
  const text = 'append_output:\n  - match: {source: syscall, tags: t}\n    extra_fields: [proc.pid, {k: "%evt.num"}]\n';
  const [entry] = settings(text).append_output;
  assert.deepEqual(entry?.match, { source: 'syscall', tags: ['t'] });
  const [field, template] = entry?.extraFields ?? [];
  assert.ok(field !== undefined && 'text' in field && template !== undefined && 'key' in template);
  assert.equal(field.text, 'proc.pid');
  assert.equal(text.slice(field.pieces[0]?.fileStart).startsWith('proc.pid'), true);
  assert.deepEqual([template.key, template.template.text], ['k', '%evt.num']);
});

test('wrong values are told with their places', () => {
  assert.deepEqual(
    problems('json_output: maybe\npriority: warn\nrules_files: {a: b}\nstdout_output:\n  enabled: [x]\n'),
    [
      "lanner.yaml:1:14 error: true or false is expected, not 'maybe'",
      "lanner.yaml:2:11 error: one of Emergency, Alert, Critical, Error, Warning, Notice, Informational, Debug is expected, not 'warn' (did you mean 'Warning'?)",
      "lanner.yaml:3:14 error: a list of paths is expected, not a mapping (write '- ' before each element)",
      'lanner.yaml:5:12 error: true or false is expected, not a list',
    ],
  );
  assert.deepEqual(problems('json_output: ${NO_SUCH}\n'), [
    "lanner.yaml:1:14 error: true or false is expected, not '' (not set in the environment: NO_SUCH)",
  ]);
});

test('unknown keys are told, with the nearest that there is', () => {
  assert.deepEqual(problems('prioriti: error\nfile_output:\n  enabeld: true\nstdout_output: true\nxyzzy: 1\n'), [
    "lanner.yaml:1:1 warning: unknown key 'prioriti' (did you mean 'priority'?)",
    "lanner.yaml:3:3 warning: unknown key 'file_output.enabeld' (did you mean 'enabled'?)",
    "lanner.yaml:4:1 error: 'stdout_output' is a mapping with enabled, not a single value (write stdout_output.enabled=… with -o, or the keys below 'stdout_output:')",
    "lanner.yaml:5:1 warning: unknown key 'xyzzy' (`lanner config show` lists all keys)",
  ]);
  assert.deepEqual(problems('priority: error\npriority: debug\n'), [
    "lanner.yaml:2:1 warning: 'priority' stands twice; the first counts",
  ]);
});

test('keys that only Falco has are noted; one that is relied on is a warning', () => {
  const text = 'engine: {kind: kmod}\ncapture: {enabled: true}\ngrpc: {enabled: false, threadiness: 0}\nlibs_logger:\n';
  assert.deepEqual(problems(text), [
    'lanner.yaml:1:1 note: keys of Falco without effect in Lanner: engine, threadiness, libs_logger (docs/configuration.md says what Lanner does instead)',
    "lanner.yaml:2:20 warning: 'capture.enabled' has no effect: Lanner does not have this yet",
  ]);
});

test('what is no YAML is told', () => {
  assert.match(problems('a: [b').join(), /^lanner\.yaml:1:\d error: not YAML: /);
  assert.deepEqual(problems('a: *b'), ["lanner.yaml:1:4 error: not YAML: undefined anchor 'b'"]);
  assert.match(problems('priority: error\n---\npriority: debug\n').join(), /warning: only the first document/);
});

test('no text makes it throw', () => {
  const piece = fc.constantFrom(
    ...Object.keys(KEYS),
    ': ',
    '\n',
    '  ',
    '- ',
    '[',
    ']',
    '{',
    '}',
    'true',
    '${',
    '}',
    '&a ',
    '*a',
    '"',
    '---\n',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const { settings } = read(pieces.join(''));
      assert.deepEqual(Object.keys(settings), Object.keys(KEYS));
    }),
  );
});

test('every key is shown with its value and its origin', () => {
  const { plain, json } = showConfiguration(read('priority: error\nrules_files:\n  - a\n  - b\njson_output: yes\n'));
  assert.equal(plain.length, ROWS.length);
  const rows = new Map(plain.map(([key, ...rest]) => [key, rest]));
  assert.deepEqual(rows.get('priority'), ['error', 'lanner.yaml:1']);
  assert.deepEqual(rows.get('rules_files'), ['["a","b"]', 'lanner.yaml:3, lanner.yaml:4']);
  assert.deepEqual(rows.get('json_output'), ['true', 'lanner.yaml:5']);
  assert.deepEqual(rows.get('append_output'), ['[{"suggested_output":true}]', 'default']);
  assert.ok(Array.isArray(json) && json.length === ROWS.length);
});

test('only what was asked for is shown', () => {
  const configuration = read('priority: error\n');
  assert.deepEqual(showConfiguration(configuration, { changed: true }).plain, [['priority', 'error', 'lanner.yaml:1']]);
  const named = showConfiguration(configuration, { text: 'json_include' }).plain;
  assert.ok(named.length > 0 && named.every(([key]) => key?.startsWith('json_include')));
});

test('the schema has every key, at its place, with its default', () => {
  const { properties } = configurationSchema();
  for (const [key, row] of ROWS) {
    const [first = '', second] = key.split('.');
    const schema = second === undefined ? properties?.[first] : properties?.[first]?.properties?.[second];
    assert.deepEqual(schema?.default, row.default, key);
    assert.equal(schema?.description, row.meaning, key);
  }
  assert.deepEqual(properties?.['rules_file']?.default, KEYS.rules_files.default);
  assert.notEqual(properties?.['engine'], undefined);
});
