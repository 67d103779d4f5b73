import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadRules, readTests, type GivenEvent, type LoadResult } from '@lanner/language';
import fc from 'fast-check';
import { interpret } from '../interpret.ts';
import { RuleEngine } from '../rule-engine.ts';
import { Explainer, type Explanation } from './explain.ts';
import { TEST_BINDING, TestEvent } from './test-event.ts';

const TYPES = ['openat', 'execve', 'connect', 'rename'] as const;
const NAMES = ['bash', 'sh', 'sshd', 'nginx'] as const;
const PATHS = ['/etc/passwd', '/etc/shadow', '/tmp/x', '/usr/bin/bash'] as const;

/** Checks as rule files write them; those on fields that an event does not have are part of it. */
const check = fc.oneof(
  fc.constantFrom(...TYPES).map((type) => `evt.type = ${type}`),
  fc.subarray([...TYPES], { minLength: 1 }).map((types) => `evt.type in (${types.join(', ')})`),
  fc.constantFrom('evt.num = 0', 'evt.num > 0', 'evt.type.is.openat = 1', 'evt.rawres >= 0', 'evt.failed = true'),
  fc
    .tuple(
      fc.constantFrom('proc.name', 'proc.pname', 'proc.aname', 'proc.aname[2]'),
      fc.constantFrom('=', '!='),
      fc.constantFrom(...NAMES),
    )
    .map((words) => words.join(' ')),
  fc.subarray([...NAMES], { minLength: 1 }).map((names) => `proc.aname in (${names.join(', ')})`),
  fc
    .tuple(
      fc.constantFrom('fd.name', 'fs.path.source', 'fs.path.name', 'proc.exepath', 'fd.directory'),
      fc.constantFrom('=', '!=', 'startswith', 'contains', 'pmatch'),
      fc.constantFrom(...PATHS, '/etc', '/'),
    )
    .map(([field, operator, value]) => `${field} ${operator} ${operator === 'pmatch' ? `(${value})` : value}`),
  fc.constantFrom('fd.sip = 10.0.0.1', 'fd.snet = 10.0.0.0/8', 'fd.sport in (22, 443)', 'fd.port = 443'),
  fc.constantFrom(
    'container.id exists',
    'container.id != host',
    'proc.pname = val(proc.name)',
    'evt.arg.flags contains O_WR',
  ),
  fc.constantFrom(
    'tolower(proc.name) = bash',
    'evt.is_open_write = true',
    'proc.args[0] = -c',
    'proc.env[HOME] = /root',
  ),
);

const MACROS = ['first', 'second', 'third'] as const;

function conditionUsing(macros: readonly string[]): fc.Arbitrary<string> {
  const leaf = macros.length === 0 ? check : fc.oneof({ arbitrary: check, weight: 3 }, fc.constantFrom(...macros));
  return fc.letrec<{ condition: string }>((tie) => {
    const parts = fc.array(tie('condition'), { minLength: 2, maxLength: 3 });
    return {
      condition: fc.oneof(
        { maxDepth: 3, depthSize: 'small' },
        { arbitrary: leaf, weight: 3 },
        parts.map((all) => `(${all.join(' and ')})`),
        parts.map((all) => `(${all.join(' or ')})`),
        tie('condition').map((one) => `not (${one})`),
      ),
    };
  }).condition;
}

/** A macro sees those before it. */
const ruleFile: fc.Arbitrary<LoadResult> = fc
  .tuple(
    conditionUsing([]),
    conditionUsing(MACROS.slice(0, 1)),
    conditionUsing(MACROS.slice(0, 2)),
    fc.array(conditionUsing(MACROS), { minLength: 3, maxLength: 3 }),
  )
  .map(([one, two, three, rules]) => {
    const macros = [one, two, three].map((condition, at) => ({ macro: MACROS[at], condition }));
    const items = rules.map((condition, at) => {
      return { rule: `rule ${at}`, desc: 'D', condition, output: 'O', priority: 'NOTICE', warn_evttypes: false };
    });
    return loadRules([{ name: 'rules.yaml', text: JSON.stringify([...macros, ...items]) }]);
  });

const common = {
  'proc.name': fc.constantFrom(...NAMES),
  'proc.pname': fc.constantFrom(...NAMES),
  'proc.exepath': fc.constantFrom(...PATHS),
  'container.id': fc.constantFrom(null, 'host', '0f1e2d3c4b5a'),
  'proc.args': fc.constantFrom('', '-c id'),
  'proc.env': fc.constantFrom(null, 'HOME=/root'),
  'proc.aexepath': fc.subarray([...PATHS]),
  'evt.rawres': fc.constantFrom(0, -13, 3),
};
const path = fc.constantFrom(...PATHS);

const eventFields = fc.oneof(
  fc.record(
    {
      'evt.type': fc.constant('openat'),
      ...common,
      'fd.name': path,
      'evt.arg.flags': fc.constantFrom('O_RDONLY', 'O_WRONLY|O_CREAT'),
      real: fc.record({ 'fd.name': path }),
    },
    { requiredKeys: ['evt.type'] },
  ),
  fc.record({ 'evt.type': fc.constant('execve'), ...common }, { requiredKeys: ['evt.type'] }),
  fc.record(
    {
      'evt.type': fc.constant('connect'),
      ...common,
      'fd.sip': fc.constant('10.0.0.1'),
      'fd.sport': fc.constantFrom(22, 443),
    },
    { requiredKeys: ['evt.type'] },
  ),
  fc.record(
    {
      'evt.type': fc.constant('rename'),
      ...common,
      'fs.path.source': path,
      real: fc.record({ 'fs.path.source': path }),
    },
    { requiredKeys: ['evt.type'] },
  ),
);

function eventsOf(all: readonly object[]): GivenEvent[] {
  const text = JSON.stringify([{ ordinary: 'any', events: all }]);
  const { tests, diagnostics } = readTests({ name: 'x.test.yaml', text }, []);
  assert.deepEqual(diagnostics, []);
  return tests.cases.map(({ event }) => event);
}

/** What a part comes to, from what its parts come to. */
function recomputed(node: Explanation): boolean {
  switch (node.kind) {
    case 'and':
      return node.children.map(recomputed).every(Boolean);
    case 'or':
      return node.children.map(recomputed).some(Boolean);
    case 'not':
      return !node.children.map(recomputed).every(Boolean);
    case 'check':
    case 'boolean':
      return node.holds;
  }
}

function macrosIn(node: Explanation): string[] {
  const below = node.kind === 'check' || node.kind === 'boolean' ? [] : node.children.flatMap(macrosIn);
  return [...node.macros.map(({ name }) => name), ...below];
}

test('an explanation comes to what the compiled evaluator and the interpreter come to', () => {
  const seen = new Set<string>();
  let pairs = 0;
  fc.assert(
    fc.property(ruleFile, fc.array(eventFields, { minLength: 6, maxLength: 6 }), (loaded, given) => {
      assert.deepEqual(
        loaded.diagnostics.filter(({ severity }) => severity === 'error'),
        [],
      );
      const explainer = new Explainer(loaded.macros);
      const engine = new RuleEngine(loaded.rules, TEST_BINDING, TYPES, { matching: 'all' });
      for (const event of eventsOf(given).map((one) => new TestEvent(one))) {
        const matches = new Map(engine.judge(event, event.type).map(({ rule, realView }) => [rule.name, realView]));
        for (const rule of loaded.rules) {
          const explanations = [false, true].map((realView) => {
            event.realView = realView;
            const found = explainer.explain(rule.condition, rule.written?.tree, (ref) => event.read(ref));
            assert.equal(
              interpret(rule.condition, (ref) => event.read(ref)),
              found.holds,
            );
            event.realView = false;
            return found;
          });
          const [lexical, real] = explanations;
          assert.ok(lexical !== undefined && real !== undefined);
          assert.equal(lexical.holds || real.holds, matches.has(rule.name));
          if (matches.get(rule.name) === true) assert.ok(!lexical.holds && real.holds);
          for (const one of explanations) assert.equal(recomputed(one), one.holds);
          pairs++;
          seen.add(`${lexical.holds} ${real.holds}`);
          if (macrosIn(lexical).length > 0) seen.add('macros');
        }
      }
    }),
    { numRuns: 300 },
  );
  assert.ok(pairs >= 300 * 6, `${pairs} pairs`);
  assert.deepEqual(
    [...seen].toSorted((a, b) => a.localeCompare(b)),
    ['false false', 'false true', 'macros', 'true false', 'true true'],
  );
});

test('macros are known by their names and places, macros of macros too', () => {
  const text = [
    '- macro: shell',
    '  condition: (proc.name in (sh, bash))',
    '- macro: any_shell',
    '  condition: shell',
    '- rule: R',
    '  desc: D',
    '  condition: evt.type = execve and not any_shell',
    '  output: O',
    '  priority: NOTICE',
  ].join('\n');
  const { rules, macros } = loadRules([{ name: 'r.yaml', text }]);
  const [event] = eventsOf([{ 'evt.type': 'execve', 'proc.name': 'bash' }]).map((one) => new TestEvent(one));
  const [rule] = rules;
  assert.ok(rule !== undefined && event !== undefined);
  const explained = new Explainer(macros).explain(rule.condition, rule.written?.tree, (ref) => event.read(ref));
  assert.ok(explained.kind === 'and' && !explained.holds);
  const [, not] = explained.children;
  assert.ok(not?.kind === 'not' && !not.holds);
  const [inner] = not.children;
  assert.ok(inner?.kind === 'check' && inner.holds);
  assert.deepEqual(
    inner.macros.map(({ name, span }) => [name, text.slice(span.start, span.end)]),
    [
      ['any_shell', 'any_shell'],
      ['shell', 'shell'],
    ],
  );
  assert.equal(inner.left, 'bash');
});
