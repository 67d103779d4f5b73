import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadRules } from '@lanner/language';
import { explainFilters } from './explain.ts';
import type { EventExplanation } from './explain.ts';

/** @param conditions by the name of the rule */
function explained(conditions: Readonly<Record<string, string>>): ReadonlyMap<string, EventExplanation> {
  const text = Object.entries(conditions)
    .map(
      ([name, condition]) =>
        `- rule: ${name}\n  desc: D\n  condition: ${JSON.stringify(condition)}\n  output: O\n  priority: NOTICE\n`,
    )
    .join('');
  const { rules, diagnostics } = loadRules([{ name: 'rules.yaml', text }]);
  assert.deepEqual(
    diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    [],
  );
  return new Map(explainFilters(rules).map((one) => [one.event, one]));
}

function kernelOf(condition: string, event: string): string | undefined {
  return explained({ r: condition }).get(event)?.kernel;
}

test('a narrow rule: its path, its access and its process are told, and nothing is blamed', () => {
  const openat = explained({
    narrow: 'evt.type = openat and evt.is_open_write = true and fd.name startswith /etc/',
  }).get('openat');
  assert.equal(openat?.sent, 'some');
  assert.equal(openat.reach, 'narrow');
  assert.equal(openat.kernel, 'open for in (write, read and write) and path[name] startswith /etc/');
  assert.equal(openat.weakened, false);
  assert.deepEqual(openat.rules[0]?.untested, []);
  assert.match(openat.exempt.join(), /no files with a path.*could not resolve/);
});

test('one broad rule keeps the type broad: the checks that the kernel cannot do are named, and what to change', () => {
  const link = explained({
    narrow: 'evt.type = link and fs.path.source = /etc/shadow',
    broad: 'evt.type = link and tolower(fs.path.source) = /etc/shadow and not user.name = root',
  }).get('link');
  assert.equal(link?.sent, 'all');
  assert.equal(link.kernel, 'true');
  assert.deepEqual(
    link.rules.map(({ rule, reach }) => [rule, reach]),
    [
      ['narrow', 'narrow'],
      ['broad', 'all'],
    ],
  );
  assert.deepEqual(link.rules[1]?.untested, [
    {
      check: 'tolower(fs.path.source) = /etc/shadow',
      reason: 'the kernel transforms no values',
      change: 'use icontains or iglob on the field itself',
    },
    {
      check: 'not user.name = root',
      reason: 'names of users are looked up in user space',
      change: 'compare user.uid with the number of the user',
    },
  ]);
});

test('what is advised makes the rule narrow', () => {
  for (const [before, after, event] of [
    ['fd.name regex "^/etc/[[:alpha:]]*"', 'fd.name startswith /etc/', 'openat'],
    ['tolower(fd.name) = /etc/shadow', 'fd.name iglob /etc/shadow', 'openat'],
    ['basename(fd.name) = shadow', 'fd.filename = shadow', 'openat'],
    ['lanner.path.real = /a', 'lanner.path.real = /a and fd.name = /a', 'openat'],
  ] as const) {
    const broad = explained({ r: `evt.type = ${event} and ${before}` }).get(event);
    assert.equal(broad?.reach, 'all', before);
    assert.equal(broad.rules[0]?.untested.length, 1, before);
    assert.notEqual(broad.rules[0].untested[0]?.change, undefined, before);
    assert.equal(explained({ r: `evt.type = ${event} and ${after}` }).get(event)?.reach, 'narrow', after);
  }
});

test('of a disjunction the broad side is blamed, of a conjunction all that could have narrowed it', () => {
  const openat = explained({
    r: 'evt.type = openat and (fd.name = /etc/shadow or (proc.pname = x and container.id = host))',
  }).get('openat');
  assert.deepEqual(
    openat?.rules[0]?.untested.map(({ check }) => check),
    ['proc.pname = x', 'container.id = host'],
  );
});

test('what is tested and yet holds for ordinary programs is broad, with nothing to blame', () => {
  const broad = explained({ r: 'evt.type = ptrace and not proc.name in (gdb, strace)' }).get('ptrace');
  assert.equal(broad?.reach, 'broad');
  assert.equal(broad.kernel, 'process: not proc.name in (gdb, strace)');
  assert.deepEqual(broad.rules[0]?.untested, []);
  const narrow = explained({ r: 'evt.type = ptrace and proc.name in (gdb, strace)' }).get('ptrace');
  assert.equal(narrow?.reach, 'narrow');
});

test('addresses and networks make a rule narrow, all but them do not', () => {
  for (const [condition, reach] of [
    ['fd.sip in (169.254.169.254, "fe80::1")', 'narrow'],
    ['fd.rnet = 10.0.0.0/8', 'narrow'],
    ['fd.net != 127.0.0.0/8', 'broad'],
    ['fd.sport = 22', 'broad'],
  ] as const) {
    assert.equal(explained({ r: `evt.type = connect and ${condition}` }).get('connect')?.reach, reach, condition);
  }
});

test('the conditions of several rules on processes are told apart', () => {
  const events = explained({
    first: 'evt.type = openat and fd.name = /etc/shadow and proc.name = cat',
    second: 'evt.type = ptrace and proc.name = gdb',
    third: 'evt.type = kill and proc.name = pkill',
  });
  assert.equal(events.get('ptrace')?.kernel, 'process: proc.name = gdb');
  assert.equal(events.get('ptrace')?.rules[0]?.kernel, 'process: proc.name = gdb');
  assert.equal(events.get('kill')?.kernel, 'process: proc.name = pkill');
  // The path keeps it narrow enough: its process is not asked for.
  assert.equal(events.get('openat')?.kernel, 'path[name] = /etc/shadow');
});

test('tests are told in the words of rules', () => {
  for (const [condition, event, expected] of [
    ['evt.type = openat and evt.res = EACCES', 'openat', /result = -EACCES/],
    ['evt.type = kill and user.uid = 1000', 'kill', /^user\.uid = 1000$/],
    ['evt.type = openat and fd.directory in (/etc, /root)', 'openat', /directory of path\[name\] in \(\/etc, \/root\)/],
    ['evt.type = openat and fd.filename = shadow', 'openat', /file name of path\[name\] = shadow/],
    ['evt.type = openat and not fd.name startswith /usr', 'openat', /^not path\[name\] startswith \/usr$/],
    ['evt.type = openat and fd.name pmatch (/etc, /root)', 'openat', /^path\[name\] pmatch \(\/etc, \/root\)$/],
    ['evt.type = openat and evt.is_open_exec = true', 'openat', /flags & O_CREAT\|O_TMPFILE != 0 and mode & S_IXUSR/],
    ['evt.type = openat and evt.arg.name = /a', 'openat', /^path\[name\] as given = \/a or path\[name\] = \/a$/],
    ['evt.type = rename and basename(fs.path.target) = a', 'rename', /^file name of path\[newpath\] = a$/],
    ['evt.type = mount and evt.arg.dev startswith /dev/', 'mount', /^dev startswith \/dev\/$/],
    ['evt.type = ptrace and evt.arg.request = PTRACE_ATTACH', 'ptrace', /request = 16/],
    ['evt.type = openat and evt.arg.flags contains O_TRUNC', 'openat', /^flags & 0x200 = 512$/],
    ['evt.type = connect and fd.sip = 169.254.169.254', 'connect', /socket\.raddr = 169\.254\.169\.254/],
    ['evt.type = connect and fd.snet = 10.0.0.0/8', 'connect', /socket\.raddr & 255\.0\.0\.0 = 10\.0\.0\.0/],
    ['evt.type = connect and fd.sip = "::1"', 'connect', /socket\.raddr\[12\.\.15\] = 0\.0\.0\.1/],
    ['evt.type = openat and fd.nameraw = ../a', 'openat', /^path\[name\] as given = \.\.\/a$/],
    ['evt.type = openat and lanner.path.lexical = /a', 'openat', /^lexical path\[name\] = \/a$/],
    ['evt.type = symlink and fs.path.source = /a', 'symlink', /^target = \/a$/],
    ['evt.type = open_by_handle_at and fd.name = /a', 'open_by_handle_at', /path of the file = \/a/],
    ['evt.type = openat and fd.name = "/a b"', 'openat', /^path\[name\] = "\/a b"$/],
  ] as const) {
    assert.match(kernelOf(condition, event) ?? '', expected, condition);
  }
});

test('types that the process table needs are always sent', () => {
  const execve = explained({ r: 'evt.type = execve and proc.name = cat' }).get('execve');
  assert.equal(execve?.sent, 'always');
  assert.deepEqual(
    execve.rules.map(({ rule, condition }) => [rule, condition]),
    [['r', 'proc.name = cat']],
  );
});

test('types that no rule asks for are not told, nor those that a rule rules out', () => {
  const events = explained({ r: 'evt.type in (link, openat) and (evt.type = link or fd.name = /x)' });
  assert.deepEqual(Array.from(events.keys()).toSorted(), ['link', 'openat']);
  assert.equal(events.get('openat')?.rules[0]?.condition, 'fd.name = /x');
  assert.equal(events.get('link')?.rules[0]?.condition, 'true');
});
