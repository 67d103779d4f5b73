/** The default ruleset: it loads without a word, is complete in itself, and does what its test data say. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { RuleEngine } from '@lanner/engine';
import {
  isAtLeast,
  loadRules,
  renderDiagnostic,
  type CheckedRule,
  type Condition,
  type Operand,
} from '@lanner/language';
import { EVENTS } from '@lanner/schema';
import { readTestData } from './test-data.ts';
import { fieldOf, makeEvent, TEST_BINDING, type GivenFields } from './test-event.ts';

const RULES = new URL('../../rules/', import.meta.url);
const files = readdirSync(RULES)
  .filter((name) => name.endsWith('.yaml'))
  .toSorted()
  .map((name) => ({ name, text: readFileSync(new URL(name, RULES), 'utf8') }));
const { rules, diagnostics } = loadRules(files);
const data = readTestData(new URL('tests/', RULES));
const eventNames = new Set(EVENTS.map(({ name }) => name));
const engine = new RuleEngine(rules, TEST_BINDING, eventNames, { matching: 'all' });

function alertsOf(...given: readonly GivenFields[]): CheckedRule[] {
  const event = makeEvent(...given);
  const type = event.fields.get('evt.type');
  assert.ok(typeof type === 'string' && eventNames.has(type), `no such event type: ${String(type)}`);
  return engine.judge(event, type).map(({ rule }) => rule);
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

test('has test data for every rule, and only for rules there are', () => {
  assert.deepEqual(data.rules.map(({ rule }) => rule).toSorted(), rules.map(({ name }) => name).toSorted());
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
  const tunedEngine = new RuleEngine(tuned.rules, TEST_BINDING, eventNames);
  const read = { 'evt.type': 'openat', 'fd.name': '/etc/shadow', 'proc.exepath': '/opt/backup/bin/agent' };
  assert.equal(tunedEngine.judge(makeEvent(read), 'openat').length, 0);
  assert.equal(tunedEngine.judge(makeEvent(read, { 'proc.exepath': '/opt/other' }), 'openat').length, 1);
});

test('names only fields there are in its test data', () => {
  const given = data.rules.flatMap((cases) => [cases.given, ...cases.match, ...cases.noMatch]);
  const ordinary = data.ordinary.flatMap((work) => [work.given, ...work.events]);
  const keys = new Set([...given, ...ordinary].flatMap((fields) => Object.keys(fields)));
  assert.deepEqual(
    Array.from(keys).filter((key) => fieldOf(key) === undefined),
    [],
  );
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
  return 'text' in operand && typeof operand.text === 'string' && fieldOf(operand.text)?.unfilled === true;
}

describe('test data', () => {
  for (const { file, rule, given, match, noMatch } of data.rules) {
    test(`${file}: ${rule}`, () => {
      for (const fields of match) {
        const names = alertsOf(given, fields).map(({ name }) => name);
        assert.ok(names.includes(rule), `must match: ${JSON.stringify(fields)}`);
      }
      for (const fields of noMatch) {
        const names = alertsOf(given, fields).map(({ name }) => name);
        assert.ok(!names.includes(rule), `must not match: ${JSON.stringify(fields)}`);
      }
    });
  }
});

describe('ordinary work raises no alert of priority Warning or above', () => {
  for (const { ordinary, given, events } of data.ordinary) {
    test(ordinary, () => {
      for (const fields of events) {
        const alerts = alertsOf(given, fields).filter(({ priority }) => isAtLeast(priority, 'Warning'));
        assert.deepEqual(
          alerts.map(({ name }) => name),
          [],
          JSON.stringify(fields),
        );
      }
    });
  }
});
