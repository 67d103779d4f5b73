import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { differences } from './comparison.ts';
import type { Raised } from './comparison.ts';
import { essenceOf, notCompared } from './essence.ts';
import { EXCEPTIONS } from './files.ts';
import { saidIn } from './messages.ts';

function raised(engines: Readonly<Record<string, readonly string[]>>): Raised {
  return new Map(Object.entries(engines));
}

describe('alerts with the filter and without it', () => {
  const both = raised({ 1: ['a', 'b', 'a'], 2: [] });

  it('do not differ where they come in another order', () => {
    assert.deepEqual(differences(both, raised({ 2: [], 1: ['a', 'a', 'b'] })), []);
  });

  for (const [what, other, count] of [
    ['one', ['a', 'a'], ['b', 1]],
    ['one of several that are alike', ['a', 'b'], ['a', 1]],
    ['all that are alike', ['b'], ['a', 2]],
  ] as const) {
    const less = raised({ 1: other, 2: [] });
    const expected = { engine: '1', alert: count[0], count: count[1] };
    it(`differ where ${what} is missing, on either side`, () => {
      assert.deepEqual(differences(both, less), [{ ...expected, only: 'on' }]);
      assert.deepEqual(differences(less, both), [{ ...expected, only: 'off' }]);
    });
  }

  it('differ where an engine raised what another should have', () => {
    const found = differences(raised({ 1: ['a'], 2: [] }), raised({ 1: [], 2: ['a'] }));
    assert.deepEqual(
      found.map(({ engine, only }) => [engine, only]),
      [
        ['1', 'on'],
        ['2', 'off'],
      ],
    );
  });

  it('differ where an engine is missing, whatever it raised', () => {
    const found = differences(both, raised({ 1: ['a', 'b', 'a'] }));
    assert.deepEqual(found, [{ engine: '2', only: 'on', alert: undefined, count: 1 }]);
  });

  it('of which only the kinds are compared differ where all of a kind are missing, on either side', () => {
    const kinds = { compared: 'kinds', why: 'x' } as const;
    const more = raised({ 1: ['a', 'b'], 2: [] });
    assert.deepEqual(differences(both, more, kinds), []);
    const less = raised({ 1: ['b'], 2: [] });
    assert.deepEqual(differences(both, less, kinds), [{ engine: '1', only: 'on', alert: 'a', count: 1 }]);
    assert.deepEqual(differences(less, both, kinds), [{ engine: '1', only: 'off', alert: 'a', count: 1 }]);
  });
});

it('alerts that are left to chance do not differ, all others do', () => {
  const how = { compared: 'each', why: 'x', byChance: { alerts: /^a/, why: 'x' } } as const;
  const [some, none] = [raised({ 1: ['a', 'b'] }), raised({ 1: [] })];
  for (const found of [differences(some, none, how), differences(none, some, how)]) {
    assert.deepEqual(
      found.map(({ alert }) => alert),
      ['b'],
    );
  }
});

describe('the essence of an alert', () => {
  const fields = {
    'evt.time': 1795552747642192000,
    'evt.type': 'openat',
    'fd.name': '/tmp/lanner-live-AbC12_/secret',
    'fd.num': 3,
    'fd.sport': 4444,
    'fd.cport': 40001,
    'fd.sip': '198.51.100.1',
    'proc.pid': 2907,
    'proc.apid[2]': 2900,
    'proc.sname': 'sh',
    'proc.cmdline': 'cat /proc/2907/root/f 127.0.0.1:40001 /tmp/pty123456789 /tmp/runc.aB3dE6',
    'container.id': '0123456789ab',
    'container.start_ts': 12,
    'container.name': null,
    'proc.exe_ino.ctime_duration_proc_start': 7,
    'user.uid': 1000,
    'evt.args': 'fd=3(<f>/x) dev=FE00 ino=819',
  };
  const alert = {
    rule: 'a rule 12345',
    priority: 'Notice',
    source: 'syscall',
    output: 'x',
    time: '2026-11-24T20:39:07.642191881Z',
    hostname: 'h',
    output_fields: fields,
    tags: ['PCI_DSS_11.5.1'],
    lanner: { path: { lexical: '/proc/2907/root/f', real: '/f' }, matched: 'real', notes: ['n'], ancestry: [] },
  };
  const essence = essenceOf(JSON.stringify(alert));

  it('is the same in the next run', () => {
    const next = JSON.stringify({
      ...alert,
      time: '2026-11-24T21:00:00.000000000Z',
      output_fields: {
        ...fields,
        'evt.time': 1795552748642192000,
        'fd.name': '/tmp/lanner-live-xY9zw0/secret',
        'fd.cport': 50002,
        'proc.pid': 12907,
        'proc.apid[2]': 12900,
        'proc.cmdline': 'cat /proc/12907/root/f 127.0.0.1:50002 /tmp/pty2345678901 /tmp/runc.000000',
        'container.id': 'ba9876543210',
        'container.start_ts': 13,
        'proc.exe_ino.ctime_duration_proc_start': 9,
        'evt.args': 'fd=3(<f>/x) dev=FE01 ino=8190',
      },
      lanner: { ...alert.lanner, path: { lexical: '/proc/12907/root/f', real: '/f' } },
    });
    assert.equal(essenceOf(next), essence);
  });

  for (const [name, value] of [
    ['evt.type', 'open'],
    ['fd.name', '/tmp/lanner-live-AbC12_/secrets'],
    ['fd.num', 4],
    ['fd.sport', 4445],
    ['fd.sip', '198.51.101.1'],
    ['proc.sname', 'bash'],
    ['proc.pid', null],
    ['proc.cmdline', 'cat /proc/2907/root/g 127.0.0.1:40001 /tmp/pty123456789 /tmp/runc.aB3dE6'],
    ['container.name', 'x'],
    ['user.uid', 1001],
    ['evt.args', 'fd=4(<f>/x) dev=FE00 ino=819'],
  ] as const) {
    it(`is another one with another ${name}`, () => {
      assert.notEqual(essenceOf(JSON.stringify({ ...alert, output_fields: { ...fields, [name]: value } })), essence);
    });
  }

  for (const other of [
    { rule: 'a rule 12346' },
    { priority: 'Warning' },
    { tags: [] },
    { lanner: { ...alert.lanner, matched: 'lexical' } },
    { lanner: { ...alert.lanner, path: { lexical: '/f', real: '/f' } } },
    { lanner: { ...alert.lanner, notes: [] } },
  ]) {
    it(`is another one with another ${Object.keys(other).join()}: ${JSON.stringify(other)}`, () => {
      assert.notEqual(essenceOf(JSON.stringify({ ...alert, ...other })), essence);
    });
  }

  it('of text is the text without its time', () => {
    const [one, next, other] = [
      '20:45:09.123456789: Notice x',
      '20:45:10.023456789: Notice x',
      '20:45:09.123456789: y',
    ];
    assert.equal(essenceOf(one), essenceOf(next));
    assert.notEqual(essenceOf(one), essenceOf(other));
  });

  it('is nothing of what Lanner tells of itself', () => {
    assert.equal(essenceOf(JSON.stringify({ ...alert, source: 'internal' })), undefined);
  });

  it('leaves out what is told', () => {
    assert.ok(notCompared().every((line) => /^\S.+: ./.test(line)));
  });
});

it('an engine says how many event types are filtered, what stayed in the kernel and what was lost', () => {
  const summary = `  filter  15 event types are filtered in the kernel, after 3.1 s
Lanner has stopped.
  seen     1698 records; 1382 of them matched no rule and stayed in the kernel, 205 were judged
  lost or cut
    openat ring full: 7
    openat truncated path: 5
    execve too large: 2
`;
  assert.deepEqual(saidIn(summary), { filtered: 15, stayed: 1382, lost: 9 });
  assert.deepEqual(saidIn('  lost     nothing\n'), { filtered: 0, stayed: 0, lost: 0 });
});

describe('the alerts of a file of live tests', () => {
  const folder = new URL('../live/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));

  it('are compared in one way, for each file that there is', () => {
    assert.deepEqual(
      Object.keys(EXCEPTIONS).filter((name) => !files.includes(name)),
      [],
    );
  });

  for (const file of files) {
    const isCompared = EXCEPTIONS[file]?.compared !== 'nothing';
    it(`${isCompared ? 'are' : 'are not'} compared: ${file}`, () => {
      const text = readFileSync(new URL(file, folder), 'utf8');
      const startsEngines = /\b(?:runLanner|startLanner|engineCommand)\(/.test(text);
      // The table says of the others what they start instead.
      if (isCompared) assert.ok(startsEngines, `${file} starts no engine: tests/compare/files.ts has to say why`);
      else assert.ok(!startsEngines, `${file} starts engines whose alerts are not compared`);
    });
  }
});
