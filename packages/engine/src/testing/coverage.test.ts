import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCondition, loadRules, readTests } from '@lanner/language';
import { percentOf, shareOf, type UnitCoverage } from './coverage.ts';
import { runTests } from './run.ts';

interface Files {
  readonly macros?: Readonly<Record<string, string>>;
  readonly condition: string;
  readonly match?: readonly object[];
  readonly noMatch?: readonly object[];
}

function coverageOf({ macros = {}, condition, match = [], noMatch = [] }: Files): readonly UnitCoverage[] {
  const items = [
    ...Object.entries(macros).map(([macro, text]) => ({ macro, condition: text })),
    { rule: 'R', desc: 'D', condition, output: 'O', priority: 'NOTICE' },
  ];
  const loaded = loadRules([{ name: 'rules.yaml', text: JSON.stringify(items) }]);
  assert.ok(loaded.diagnostics.every(({ severity }) => severity === 'warning'));
  const text = JSON.stringify([
    {
      rule: 'R',
      given: { 'evt.type': 'execve' },
      ...(match.length > 0 ? { match } : {}),
      ...(noMatch.length > 0 ? { no_match: noMatch } : {}),
    },
  ]);
  const { tests, diagnostics } = readTests({ name: 'x.test.yaml', text }, loaded.rules);
  assert.deepEqual(diagnostics, []);
  const { results, coverage } = runTests(loaded, [tests]);
  assert.deepEqual(
    results.flatMap(({ failures }) => failures),
    [],
  );
  return coverage;
}

/** `part: true false` for the branches that are touched. */
function touched(unit: UnitCoverage | undefined): string[] {
  return (unit?.parts ?? []).map(({ syntax, whenTrue, whenFalse }) => {
    const branches = [...(whenTrue.decided > 0 ? ['true'] : []), ...(whenFalse.decided > 0 ? ['false'] : [])];
    return `${formatCondition(syntax)}: ${branches.join(' ')}`;
  });
}

test('a check is touched where it alone decides', () => {
  const condition = 'evt.type = execve and proc.name = a and proc.pname = b';
  const [none] = coverageOf({ condition, noMatch: [{ 'proc.name': 'x', 'proc.pname': 'y' }] });
  assert.deepEqual(touched(none), ['proc.name = a: ', 'proc.pname = b: ']);
  const [one] = coverageOf({ condition, noMatch: [{ 'proc.name': 'x', 'proc.pname': 'b' }] });
  assert.deepEqual(touched(one), ['proc.name = a: false', 'proc.pname = b: ']);
  const [all] = coverageOf({
    condition,
    match: [{ 'proc.name': 'a', 'proc.pname': 'b' }],
    noMatch: [
      { 'proc.name': 'x', 'proc.pname': 'b' },
      { 'proc.name': 'a', 'proc.pname': 'y' },
    ],
  });
  assert.deepEqual(touched(all), ['proc.name = a: true false', 'proc.pname = b: true false']);
});

test('no order of evaluation hides a check', () => {
  const condition = 'evt.type = execve and (proc.name = a or proc.pname = b) and not proc.tty = 1';
  const [unit] = coverageOf({ condition, match: [{ 'proc.name': 'a', 'proc.pname': 'b', 'proc.tty': 0 }] });
  assert.deepEqual(touched(unit), ['proc.name = a: ', 'proc.pname = b: ', 'proc.tty = 1: false'], 'both of an or hold');
  const [other] = coverageOf({
    condition,
    match: [{ 'proc.name': 'x', 'proc.pname': 'b' }],
    noMatch: [
      { 'proc.name': 'x', 'proc.pname': 'y' },
      { 'proc.name': 'a', 'proc.pname': 'b', 'proc.tty': 1 },
    ],
  });
  assert.deepEqual(touched(other), ['proc.name = a: false', 'proc.pname = b: true false', 'proc.tty = 1: true false']);
});

test('checks of one field follow each other', () => {
  const [unit] = coverageOf({
    condition: 'evt.type = execve and container.id exists and container.id != host',
    match: [{ 'container.id': 'c' }],
    noMatch: [{ 'container.id': null }],
  });
  assert.deepEqual(touched(unit), ['container.id exists: true false', 'container.id != host: true false']);
});

test('a macro counts as one part of each rule, and its own parts once', () => {
  const units = coverageOf({
    macros: { shell: '(proc.name in (sh, bash) or proc.exepath = /bin/sh)', unused: 'proc.name = x' },
    condition: 'evt.type = execve and shell and not proc.pname = sshd',
    match: [{ 'proc.name': 'sh', 'proc.exepath': '/x' }],
    noMatch: [{ 'proc.name': 'x', 'proc.exepath': '/x' }],
  });
  assert.deepEqual(
    units.map(({ kind, name }) => `${kind} ${name}`),
    ['rule R', 'macro shell'],
  );
  assert.deepEqual(touched(units[0]), ['shell: true false', 'proc.pname = sshd: false']);
  assert.deepEqual(touched(units[1]), ['proc.name in (sh, bash): true false', 'proc.exepath = /bin/sh: false']);
  assert.deepEqual(shareOf(units), { touched: 6, all: 8 });
  assert.equal(percentOf(shareOf(units)), 75);
});

test('what follows from the event type alone, or stands for always and never, is no branch', () => {
  const units = coverageOf({
    macros: { started: '(evt.type in (execve, execveat))', nothing: '(evt.num = 0)' },
    condition: 'started and evt.type.is.execve = 1 and not nothing and proc.name = a',
    match: [{ 'proc.name': 'a' }],
  });
  assert.deepEqual(units.map(touched), [['proc.name = a: true'], [], []]);
});

test('percentages are 100 for all only', () => {
  assert.equal(percentOf({ touched: 9_999, all: 10_000 }), 99.9);
  assert.equal(percentOf({ touched: 10_000, all: 10_000 }), 100);
  assert.equal(percentOf({ touched: 0, all: 0 }), 100);
  assert.equal(percentOf({ touched: 0, all: 3 }), 0);
});

test('an event says something of the rules of which its test speaks, and of no others', () => {
  const rules = ['A', 'B'].map((rule) => {
    return { rule, desc: 'D', condition: `evt.type = execve and proc.name = ${rule}`, output: 'O', priority: 'NOTICE' };
  });
  const loaded = loadRules([{ name: 'rules.yaml', text: JSON.stringify(rules) }]);
  const matches = (item: object): (readonly [number, number])[] => {
    const { tests, diagnostics } = readTests({ name: 'x.test.yaml', text: JSON.stringify([item]) }, loaded.rules);
    assert.deepEqual(diagnostics, []);
    return runTests(loaded, [tests]).coverage.map((unit) => {
      return unit.kind === 'rule' ? ([unit.matches, unit.mismatches] as const) : ([-1, -1] as const);
    });
  };
  const event = { 'evt.type': 'execve', 'proc.name': 'A' };
  assert.deepEqual(matches({ rule: 'A', match: [event] }), [
    [1, 0],
    [0, 0],
  ]);
  assert.deepEqual(matches({ test: 'all', events: [{ ...event, alerts: ['A'] }] }), [
    [1, 0],
    [0, 1],
  ]);
  assert.deepEqual(matches({ test: 'first', rule_matching: 'first', events: [{ ...event, alerts: ['A'] }] }), [
    [1, 0],
    [0, 0],
  ]);
  assert.deepEqual(matches({ ordinary: 'quiet', events: [{ 'evt.type': 'execve' }] }), [
    [0, 0],
    [0, 0],
  ]);
  assert.deepEqual(matches({ ordinary: 'quiet', priority: 'NOTICE', events: [{ 'evt.type': 'execve' }] }), [
    [0, 1],
    [0, 1],
  ]);
});
