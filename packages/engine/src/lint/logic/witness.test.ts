import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadRules, type Condition } from '@lanner/language';
import { GoalMaker, type Goal } from './goal.ts';
import { Prover } from './refute.ts';
import { isDisproved, witnessesOf } from './witness.ts';

const maker = new GoalMaker();

function goalOf(condition: string): Goal {
  const rule = { rule: 'r', desc: 'd', priority: 'info', output: 'o', warn_evttypes: false, condition };
  const { rules, diagnostics } = loadRules([{ name: 'a', text: JSON.stringify([rule]) }]);
  const [first] = rules.map((one): Condition => one.condition);
  assert.ok(first !== undefined, JSON.stringify(diagnostics.map(({ message }) => message)));
  return maker.goal(first);
}

const WITNESSES: readonly (readonly [condition: string, witnesses: Readonly<Record<string, unknown>>])[] = [
  ['proc.name = a', { 'proc.name': 'a' }],
  ['proc.name in (a, b) and proc.name != a', { 'proc.name': 'b' }],
  ['proc.name = a and proc.name = b', {}],
  // Of what is said in alternatives, one is enough: what only the others speak of may be missing.
  ['proc.name = a or fd.name = /b', { 'proc.name': 'a', 'fd.name': null }],
  ['proc.name regex "(a)+" or fd.name = /b', { 'proc.name': null, 'fd.name': '/b' }],
  ['(proc.name = a or fd.name = /b) and proc.name = c', { 'proc.name': 'c', 'fd.name': '/b' }],
  ['(proc.name = a or fd.name = /b) and proc.name = c and fd.name = /c', {}],
  ['(proc.name = a or fd.name = /b) and not fd.name = /c', { 'proc.name': 'a', 'fd.name': '-' }],
  [
    '(proc.name = a or fd.name = /b) and (fd.name = /b or proc.pid = 3)',
    { 'proc.name': 'a', 'fd.name': '/b', 'proc.pid': null },
  ],
  ['(proc.name = a and proc.pid = 3) or fd.name = /b', {}],
  [
    'proc.name = a and (proc.name = a or fd.name = /b) and proc.pid = 3',
    { 'proc.name': 'a', 'fd.name': null, 'proc.pid': 3 },
  ],
  ['fd.name startswith /etc/ and not fd.name endswith .d', { 'fd.name': '/etc/' }],
  ['fd.name glob "/a/*/b?"', { 'fd.name': '/a/*/b?' }],
  ['fd.name pmatch (/a/*/c, /b) and not fd.name = /b', { 'fd.name': '/a/*/c' }],
  ['fd.name regex "^/a[0-9]+[.][^a]?b{2}$"', { 'fd.name': '/a0.bb' }],
  ['fd.name regex "(a|b)+"', {}],
  ['fd.name != /c and not fd.name startswith /d', { 'fd.name': '-' }],
  // Sixteen bytes are more than the kernel keeps.
  ['proc.name = a_name_of_letters', {}],
  // One value does not decide what holds of several.
  ['proc.aname = a', {}],
];
for (const [condition, expected] of WITNESSES) {
  test(`witnesses of ${condition}`, () =>
    assert.deepEqual(Object.fromEntries(witnessesOf(goalOf(condition))), expected));
}

test('what a witness disproves, the prover does not prove', () => {
  const pieces = [
    'proc.name = a',
    'proc.name in (a, b)',
    'not proc.name = b',
    'proc.name startswith a',
    'proc.name exists',
    'fd.name glob "/a/*"',
    'fd.name pmatch (/a, /b/*)',
    'fd.name endswith c or proc.name = b',
    'fd.name startswith /a or fd.name = /b',
    'proc.pid = 3 or proc.name contains a or not fd.name exists',
    'not (proc.pid = 3 and proc.name = a)',
    'proc.pid > 3',
    'proc.pid in (3, 4)',
    'proc.aname = a',
  ];
  const prover = new Prover();
  const pairs = pieces.flatMap((a) => pieces.map((b) => `(${a}) and (${b})`));
  let disproved = 0;
  for (const given of pairs) {
    const goal = goalOf(given);
    if (prover.refutes(goal)) continue;
    for (const wanted of pieces) {
      if (!isDisproved(goalOf(wanted), witnessesOf(goal))) continue;
      disproved++;
      assert.ok(!prover.refutes(goal, maker.negate(goalOf(wanted))), `${given} gives ${wanted}`);
    }
  }
  assert.ok(disproved > 50, `${disproved}`);
});
