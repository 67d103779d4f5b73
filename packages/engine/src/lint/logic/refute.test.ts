import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { GoalMaker } from './goal.ts';
import { checksOf, condition, conditionOf, events, EXHAUSTIVE, FIELDS, focused, holds } from './goal.test.ts';
import { Prover } from './refute.ts';

function refuted(text: string): boolean {
  return new Prover().refutes(new GoalMaker().goal(conditionOf(text)));
}

const NEVER = [
  'proc.name = a and proc.name = b',
  'proc.name = a and proc.name != a',
  'proc.name = a and not proc.name exists',
  'proc.name in (a, b) and not proc.name in (a, b, c)',
  'proc.name in (a, b) and proc.name in (c, d)',
  'proc.name in (a, b) and proc.name startswith c',
  'proc.name in ()',
  'not proc.name exists and (proc.name = a or proc.name != a)',
  'fd.sport < 5 and fd.sport > 9',
  'fd.sport > 5 and fd.sport < 6',
  'fd.sport > 5 and fd.sport < 8 and fd.sport != 6 and not fd.sport = 7',
  'fd.sport < 0',
  'fd.sport > 5 and not fd.sport >= 3',
  'fd.name startswith /etc/ and fd.name startswith /usr/',
  'fd.name startswith /etc/ssh and not fd.name startswith /etc',
  'fd.name endswith .sh and fd.name endswith .py',
  'fd.name endswith .tar.gz and not fd.name endswith .gz',
  'fd.name startswith /etc/passwd and not fd.name contains pass',
  'fd.name startswith /ETC/passwd and not fd.name icontains /etc/PASS',
  'fd.name glob /etc/* and not fd.name startswith /etc/',
  'fd.name glob "/etc/*.conf" and fd.name startswith /usr/',
  'fd.name glob "/etc/[ab]*.conf" and not fd.name endswith .conf',
  'fd.name startswith /etc/ssh/ and not fd.name pmatch (/etc, /var)',
  'fd.name startswith /usr/bin/ and fd.name pmatch (/etc, /var)',
  'fd.name pmatch (/etc/ssh) and not fd.name pmatch (/etc)',
  'fd.name pmatch (/home/*/.ssh) and fd.name startswith /root/.ssh/',
  'fd.name startswith anyof (/etc/, /usr/) and fd.name startswith /var/',
  'fd.name contains allof (a, b) and not fd.name contains b',
  'evt.is_open_read = true and evt.is_open_read = false',
  'evt.is_open_read exists and not evt.is_open_read in (true, false)',
  'proc.aname = bash and not proc.aname in (bash, zsh)',
  'fd.port = 22 and fd.port != 22',
  'fd.types in (a, b) and fd.types intersects (c)',
  'fd.types in (a) and not fd.types in (a, b)',
  'fd.sip = 1.2.3.4 and fd.sip = 5.6.7.8',
  'fd.snet in ("10.0.0.0/8") and fd.snet in ("192.168.0.0/16")',
  'fd.snet in ("10.1.0.0/16") and not fd.snet in ("10.0.0.0/8")',
  'tolower(proc.name) = Bash',
  'tolower(fd.name) contains Shadow',
  'basename(fd.name) = etc/passwd',
  'proc.name = a_name_of_seventeen',
  'proc.name contains a_name_of_seventeen',
  'proc.aname = a_name_of_seventeen',
  'fd.directory = /etc/',
  'fd.filename startswith etc/',
  '(proc.name = a or proc.name = b) and (proc.name = c or proc.name = d)',
  '(proc.name = a or fd.num > 3) and proc.name = b and fd.num < 2',
  'not (proc.name = a or not proc.name = a)',
  'proc.name = a and not (proc.name = a or fd.num > 3)',
  'not proc.pname exists and proc.pname = val(proc.name)',
];

/** Each of these some event satisfies, though a hasty reader may deny it. */
const POSSIBLE = [
  'not proc.name = a and not proc.name != a',
  'not proc.name exists and not proc.name = a',
  'not evt.is_open_read = true and not evt.is_open_read = false',
  'fd.sport > 5 and fd.sport < 7',
  'proc.aname = a and proc.aname = b',
  'proc.aname = a and proc.aname != a',
  'not proc.aname = a and not proc.aname != a',
  'fd.port exists and not fd.port = 1 and not fd.port != 1',
  'fd.port = 22 and fd.port = 80',
  'fd.types in (a) and fd.types in (b)',
  'fd.types exists and not fd.types intersects (a)',
  'fd.port < 5 and fd.port > 9',
  'fd.name startswith /etc and fd.name startswith /etc/ssh',
  'fd.name startswith /etc and not fd.name pmatch (/etc)',
  'fd.name startswith /etc/ and fd.name endswith /etc/',
  'fd.name pmatch (/etc) and not fd.name startswith /etc',
  'fd.snet in ("10.0.0.0/8") and not fd.snet in ("10.1.0.0/16")',
  'fd.snet in ("10.0.0.0/8") and not fd.snet in ("10.0.0.0/16")',
  'fd.name startswith /a and fd.name pmatch (/ab)',
  'fd.snet in ("0.0.0.0/0") and not fd.snet in ("fe00::/7")',
  'fd.net in ("10.0.0.0/8") and fd.net in ("192.168.0.0/16")',
  'evt.num = 0',
  'proc.name = exactly15bytes.',
  'proc.aname contains events_power_efficient',
  'proc.pname startswith "kworker/u8:2-events_unbound"',
  'proc.name regex "a.*" and proc.name startswith b',
];

for (const text of NEVER) {
  test(`never: ${text}`, () => assert.equal(refuted(text), true));
}

for (const text of POSSIBLE) {
  test(`possible: ${text}`, () => assert.equal(refuted(text), false));
}

test('a question that is too hard is left open, after bounded work', () => {
  // Pigeons and holes: n + 1 cannot have different ones of n, and that is hard to see for provers of this kind.
  const pigeons = 9;
  const at = (pigeon: number, hole: number) => `proc.env[p${pigeon}h${hole}] = x`;
  const holes = Array.from({ length: pigeons - 1 }, (_, hole) => hole);
  const everyPigeon = Array.from({ length: pigeons }, (_, p) => `(${holes.map((h) => at(p, h)).join(' or ')})`);
  const noTwo = holes.flatMap((h) =>
    Array.from({ length: pigeons }, (_, p) => p).flatMap((p) =>
      Array.from({ length: p }, (_, q) => `not (${at(p, h)} and ${at(q, h)})`),
    ),
  );
  assert.equal(refuted([...everyPigeon, ...noTwo].join(' and ')), false);
});

test('no event matches what is said never to match', () => {
  let claims = 0;
  fc.assert(
    fc.property(fc.oneof(condition, focused, focused), events, (text, given) => {
      const wanted = conditionOf(text);
      const maker = new GoalMaker();
      if (!new Prover().refutes(maker.goal(wanted))) return;
      claims++;
      for (const e of [...given, ...EXHAUSTIVE]) assert.equal(holds(wanted, e), false);
    }),
    { numRuns: 1500 },
  );
  assert.ok(claims > 150, `${claims} claims`);
});

test('what is said to be implied matches whatever the first condition matches', () => {
  let claims = 0;
  let used = 0;
  const pairs = fc.constantFrom(...FIELDS.map(([name]) => name)).chain((name) => {
    const one = fc.oneof(...checksOf(name));
    return fc.tuple(
      fc.tuple(one, one).map((all) => all.join(' and ')),
      fc.oneof(one, condition),
    );
  });
  fc.assert(
    fc.property(pairs, events, ([a, b], given) => {
      const [first, second] = [conditionOf(a), conditionOf(b)];
      const maker = new GoalMaker();
      if (!new Prover().refutes(maker.goal(first), maker.goal(second, false))) return;
      claims++;
      for (const e of [...given, ...EXHAUSTIVE]) {
        if (!holds(first, e)) continue;
        used++;
        assert.equal(holds(second, e), true);
      }
    }),
    { numRuns: 1500 },
  );
  assert.ok(claims > 100 && used > 500, `${claims} claims, ${used} events`);
});
