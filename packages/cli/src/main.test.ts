import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { COMMANDS } from './commands.ts';
import { buildProgram } from './program.ts';

const folder = mkdtempSync(join(tmpdir(), 'lanner-cli-'));
after(() => rmSync(folder, { recursive: true }));

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

function lanner(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--conditions=source', MAIN, ...args], {
    encoding: 'utf8',
    cwd: folder,
  });
  return { status, stdout, stderr };
}

/** Writes a file with one rule, which has the name of the file. */
function ruleFile(name: string, condition: string): string {
  const lines = [`- rule: ${name}`, '  desc: D', `  condition: ${condition}`, '  output: O', '  priority: NOTICE', ''];
  writeFileSync(join(folder, name), lines.join('\n'));
  return name;
}

test('--version is for people and for scripts', () => {
  const { status, stdout } = lanner('--version');
  assert.equal(status, 0);
  assert.match(stdout, /^lanner \d+\.\d+\.\d+\nrule engine \d+\.\d+\.\d+\nnode 2\d\.\d+\.\d+\n$/);
});

test('wrong usage is status 2, and the way to the help is told', () => {
  for (const args of [
    [],
    ['frobnicate'],
    ['check', '--nope', 'x'],
    ['list'],
    ['list', 'rules', '-r'],
    ['config'],
    ['explain'],
  ]) {
    const { status, stdout, stderr } = lanner(...args);
    assert.equal(status, 2, args.join(' '));
    assert.equal(stdout, '', args.join(' '));
    assert.match(stderr, /Usage:|--help/, args.join(' '));
  }
});

test('check: good rules', () => {
  const { status, stdout, stderr } = lanner('check', ruleFile('good.yaml', 'evt.type = execve'));
  assert.deepEqual(
    { status, stdout, stderr },
    { status: 0, stdout: 'good.yaml: Ok\n\n1 file: 1 rule, no macros, no lists; no errors, no warnings\n', stderr: '' },
  );
});

test('check: an error is shown with its place, and is status 1', () => {
  const { status, stdout } = lanner('check', ruleFile('bad.yaml', 'evt.type = execve and proc.nam = x'));
  assert.equal(status, 1);
  assert.match(stdout, /^bad\.yaml: Invalid\n1 Errors:\nbad\.yaml:3:36: error: /);
  assert.match(stdout, /1 error, no warnings\n$/);
});

test('check --json: the shape of the validation result', () => {
  const good = ruleFile('good.yaml', 'evt.type = execve');
  const { status, stdout } = lanner(
    'check',
    '--json',
    ruleFile('bad.yaml', 'evt.type = execve and proc.nam = x'),
    good,
  );
  assert.equal(status, 1);
  const { falco_load_results: results } = JSON.parse(stdout) as {
    falco_load_results: {
      name: string;
      successful: boolean;
      errors: { code: string; context: { locations: { item_type: string; position: object }[]; snippet: string } }[];
    }[];
  };
  assert.equal(results[0]?.successful, false);
  assert.equal(results[0]?.errors[0]?.code, 'LOAD_ERR_COMPILE_CONDITION');
  const { locations, snippet } = results[0].errors[0].context;
  assert.deepEqual(
    locations.map(({ item_type: type }) => type),
    ['rules content', 'rule', 'rule condition', 'condition expression'],
  );
  const condition = { name: '"evt.type = execve..."', line: 3, column: 36, offset: 62 };
  assert.deepEqual(locations.at(-1)?.position, condition);
  assert.equal(snippet, `  condition: evt.type = execve and proc.nam = x\n${' '.repeat(35)}^\n`);
});

test('describe: all that there is, and one rule', () => {
  const good = ruleFile('good.yaml', 'evt.type = execve');
  const all = lanner('describe', '-r', good);
  assert.deepEqual([all.status, all.stderr], [0, '']);
  assert.match(all.stdout, /^rule\tgood\.yaml\t/);
  const one = lanner('describe', 'good.yaml', '-r', good);
  assert.match(one.stdout, /^compiled\tevt\.type = execve$/m);
  assert.match(one.stdout, /^events\texecve$/m);
  const json = JSON.parse(lanner('describe', '-r', good, '--json').stdout) as { rules: { info: { name: string } }[] };
  assert.deepEqual(Object.keys(json).sort(), [
    'lists',
    'macros',
    'required_engine_version',
    'required_plugin_versions',
    'rules',
  ]);
  assert.equal(json.rules[0]?.info.name, 'good.yaml');
});

test('describe: rules that do not load, and names that are not there', () => {
  const bad = lanner('describe', '-r', ruleFile('bad.yaml', 'evt.type = execve and proc.nam = x'));
  assert.deepEqual([bad.status, bad.stdout], [1, '']);
  assert.match(bad.stderr, /^bad\.yaml: Invalid\n/);
  const unknown = lanner('describe', 'god.yaml', '-r', ruleFile('good.yaml', 'evt.type = execve'));
  assert.deepEqual([unknown.status, unknown.stdout], [1, '']);
  assert.match(unknown.stderr, /there is no rule 'god\.yaml'\ndid you mean 'good\.yaml'\?/);
});

test('check --lint: findings are shown and are no error, unless --strict says so', () => {
  const file = ruleFile('suspicious.yaml', 'evt.type = open and evt.type = connect');
  assert.equal(lanner('check', file, '--strict').status, 1, 'loading warns that no event type is left');
  const named = ruleFile('named.yaml', 'evt.type = execve and proc.name = x');
  const { status, stdout } = lanner('check', '--lint', named);
  assert.equal(status, 0);
  assert.match(stdout, /^named\.yaml:1:9: note: rule 'named\.yaml' goes by proc\.name alone/m);
  assert.match(stdout, /\n {2}LINT_SPOOFABLE \(Rule rests on/);
  assert.match(stdout, /; no errors, no warnings; \d findings?\n$/);
  assert.equal(lanner('check', named, '--strict').status, 0);
  assert.equal(lanner('check', named, '--lint', '--strict').status, 1);
  const broken = lanner('check', '--lint', ruleFile('broken.yaml', 'evt.type = execve and proc.nam = x'));
  assert.match(broken.stdout, /; not linted because of the errors\n$/);
});

test('check --lint --json: findings stand under a key of our own', () => {
  const { status, stdout } = lanner(
    'check',
    '--lint',
    '--json',
    ruleFile('named.yaml', 'evt.type = execve and proc.name = x'),
  );
  assert.equal(status, 0);
  const report = JSON.parse(stdout) as {
    falco_load_results: { successful: boolean; warnings: unknown[] }[];
    lanner_lint: { code: string; position: unknown; hint: string }[];
  };
  assert.equal(report.falco_load_results[0]?.successful, true);
  assert.deepEqual(report.falco_load_results[0]?.warnings, []);
  const found = report.lanner_lint.find(({ code }) => code === 'LINT_SPOOFABLE');
  assert.deepEqual(found?.position, { name: 'named.yaml', line: 0, column: 8, offset: 8 });
  assert.match(found?.hint ?? '', /proc\.exepath/);
});

test('the configuration selects rules, and says where a value comes from', () => {
  const rules = ruleFile('good.yaml', 'evt.type = execve and static.site = x');
  writeFileSync(join(folder, 'lanner.yaml'), `rules_files: ${rules}\nstatic_fields: {site: x}\npriority: error\n`);
  const state = (...args: readonly string[]): string | undefined => {
    const { status, stdout, stderr } = lanner('list', 'rules', '-c', 'lanner.yaml', ...args);
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    return stdout.split('\t')[2];
  };
  assert.equal(state(), 'off');
  assert.equal(state('-o', 'priority=debug'), 'on');
  assert.equal(state('-o', 'priority=debug', '-D', 'good'), 'off');
  assert.equal(lanner('check', '-c', 'lanner.yaml').status, 0);
  assert.equal(lanner('check', 'good.yaml').status, 1);
  const { stdout } = lanner('config', 'show', '--changed', '-c', 'lanner.yaml', '-o', 'json_output=true');
  assert.deepEqual(stdout.trimEnd().split('\n'), [
    'rules_files\t["good.yaml"]\tlanner.yaml:1',
    'priority\terror\tlanner.yaml:3',
    'static_fields\t{"site":"x"}\tlanner.yaml:2',
    'json_output\ttrue\t-o',
  ]);
});

test('a selection that means no rule is a warning', () => {
  const { status, stderr } = lanner(
    'list',
    'rules',
    '-r',
    ruleFile('good.yaml', 'evt.type = execve'),
    '-o',
    'rules[].disable.rule=god.yaml',
  );
  assert.equal(status, 0);
  assert.match(
    stderr,
    /^-o: warning: no rule is called 'god\.yaml'\n.*\n.*\^\n {2}hint: did you mean 'good\.yaml'\?\n\n$/,
  );
});

test('a wrong option ends every command that takes options, with a caret', () => {
  const rules = ruleFile('good.yaml', 'evt.type = execve');
  for (const command of [
    ['check', rules],
    ['list', 'rules', '-r', rules],
    ['run', '-r', rules],
    ['config', 'show'],
  ]) {
    const { status, stdout, stderr } = lanner(
      ...command,
      '-o',
      'append_output[].extra_output=%proc.nam',
      '-o',
      'prority=1',
    );
    assert.equal(status, 1, command.join(' '));
    assert.equal(stdout, '');
    assert.match(
      stderr,
      /-o: error: unknown key 'prority'\n {2}\| prority=1\n {2}\| \^{7}\n {2}hint: did you mean 'priority'\?/,
    );
    if (command[0] !== 'config') assert.match(stderr, /unknown field 'proc\.nam'\n.*\n {2}\| {30}\^{9}\n/);
    assert.match(stderr, /lanner: the configuration cannot be used: \d errors?\n$/);
  }
});

test('config schema is JSON', () => {
  const { status, stdout } = lanner('config', 'schema');
  assert.equal(status, 0);
  assert.equal((JSON.parse(stdout) as { type: string }).type, 'object');
});

test('a missing file is fatal and named', () => {
  for (const args of [
    ['check', 'good.yaml', 'missing.yaml'],
    ['list', 'rules', '-r', 'missing.yaml'],
  ]) {
    const { status, stdout, stderr } = lanner(...args);
    assert.equal(status, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /^lanner: cannot read the rules at missing\.yaml: no such file or directory\n/);
  }
});

test('a reader that has seen enough is no error', () => {
  const command = `"${process.execPath}" --conditions=source "${MAIN}" list fields --json; echo $? >&2`;
  const { stderr } = spawnSync('sh', ['-c', `{ ${command}; } | head -c 1`], { encoding: 'utf8' });
  assert.equal(stderr, '0\n');
});

test('every command has a description and examples', async () => {
  const program = await buildProgram(COMMANDS.map(({ name }) => name));
  const commands = program.commands.flatMap((command) => (command.commands.length > 0 ? command.commands : [command]));
  assert.ok(commands.length >= 5);
  for (const command of commands) {
    assert.notEqual(command.description(), '', command.name());
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    assert.match(help, /\nExamples:\n/, command.name());
  }
});
