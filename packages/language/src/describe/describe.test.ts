import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadRules } from '../load.ts';
import { describeRules } from './describe.ts';
import type { Described } from './types.ts';

function describe(text: string): Described {
  const loaded = loadRules([{ name: 'a.yaml', text }]);
  assert.deepEqual(
    loaded.diagnostics.filter(({ severity }) => severity === 'error'),
    [],
  );
  return describeRules(loaded);
}

function compiled(condition: string): string | undefined {
  const rule = { rule: 'r', desc: 'd', output: 'o', priority: 'INFO', condition, warn_evttypes: false };
  return describe(JSON.stringify([rule])).rules[0]?.details.condition_compiled;
}

test('conditions as they are compiled', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['proc.name = cat', 'proc.name = cat'],
    ['proc.name == "cat"', 'proc.name == cat'],
    ['proc.name = ""', 'proc.name = '],
    [`proc.name = "it's" or proc.name = "a b"`, `(proc.name = "it's" or proc.name = "a b")`],
    ['proc.name = "(systemd)"', 'proc.name = (systemd)'],
    ['not (not proc.name = a)', 'not not proc.name = a'],
    ['(proc.name = a and proc.name = b) and fd.num > 3', '((proc.name = a and proc.name = b) and fd.num > 3)'],
    ['join("-", (proc.name, "x y", 3)) = a', 'join(-,(proc.name,"x y",3)) = a'],
    ['fd.name startswith  anyof ( "/a" )', 'fd.name startswith anyof (/a)'],
    ['proc.aname["2"] in ()', 'proc.aname[2] in ()'],
  ];
  for (const [condition, text] of cases) assert.equal(compiled(condition), text);
});

test('what names what: directly, and in the end', () => {
  const { rules, macros, lists } = describe(
    [
      '- {list: inner, items: [a]}',
      '- {list: outer, items: [inner, b]}',
      '- {macro: m, condition: proc.name in (outer)}',
      '- {macro: n, condition: evt.type = open and m}',
      '- {macro: idle, condition: fd.num > 3}',
      '- {rule: r, desc: d, priority: INFO, condition: n, output: "%toupper(container.name) %evt.type"}',
    ].join('\n'),
  );
  const [rule] = rules;
  assert.deepEqual(rule?.details.macros, ['n']);
  assert.deepEqual(rule.details.lists, []);
  assert.equal(rule.details.condition_compiled, '(evt.type = open and proc.name in (a, b))');
  assert.deepEqual(rule.details.condition_fields, ['evt.type', 'proc.name']);
  assert.deepEqual(rule.details.output_fields, ['container.name', 'toupper(container.name)', 'evt.type']);
  assert.deepEqual(rule.details.plugins, ['container']);
  assert.deepEqual(Array.from(rule.details.events).sort(), ['asyncevent', 'open']);
  assert.deepEqual(
    macros.map(({ info, details }) => [info.name, details.used, details.macros, details.lists]),
    [
      ['m', true, [], ['outer']],
      ['n', true, ['m'], []],
      ['idle', false, [], []],
    ],
  );
  assert.deepEqual(
    lists.map(({ info, details }) => [info.name, info.items, details.lists, details.items_compiled]),
    [
      ['inner', ['a'], [], ['a']],
      ['outer', ['b'], ['inner'], ['a', 'b']],
    ],
  );
});

test('exceptions: with values they are part of the condition, their names and operators are told anyway', () => {
  const rule = describe(
    [
      '- rule: r',
      '  desc: d',
      '  priority: INFO',
      '  output: o',
      '  condition: evt.type = open',
      '  exceptions:',
      '    - {name: used, fields: [proc.name, fd.name], comps: [=, startswith], values: [[a, /b]]}',
      '    - {name: empty, fields: proc.pname}',
    ].join('\n'),
  ).rules[0];
  assert.deepEqual(rule?.details.exception_names, ['used', 'empty']);
  assert.deepEqual(rule.details.exception_fields, ['proc.name', 'fd.name']);
  assert.deepEqual(rule.details.exception_operators, ['=', 'startswith', 'in']);
  assert.equal(rule.details.condition_compiled, '(evt.type = open and not (proc.name = a and fd.name startswith /b))');
  assert.equal(rule.info.condition, 'evt.type = open');
});

test('a condition on no event type holds for all events, those without a name of their own too', () => {
  const { macros } = describe('- {macro: m, condition: proc.name = a}\n- {macro: o, condition: not evt.type = open}');
  const [all, others] = macros.map(({ details }) => new Set(details.events));
  assert.ok(all !== undefined && others !== undefined);
  assert.ok(all.has('NA') && all.has('open'));
  assert.deepEqual(
    Array.from(all).filter((name) => !others.has(name)),
    ['open'],
  );
});

test('versions that files ask for', () => {
  assert.equal(describe('[]').required_engine_version, '0.0.0');
  const text =
    '- required_engine_version: 50\n' +
    '- required_plugin_versions: [{name: container, version: 0.4.0, alternatives: [{name: x, version: 1.0.0}]}]\n';
  assert.deepEqual(describe(text), {
    required_engine_version: '0.50.0',
    required_plugin_versions: [
      { name: 'container', version: '0.4.0', alternatives: [{ name: 'x', version: '1.0.0' }] },
    ],
    rules: [],
    macros: [],
    lists: [],
  });
});
