import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadRules, readTests } from '@lanner/language';
import { runTests, type CaseResult, type Failure } from './run.ts';

const RULES = loadRules([
  {
    name: 'rules.yaml',
    text: JSON.stringify([
      {
        rule: 'Shadow file read',
        desc: 'D',
        condition: 'evt.type = openat and fd.name = /etc/shadow',
        output: '%proc.name read %fd.name %container.name',
        priority: 'WARNING',
      },
      {
        rule: 'File read by shell',
        desc: 'D',
        condition: 'evt.type = openat and proc.name = bash',
        output: 'O',
        priority: 'NOTICE',
      },
      {
        rule: 'Off',
        desc: 'D',
        condition: 'evt.type = openat and proc.name = off',
        output: 'O',
        priority: 'CRITICAL',
        enabled: false,
      },
    ]),
  },
]);

function run(...items: readonly object[]): readonly CaseResult[] {
  const { tests, diagnostics } = readTests({ name: 'x.test.yaml', text: JSON.stringify(items) }, RULES.rules);
  assert.deepEqual(
    diagnostics.filter(({ severity }) => severity === 'error'),
    [],
  );
  return runTests(RULES, [tests]).results;
}

/** Each failure in one line, for each event. */
function failures(...items: readonly object[]): string[][] {
  return run(...items).map((result) => result.failures.map(inWords));
}

function inWords(failure: Failure): string {
  if (failure.kind === 'detail') return `${failure.what}: ${failure.expected} / ${failure.actual}`;
  const { rule, expected, behind, disabled } = failure;
  const why = disabled === true ? ', off' : behind === undefined ? '' : `, behind ${behind.name}`;
  return `${rule.name} ${expected ? 'should match' : 'should not match'}${why}`;
}

const SHADOW = { 'evt.type': 'openat', 'fd.name': '/etc/shadow' };

describe('a rule', () => {
  test('that must match, and must not', () => {
    const item = { rule: 'Shadow file read', match: [SHADOW], no_match: [{ ...SHADOW, 'fd.name': '/etc/motd' }] };
    assert.deepEqual(failures(item), [[], []]);
    const wrong = { rule: 'Shadow file read', match: [{ ...SHADOW, 'fd.name': '/x' }], no_match: [SHADOW] };
    assert.deepEqual(failures(wrong), [['Shadow file read should match'], ['Shadow file read should not match']]);
  });

  test('that matches beside others is no failure, whatever comes first', () => {
    const [result] = run({ rule: 'File read by shell', match: [{ ...SHADOW, 'proc.name': 'bash' }] });
    assert.deepEqual(result?.failures, []);
    assert.deepEqual(
      result?.matched.map(({ name }) => name),
      ['Shadow file read', 'File read by shell'],
    );
  });

  test('that is turned off is tested all the same', () => {
    const event = { 'evt.type': 'openat', 'proc.name': 'off' };
    assert.deepEqual(failures({ rule: 'Off', match: [event], no_match: [{ 'evt.type': 'openat' }] }), [[], []]);
  });

  test('with what its alert must be like', () => {
    const details = {
      priority: 'WARNING',
      output: 'cat read /etc/shadow <NA>',
      output_fields: { 'proc.name': 'cat', 'container.name': null },
      view: 'lexical',
    };
    const event = { ...SHADOW, 'proc.name': 'cat' };
    assert.deepEqual(failures({ rule: 'Shadow file read', match: [{ ...event, ...details }] }), [[]]);
    const others = {
      priority: 'ERROR',
      output: 'x',
      output_fields: { 'proc.name': 'dog', 'container.name': 'c', 'proc.pid': 1 },
      view: 'real',
    };
    assert.deepEqual(failures({ rule: 'Shadow file read', match: [{ ...event, ...others }] }), [
      [
        'priority: Error / Warning',
        'output: x / cat read /etc/shadow <NA>',
        'view: real / lexical',
        'output_fields.proc.name: dog / cat',
        'output_fields.container.name: c / null',
        'output_fields.proc.pid: 1 / undefined',
      ],
    ]);
  });

  test('in the two views of a path', () => {
    const event = { ...SHADOW, 'fd.name': '/tmp/link', real: { 'fd.name': '/etc/shadow' } };
    const details = { view: 'real', output_fields: { 'fd.name': '/etc/shadow' } };
    assert.deepEqual(failures({ rule: 'Shadow file read', match: [{ ...event, ...details }] }), [[]]);
    const [result] = run({ rule: 'Shadow file read', no_match: [event] });
    const [failure] = result?.failures ?? [];
    assert.ok(failure?.kind === 'verdict');
    assert.deepEqual(
      failure.why.map(({ view, explanation }) => [view, explanation.holds]),
      [
        ['lexical', false],
        ['real', true],
      ],
    );
  });
});

describe('several rules', () => {
  const event = { ...SHADOW, 'proc.name': 'bash' };

  test('all that match', () => {
    const both = ['File read by shell', { rule: 'Shadow file read', priority: 'WARNING' }];
    assert.deepEqual(failures({ test: 'both', events: [{ ...event, alerts: both }] }), [[]]);
    assert.deepEqual(failures({ test: 'one', events: [{ ...event, alerts: ['Shadow file read'] }] }), [
      ['File read by shell should not match'],
    ]);
    assert.deepEqual(failures({ test: 'none', events: [{ ...SHADOW, alerts: ['File read by shell'] }] }), [
      ['File read by shell should match', 'Shadow file read should not match'],
    ]);
  });

  test('only the first that matches', () => {
    const first = (alerts: readonly string[]) =>
      failures({ test: 'first', rule_matching: 'first', events: [{ ...event, alerts }] });
    assert.deepEqual(first(['Shadow file read']), [[]]);
    assert.deepEqual(first(['File read by shell']), [
      ['File read by shell should match, behind Shadow file read', 'Shadow file read should not match'],
    ]);
  });

  test('none that is turned off', () => {
    const off = { 'evt.type': 'openat', 'proc.name': 'off' };
    assert.deepEqual(failures({ test: 'none', events: [{ ...off, alerts: [] }] }), [[]]);
    assert.deepEqual(failures({ test: 'off', events: [{ ...off, alerts: ['Off'] }] }), [['Off should match, off']]);
  });
});

test('ordinary work raises nothing of a priority', () => {
  const loud = { ...SHADOW, 'proc.name': 'bash' };
  assert.deepEqual(failures({ ordinary: 'work', events: [loud, { ...loud, 'fd.name': '/etc/motd' }] }), [
    ['Shadow file read should not match'],
    [],
  ]);
  assert.deepEqual(failures({ ordinary: 'work', priority: 'NOTICE', events: [{ ...loud, 'fd.name': '/x' }] }), [
    ['File read by shell should not match'],
  ]);
});
