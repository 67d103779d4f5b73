/** The default ruleset: it loads without a word, is complete in itself, and does what its tests say. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { lintRules, percentOf, runTests, shareOf, type CaseResult } from '@lanner/engine';
import {
  formatPlace,
  isAtLeast,
  loadRules,
  readTests,
  renderCoded,
  renderDiagnostic,
  type Condition,
  type Operand,
  type SourceFile,
} from '@lanner/language';
import { EVENTS, findField } from '@lanner/schema';

const RULES = new URL('../../rules/', import.meta.url);
const files = filesIn(RULES);
const testFiles = filesIn(new URL('tests/', RULES));
const loaded = loadRules(files);
const { rules, diagnostics } = loaded;
const eventNames = new Set(EVENTS.map(({ name }) => name));
const read = testFiles.map((file) => readTests(file, rules));

/** Percent of the branches of conditions. What is left is mostly what no event can touch. */
const LEAST_COVERAGE = 95;

function filesIn(directory: URL): SourceFile[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
    .map((name) => ({ name, text: readFileSync(new URL(name, directory), 'utf8') }));
}

/** Place and rules of what is not as expected; `lanner test rules/` says why. */
function failures(results: readonly CaseResult[]): string[] {
  return results
    .filter((result) => result.failures.length > 0)
    .map(({ test: { event, item }, failures: found }) => {
      return `${formatPlace(event.span)}: ${item}: ${found.map(({ rule }) => rule.name).join(', ')}`;
    });
}

function operandsOf(condition: Condition): Operand[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.children.flatMap(operandsOf);
    case 'not':
      return operandsOf(condition.child);
    case 'check':
      return [condition.left, ...(condition.right.kind === 'operand' ? [condition.right.operand] : [])];
    case 'boolean':
      return [];
  }
}

test('loads without an error or a warning', () => {
  assert.deepEqual(
    diagnostics.map((found) => renderDiagnostic(found)),
    [],
  );
});

test('has nothing that the lints find, but for what a comment accepts', () => {
  assert.deepEqual(
    lintRules(files, loaded).map((found) => renderCoded(found)),
    [],
  );
});

test('has tests of every rule, that it matches and that it does not', () => {
  const cases = read.flatMap(({ tests }) => tests.cases);
  for (const kind of ['match', 'no_match'] as const) {
    const tested = new Set(cases.filter(({ expected }) => expected.kind === kind).map(({ item }) => item));
    assert.deepEqual([...tested].toSorted(), rules.map(({ name }) => name).toSorted(), kind);
  }
});

test('lets no lesser rule on the start of programs stand before a greater one', () => {
  const onStart = rules.filter(({ eventTypes }) => eventTypes?.has('execve') === true);
  const first = onStart.findIndex(({ priority }) => !isAtLeast(priority, 'Warning'));
  const after = onStart.slice(first).filter(({ priority }) => isAtLeast(priority, 'Warning'));
  assert.deepEqual(
    after.map(({ name }) => name),
    [],
  );
});

test("is tuned by adding to a macro in a file of one's own", () => {
  const own = {
    name: 'own.yaml',
    text: [
      '- macro: user_allowed_password_readers',
      '  condition: or proc.exepath = /opt/backup/bin/agent',
      '  override:',
      '    condition: append',
      '- rule: Program run from temporary directory',
      '  enabled: false',
      '  override:',
      '    enabled: replace',
      '- rule: Program added to container and run',
      '  priority: CRITICAL',
      '  override:',
      '    priority: replace',
      '- list: container_runtime_executables',
      '  items: [/opt/acme/bin/runc]',
      '  override:',
      '    items: append',
    ].join('\n'),
  };
  const tuned = loadRules([...files, own]);
  assert.deepEqual(
    tuned.diagnostics.map((found) => renderDiagnostic(found)),
    [],
  );
  const tests = {
    name: 'own.test.yaml',
    text: [
      '- rule: Password database read by unexpected program',
      '  given: { evt.type: openat, fd.name: /etc/shadow }',
      '  match: [{ proc.exepath: /opt/other }]',
      '  no_match: [{ proc.exepath: /opt/backup/bin/agent }]',
    ].join('\n'),
  };
  assert.deepEqual(failures(runTests(tuned, [readTests(tests, tuned.rules).tests]).results), []);
});

describe('every rule', () => {
  for (const rule of rules) {
    test(rule.name, () => {
      assert.ok(rule.description.length > 100, 'a description says what, why, and what to check');
      assert.ok(rule.tags.includes('host') || rule.tags.includes('container'), 'tagged host or container');
      assert.ok(
        rule.tags.some((tag) => tag.startsWith('mitre_')),
        'tagged with a tactic',
      );
      assert.ok(
        rule.tags.some((tag) => /^T\d{4}(\.\d{3})?$/.test(tag)),
        'tagged with a technique',
      );
      const keys = new Set(rule.output.map((segment) => (segment.kind === 'token' ? segment.key : '')));
      for (const key of ['user.name', 'proc.exepath', 'proc.cmdline', 'proc.pid', 'container.id']) {
        // One rule tells of a shell of root: that the user is root goes without saying.
        if (key === 'user.name' && keys.has('user.loginname')) continue;
        assert.ok(keys.has(key), `the output shows ${key}`);
      }
      const types = rule.eventTypes ?? new Set();
      assert.ok(types.size > 0 && [...types].every((type) => eventNames.has(type)), 'reads events that are captured');
      const unfilled = operandsOf(rule.condition).filter(({ kind, ...rest }) => kind === 'field' && isUnfilled(rest));
      assert.deepEqual(unfilled, [], 'reads only fields that have values');
    });
  }
});

function isUnfilled(operand: object): boolean {
  return 'text' in operand && typeof operand.text === 'string' && findField(operand.text)?.unfilled === true;
}

describe('the tests', () => {
  test('are in order', () => {
    assert.deepEqual(
      read.flatMap((one) => one.diagnostics.map((found) => renderDiagnostic(found))),
      [],
    );
  });
  const { results, coverage } = runTests(
    loaded,
    read.map(({ tests }) => tests),
  );
  test('touch the branches of the conditions', () => {
    const percent = percentOf(shareOf(coverage));
    assert.ok(percent >= LEAST_COVERAGE, `${percent} %: lanner test rules/ --coverage shows what is missing`);
  });
  for (const { tests } of read) {
    test(tests.name, () => {
      assert.ok(tests.cases.length > 0);
      assert.deepEqual(failures(results.filter(({ file }) => file === tests.name)), []);
    });
  }
});
