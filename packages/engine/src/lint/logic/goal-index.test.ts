import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadRules, type Condition } from '@lanner/language';
import { chunksOf } from './chunks.ts';
import { GoalIndex } from './goal-index.ts';
import { GoalMaker, onlySubject, subjectsOf, type Goal } from './goal.ts';
import { isDisproved, witnessesOf } from './witness.ts';

const maker = new GoalMaker();

function goalOf(condition: string): Goal {
  const rule = { rule: 'r', desc: 'd', priority: 'info', output: 'o', warn_evttypes: false, condition };
  const { rules, diagnostics } = loadRules([{ name: 'a', text: JSON.stringify([rule]) }]);
  const [first] = rules.map((one): Condition => one.condition);
  assert.ok(first !== undefined, JSON.stringify(diagnostics.map(({ message }) => message)));
  return maker.goal(first);
}

const CHUNKS: readonly (readonly [condition: string, chunks: readonly (readonly string[])[]])[] = [
  ['fd.name = /a', [['/a']]],
  ['fd.name in (/a, /b)', [['/a', '/b']]],
  ['fd.name startswith /a or fd.name endswith .b', [['/a', '.b']]],
  ['fd.name startswith /a or fd.name != /b', []],
  ['not fd.name startswith /a', []],
  ['fd.name icontains a', []],
  ['fd.name glob "/a/[!x]b?*c\\\\d/"', [['/a/'], ['b'], [''], ['c'], ['/']]],
  ['fd.name pmatch (//a/b*/c)', [['/a']]],
  ['fd.name pmatch (*)', [['']]],
  ['fd.name regex "^/ab?c[0-9]+d$"', [['/a'], ['c'], ['d']]],
  ['fd.name regex "a|b"', [['']]],
  ['proc.pid = 3', []],
  ['proc.aname = a', []],
];
for (const [condition, expected] of CHUNKS) {
  test(`what stands in each value: ${condition}`, () => {
    assert.deepEqual(
      chunksOf(goalOf(condition)).map(({ texts }) => texts),
      expected,
    );
  });
}

const PIECES = [
  'fd.name startswith /srv/a',
  'fd.name = /srv/app/b',
  'fd.name in (/srv/app, "", b)',
  'fd.name glob "/srv/*/b"',
  'fd.name glob "*[/s]rv?a*"',
  'fd.name pmatch (/srv//app, /b/*)',
  'fd.name regex "^/s.v/a(p|q)*/b?$"',
  'fd.name regex "/srv/a[a-z]+/b"',
  'fd.name contains app',
  'fd.name icontains APP',
  'fd.name endswith /b',
  'fd.name exists',
  'fd.name != /srv/app',
  'not fd.name contains srv',
  'proc.name = a or fd.name startswith /srv/app',
  'proc.cmdline contains srv or proc.args icontains b',
  'proc.pid in (3, 4)',
  'proc.aname in (a, b)',
  'not proc.aname = a',
];

test('what is not found would be disproved, or speaks of something else', () => {
  const goals = [
    ...PIECES.map(goalOf),
    ...PIECES.flatMap((a) => PIECES.map((b) => goalOf(`(${a}) and (${b})`))),
    ...PIECES.map((a) => goalOf(`(${a}) or fd.name = /srv/application`)),
  ];
  const partsOf = (goal: Goal): readonly Goal[] => (goal.kind === 'all' ? goal.goals : [goal]);
  const index = new GoalIndex(goals, partsOf);
  let left = 0;
  for (const goal of goals) {
    const witnesses = witnessesOf(goal);
    const found = new Set(index.find(goal, witnesses));
    const subjects = subjectsOf(goal);
    for (const other of goals) {
      if (found.has(other)) continue;
      left++;
      const rejected = partsOf(other).some((part) => {
        const subject = onlySubject(part);
        return isDisproved(part, witnesses) || (subject !== undefined && !subjects.has(subject));
      });
      assert.ok(rejected, `${goal.id} does not find ${other.id}`);
    }
  }
  assert.ok(left > goals.length ** 2 / 4, `${left} of ${goals.length ** 2}`);
});

test('of thousands of things alike, few are found', () => {
  const goals = Array.from({ length: 1000 }, (_, at) => {
    const shapes = [`startswith /srv/app${at}/`, `glob "/home/*/.cache/${at}/*.so"`, `regex "^/opt/v[0-9]+/${at}/.*$"`];
    return goalOf(`evt.res = SUCCESS and fd.name ${shapes[at % shapes.length]}`);
  });
  const index = new GoalIndex(goals, (goal) => (goal.kind === 'all' ? goal.goals : [goal]));
  const counts = goals.map((goal) => index.find(goal, witnessesOf(goal)).length);
  assert.ok(
    counts.every((count) => count >= 1 && count < 20),
    `${Math.max(...counts)}`,
  );
});
