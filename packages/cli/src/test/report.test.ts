import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { RuleSwitches } from '../config/command-line.ts';
import { junitXml } from './junit.ts';
import { loadAndRun } from './load.ts';
import { coverageLine, coverageText } from './report-coverage.ts';
import { reportJson } from './report-json.ts';
import { reportText } from './report.ts';

const folder = mkdtempSync(join(tmpdir(), 'lanner-test-'));
process.chdir(folder);
after(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'rules/tests'), { recursive: true });

/** What the command prints. */
function report(paths: readonly string[], switches: RuleSwitches = {}): string {
  const outcome = loadAndRun(paths, switches);
  return `${reportText(outcome, { colour: false, full: false })}${coverageLine(outcome.coverage)}\n`;
}

function file(name: string, ...lines: readonly string[]): string {
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
  return name;
}

file(
  'rules/shells.yaml',
  '- macro: shell',
  '  condition: (proc.name in (sh, bash))',
  '- rule: Shell started by web server',
  '  desc: D',
  '  condition: evt.type = execve and shell and proc.pname = nginx',
  '  output: "%proc.name started (user=%user.name)"',
  '  priority: WARNING',
);
const GOOD = file(
  'rules/tests/shells.yaml',
  '- rule: Shell started by web server',
  '  given: { evt.type: execve, proc.name: sh, proc.pname: nginx }',
  '  match:',
  '    - { output: sh started (user=root) }',
  '  no_match:',
  '    - { proc.pname: sshd }',
);
const BAD = file(
  'bad.yaml',
  '- rule: Shell started by web server',
  '  given: { evt.type: execve, proc.name: sh }',
  '  match:',
  '    - { name: "a \\e[31mred\\e[0m one", proc.pname: apache2 }',
  '    - { proc.pname: nginx, output: bash started (user=root) }',
  '  no_match:',
  '    - { proc.pname: nginx }',
);

test('tests that pass are one line, with what they cover', () => {
  for (const path of ['rules', 'rules/tests', GOOD, 'rules/shells.yaml']) {
    assert.equal(
      report([path]),
      '1 test file, 2 events: no failures\n' +
        'coverage: 1 of 1 rule seen to match; 4 of 6 branches of conditions (66.6 %)\n',
    );
  }
});

test('a failure shows what was expected, what happened, and why', () => {
  assert.equal(
    report([BAD], { rules: ['rules'] }),
    [
      'bad.yaml:4:7: failed: Shell started by web server: must match (a \\x1b[31mred\\x1b[0m one)',
      '  |     - { name: "a \\e[31mred\\e[0m one", proc.pname: apache2 }',
      '  |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^',
      "  - 'Shell started by web server' matches",
      "  + 'Shell started by web server' does not match",
      "  why 'Shell started by web server' does not match:",
      '    ✗ and',
      '      ✓ evt.type = execve               evt.type = "execve"  rules/shells.yaml:5:14',
      '      ✓ shell: proc.name in (sh, bash)  proc.name = "sh"  rules/shells.yaml:2:15',
      '      ✗ proc.pname = nginx              proc.pname = "apache2"  rules/shells.yaml:5:46',
      '',
      'bad.yaml:5:7: failed: Shell started by web server: must match',
      '  |     - { proc.pname: nginx, output: bash started (user=root) }',
      '  |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^',
      '  - output: bash started (user=root)',
      '  + output: sh started (user=root)',
      '',
      'bad.yaml:7:7: failed: Shell started by web server: must not match',
      '  |     - { proc.pname: nginx }',
      '  |       ^^^^^^^^^^^^^^^^^^^^^',
      "  - 'Shell started by web server' does not match",
      "  + 'Shell started by web server' matches",
      "  why 'Shell started by web server' matches:",
      '    ✓ and',
      '      ✓ evt.type = execve               evt.type = "execve"  rules/shells.yaml:5:14',
      '      ✓ shell: proc.name in (sh, bash)  proc.name = "sh"  rules/shells.yaml:2:15',
      '      ✓ proc.pname = nginx              proc.pname = "nginx"  rules/shells.yaml:5:46',
      '',
      '1 test file, 3 events: 3 failures',
      'coverage: 1 of 1 rule seen to match; 4 of 6 branches of conditions (66.6 %)',
      '',
    ].join('\n'),
  );
});

test('an explanation shows all there is if asked to', () => {
  const outcome = loadAndRun([BAD], { rules: ['rules'] });
  const full = reportText(outcome, { colour: false, full: true });
  assert.match(full, /✓ shell: proc\.name in \(sh, bash\)/);
  const coloured = reportText(outcome, { colour: true, full: false });
  assert.match(coloured, /\u001b\[31m✗\u001b\[39m/);
  assert.equal(coloured.replace(/\u001b\[[\d;]*m/g, ''), reportText(outcome, { colour: false, full: false }));
});

test('as JSON: results, explanations and coverage', () => {
  const json = JSON.stringify(reportJson(loadAndRun([BAD], { rules: ['rules'] }), true));
  const { results, coverage, ...figures } = JSON.parse(json) as {
    results: Record<string, unknown>[];
    coverage: { percent: number; units: { name: string; untouched: unknown[] }[] };
  };
  assert.deepEqual(figures, { successful: false, files: ['bad.yaml'], events: 3, failed: 3, diagnostics: [] });
  assert.deepEqual(results[2], {
    file: 'bad.yaml',
    line: 7,
    column: 7,
    item: 'Shell started by web server',
    title: 'Shell started by web server: must not match',
    event: '{ proc.pname: nginx }',
    passed: false,
    matched: ['Shell started by web server'],
    failures: [
      {
        rule: 'Shell started by web server',
        what: 'match',
        expected: false,
        actual: true,
        why: [
          {
            view: 'lexical',
            kind: 'and',
            holds: true,
            children: [
              {
                check: 'evt.type = execve',
                holds: true,
                value: '"execve"',
                file: 'rules/shells.yaml',
                line: 5,
                column: 14,
              },
              {
                check: 'proc.name in (sh, bash)',
                holds: true,
                value: '"sh"',
                macros: ['shell'],
                file: 'rules/shells.yaml',
                line: 2,
                column: 15,
              },
              {
                check: 'proc.pname = nginx',
                holds: true,
                value: '"nginx"',
                file: 'rules/shells.yaml',
                line: 5,
                column: 46,
              },
            ],
          },
        ],
      },
    ],
  });
  assert.equal(coverage.percent, 66.6);
  assert.deepEqual(
    coverage.units.map(({ name }) => name),
    ['Shell started by web server', 'shell'],
  );
  assert.deepEqual(coverage.units[1]?.untouched[0], {
    file: 'rules/shells.yaml',
    line: 2,
    column: 15,
    text: 'proc.name in (sh, bash)',
    value: false,
    seen: 0,
  });
});

test('coverage shows the branches that no test touches, with line and caret', () => {
  assert.equal(
    coverageText(loadAndRun(['rules'], {}).coverage, false),
    [
      'rules/shells.yaml:3:3: rule Shell started by web server: 3 of 4 branches (75 %)',
      "  rules/shells.yaml:5:36: 'shell' is never false",
      '    |   condition: evt.type = execve and shell and proc.pname = nginx',
      '    |                                    ^^^^^',
      '',
      'rules/shells.yaml:1:3: macro shell: 1 of 2 branches (50 %)',
      "  rules/shells.yaml:2:15: 'proc.name in (sh, bash)' is never false",
      '    |   condition: (proc.name in (sh, bash))',
      '    |               ^^^^^^^^^^^^^^^^^^^^^^^',
      '',
    ].join('\n'),
  );
});

test('as JUnit XML: a suite a file, a case an event', () => {
  const xml = junitXml(loadAndRun([BAD, GOOD], { rules: ['rules'] }));
  assert.match(xml, /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites>\n/);
  assert.match(xml, /<testsuite name="bad.yaml" tests="3" failures="3" errors="0">/);
  assert.match(xml, /<testsuite name="rules\/tests\/shells.yaml" tests="2" failures="0" errors="0">/);
  assert.equal(xml.match(/<failure message="bad.yaml:\d+:7: /g)?.length, 3);
  assert.ok(!xml.includes('\u001b'));
});

test('errors in test files have their places', () => {
  const broken = file('broken.yaml', '- rule: Shell started by web servr', '  match: [{ evt.type: execve }]');
  const text = report([broken], { rules: ['rules'] });
  assert.match(text, /^broken\.yaml:1:9: error: no rule 'Shell started by web servr'\n/);
  assert.match(text, /hint: did you mean 'Shell started by web server'\?/);
  assert.match(text, /1 test file, no events: no failures, 1 error\n/);
  const xml = junitXml(loadAndRun([broken], { rules: ['rules'] }));
  assert.match(xml, /errors="1"[^]*<error>broken\.yaml:1:9: error/);
});

test('errors in rule files are shown, and nothing is run', () => {
  const lines = ['- rule: R', '  desc: D', '  condition: evt.typ = x', '  output: O', '  priority: NOTICE'];
  const text = report([GOOD], { rules: [file('wrong-rules.yaml', ...lines)] });
  assert.match(text, /^wrong-rules\.yaml:3:14: error: /);
  assert.match(text, /no events: no failures, 1 error\n/);
});

test('tests may stand beside the rules, and are no rules', () => {
  file('rules/more.test.yaml', '- ordinary: nothing', '  events: [{ evt.type: execve }]');
  assert.match(report(['rules']), /^2 test files, 3 events: no failures\n/);
  rmSync(join(folder, 'rules/more.test.yaml'));
});

test('rules that are switched off raise no alerts in tests', () => {
  const tests = file(
    'alerts.yaml',
    '- test: all',
    '  events:',
    '    - { evt.type: execve, proc.name: sh, proc.pname: nginx, alerts: [Shell started by web server] }',
  );
  assert.match(report([tests], { rules: ['rules'] }), /no failures/);
  const text = report([tests], { rules: ['rules'], disableRule: ['web server'] });
  assert.match(text, / {2}- alert of 'Shell started by web server' \(Warning\)\n.*is turned off/);
});
