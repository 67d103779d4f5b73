import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { formatPlace } from '@lanner/language';
import { UserError } from '../errors.ts';
import { sourcesOf, type RuleSwitches } from './command-line.ts';
import { OWN_RULES, loadConfiguration, type LoadedConfiguration } from './load.ts';
import { placesOf } from './value.ts';

const folder = mkdtempSync(join(tmpdir(), 'lanner-config-'));
after(() => rmSync(folder, { recursive: true }));

/** Writes a file of lines and gives its path. */
function file(name: string, ...lines: readonly string[]): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

function load(switches: RuleSwitches): LoadedConfiguration {
  const loaded = loadConfiguration(sourcesOf(switches));
  assert.deepEqual(loaded.findings, []);
  return loaded;
}

const main = file(
  'main.yaml',
  `config_files: [${folder}/first.d, {path: ${folder}/add.yaml, strategy: add-only}, ${folder}/missing.yaml]`,
  'priority: warning',
  'rules_files: [main-rules]',
  'rules: [{disable: {tag: main}}]',
  'file_output: {enabled: true, filename: main.txt}',
);
file('first.d/b.yaml', 'priority: notice', 'rules_files: [b-rules]');
file('first.d/a.yml', 'priority: error', 'rules_files: a-rules', 'file_output: {filename: a.txt}');
file('first.d/c.yaml~', 'priority: debug');
file('first.d/below/d.yaml', 'priority: debug');
file('add.yaml', 'priority: debug', 'json_output: true', 'rules_files: [add-rules]');

test('files are merged a top-level key at a time: lists grow, everything else is replaced', () => {
  const { settings, files } = load({ config: main });
  assert.equal(settings.priority, 'Notice');
  // A path alone is no list, and replaces; then a list comes to a single value, and replaces it.
  assert.deepEqual(settings.rules_files, ['b-rules']);
  assert.deepEqual(settings.rules, [{ action: 'disable', tag: 'main' }]);
  assert.equal(settings['file_output.enabled'], false);
  assert.equal(settings['file_output.filename'], 'a.txt');
  assert.equal(settings.json_output, true);
  assert.deepEqual(
    files.map((name) => name.slice(folder.length + 1)),
    ['main.yaml', 'first.d/a.yml', 'first.d/b.yaml', 'add.yaml'],
  );
});

test('the strategies', () => {
  const base = file('base.yaml', 'rules_files: [base]', 'priority: warning');
  const more = file('more.yaml', 'rules_files: [more]', 'priority: error', 'json_output: true');
  const merged = (strategy: string): unknown[] => {
    const files = `config_files=[{path: ${more}, strategy: ${strategy}}]`;
    const { settings } = load({ config: base, option: [files] });
    return [settings.rules_files, settings.priority, settings.json_output];
  };
  assert.deepEqual(merged('append'), [['base', 'more'], 'Error', true]);
  assert.deepEqual(merged('override'), [['more'], 'Error', true]);
  assert.deepEqual(merged('add-only'), [['base'], 'Warning', true]);
});

test('options win over files, whatever their order, and switches over options', () => {
  const more = file('late.yaml', 'priority: error', 'json_output: true');
  const option = ['priority=alert', `config_files=${more}`, 'rules_files=x'];
  assert.equal(load({ config: main, option }).settings.priority, 'Alert');
  assert.equal(load({ config: main, option }).settings.json_output, true);
  assert.deepEqual(load({ config: main, option }).settings.rules_files, ['x']);
  assert.deepEqual(load({ config: main, option, rules: ['y', 'z'] }).settings.rules_files, ['y', 'z']);
  assert.equal(load({ option: ['priority=alert', 'priority=error'] }).settings.priority, 'Error');
});

test('the switches that select rules stand behind those of the file', () => {
  const { settings, values } = load({ config: main, tag: ['a', 'b'], disableTag: ['c"'], disableRule: ['d e'] });
  assert.deepEqual(settings.rules, [
    { action: 'disable', tag: 'main' },
    { action: 'disable', rule: '*' },
    { action: 'enable', tag: 'a' },
    { action: 'enable', tag: 'b' },
    { action: 'disable', tag: 'c"' },
    { action: 'disable', rule: '*d e*' },
  ]);
  const written = values.get('rules');
  assert.ok(written);
  assert.deepEqual(
    placesOf(written).map(({ file: { name } }) => name),
    [main, '-t', '-t', '-t', '-T', '-D'],
  );
});

test('without a file there are the defaults, with the rules of Lanner', () => {
  const { settings, files } = load({});
  assert.deepEqual(files, []);
  assert.deepEqual(settings.rules_files, [OWN_RULES, '/etc/lanner/rules.d']);
});

test('the environment is put into the values of files, but not of options', () => {
  process.env['LANNER_TEST_SITE'] = 'berlin';
  const config = file('variables.yaml', 'static_fields: {site: "${LANNER_TEST_SITE}", rules: "${LANNER_RULES}"}');
  const { static_fields: fields } = load({ config, option: ['static_fields.raw=${LANNER_TEST_SITE}'] }).settings;
  assert.deepEqual(Object.fromEntries(fields), { site: 'berlin', rules: OWN_RULES, raw: '${LANNER_TEST_SITE}' });
});

test('another name of a key counts as the key', () => {
  const config = file('alias.yaml', 'rules_file: [a]');
  assert.deepEqual(load({ config }).settings.rules_files, ['a']);
  assert.deepEqual(load({ config, rules: ['b'] }).settings.rules_files, ['b']);
  assert.deepEqual(load({ config, option: ['rules_file[]=b'] }).settings.rules_files, ['a', 'b']);
});

function problems(switches: RuleSwitches): string[] {
  return loadConfiguration(sourcesOf(switches)).findings.map(({ severity, message, span }) => {
    return `${formatPlace(span).slice(folder.length + 1)} ${severity}: ${message}`;
  });
}

test('an included file includes nothing', () => {
  file('nested.d/one.yaml', 'priority: error', `config_files: [${main}]`);
  const config = file('nested.yaml', `config_files: ${folder}/nested.d`);
  assert.deepEqual(problems({ config }), ["nested.d/one.yaml:2:1 error: an included file cannot have 'config_files'"]);
});

test('what is no mapping is told', () => {
  assert.deepEqual(problems({ config: file('list.yaml', '- a', '- b') }), [
    'list.yaml:1:1 error: a mapping of keys to values is expected',
  ]);
  assert.deepEqual(problems({ config: file('empty.yaml', '# nothing') }), []);
  assert.deepEqual(problems({ config: file('includes.yaml', 'config_files: [{strategy: append}]') }), [
    'includes.yaml:1:16 error: a path is expected',
  ]);
});

test('a file that is asked for must be there', () => {
  const missing = join(folder, 'missing.yaml');
  assert.throws(
    () => loadConfiguration({ file: missing }),
    (error) =>
      error instanceof UserError &&
      error.message === `cannot read the configuration at ${missing}: no such file or directory`,
  );
  assert.throws(
    () => loadConfiguration({ file: folder }),
    (error) => error instanceof UserError && /illegal operation on a directory/.test(error.message),
  );
});
