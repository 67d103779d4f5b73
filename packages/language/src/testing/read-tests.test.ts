import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { loadRules } from '../load.ts';
import { formatPlace, renderDiagnostic } from '../render.ts';
import { readTests } from './read-tests.ts';

const RULES = loadRules([
  {
    name: 'rules.yaml',
    text: [
      '- rule: Shell started',
      '  desc: D',
      '  condition: evt.type in (execve, execveat) and proc.name in (sh, bash)',
      '  output: O',
      '  priority: NOTICE',
      '- rule: File opened',
      '  desc: D',
      '  condition: evt.type = openat and fd.name = /etc/shadow',
      '  output: O',
      '  priority: WARNING',
    ].join('\n'),
  },
]).rules;

function read(...lines: readonly string[]): ReturnType<typeof readTests> {
  return readTests({ name: 'x.test.yaml', text: lines.join('\n') }, RULES);
}

/** Place, message and hint of what is wrong, one line each. */
function problems(...lines: readonly string[]): string[] {
  return read(...lines).diagnostics.map(
    ({ span, message, hint }) => `${formatPlace(span).slice('x.test.yaml:'.length)} ${message}; ${hint ?? ''}`,
  );
}

describe('what is read', () => {
  test('events of a rule, with the fields common to all of them', () => {
    const { tests, diagnostics } = read(
      '- rule: Shell started',
      '  given: { evt.type: execve, proc.name: sh, container.id: null }',
      '  match:',
      '    - {}',
      '    - { name: another shell, proc.name: bash, priority: notice, output: O, output_fields: { proc.pid: null } }',
      '  no_match:',
      '    - proc.name: zsh',
      '      proc.aname: [sshd, systemd]',
    );
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(
      tests.cases.map(({ expected }) => expected.kind),
      ['match', 'match', 'no_match'],
    );
    const [first, second, third] = tests.cases;
    assert.equal(first?.event.type.name, 'execve');
    assert.equal(first.event.fields.get('container.id')?.value, undefined);
    assert.ok(first.event.fields.has('container.id'));
    assert.equal(second?.event.fields.get('proc.name')?.value, 'bash');
    assert.equal(second.event.label, 'another shell');
    assert.ok(second.expected.kind === 'match');
    assert.equal(second.expected.details.priority?.value, 'Notice');
    assert.equal(second.expected.details.output?.value, 'O');
    assert.deepEqual(
      second.expected.details.outputFields?.map(({ key, value }) => [key, value]),
      [['proc.pid', null]],
    );
    assert.deepEqual(third?.event.fields.get('proc.aname')?.value, ['sshd', 'systemd']);
    assert.equal(third.event.written, 'proc.name: zsh proc.aname: [sshd, systemd]');
  });

  test('events with the alerts they raise, and ordinary work', () => {
    const { tests, diagnostics } = read(
      '- test: both',
      '  rule_matching: first',
      '  events:',
      '    - { evt.type: openat, fd.name: /etc/shadow, alerts: [File opened] }',
      '    - { evt.type: execve, alerts: [{ rule: Shell started, view: real }] }',
      '    - { evt.type: execve, alerts: [] }',
      '- ordinary: work',
      '  priority: ERROR',
      '  events: [{ evt.type: chdir }]',
      '- ordinary: more work',
      '  events: [{ evt.type: chdir }]',
    );
    assert.deepEqual(diagnostics, []);
    const expected = tests.cases.map((one) => one.expected);
    assert.ok(expected[0]?.kind === 'alerts' && expected[1]?.kind === 'alerts');
    assert.equal(expected[0].matching, 'first');
    assert.deepEqual(
      expected[0].alerts.map(({ rule }) => rule),
      ['File opened'],
    );
    assert.equal(expected[1].alerts[0]?.view?.value, 'real');
    assert.deepEqual(expected.slice(3), [
      { kind: 'quiet', priority: 'Error' },
      { kind: 'quiet', priority: 'Warning' },
    ]);
  });

  test('values by the types of their fields', () => {
    const { tests, diagnostics } = read(
      '- ordinary: work',
      '  events:',
      '    - evt.type: connect',
      '      evt.rawres: -115',
      '      fd.sip: 10.0.0.1',
      '      fd.snet: "::1"',
      '      fd.sport: https',
      '      fd.ip: [10.0.0.1, 10.0.0.2]',
      '      fd.port: 443',
      '      proc.duration: 9007199254740993',
      '      proc.is_exe_writable: "true"',
      '      proc.env[HOME]: /root',
    );
    assert.deepEqual(diagnostics, []);
    const fields = tests.cases[0]?.event.fields;
    assert.deepEqual(
      Array.from(fields ?? [], ([key, { value }]) => [key, value]),
      [
        ['evt.type', 'connect'],
        ['evt.rawres', -115],
        ['fd.sip', 0x0a000001],
        ['fd.snet', 1n],
        ['fd.sport', 443],
        ['fd.ip', [0x0a000001, 0x0a000002]],
        ['fd.port', [443]],
        ['proc.duration', 9007199254740993n],
        ['proc.is_exe_writable', true],
        ['proc.env[HOME]', '/root'],
      ],
    );
  });

  test('an event of another type does not inherit what it cannot have', () => {
    const { tests, diagnostics } = read(
      '- rule: File opened',
      '  given: { evt.type: openat, evt.arg.flags: O_RDWR, fd.name: /etc/shadow, proc.name: x }',
      '  no_match:',
      '    - { evt.type: unlinkat }',
    );
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(Array.from(tests.cases[0]?.event.fields.keys() ?? []), ['evt.type', 'proc.name']);
  });
});

describe('what is wrong is said with its place', () => {
  test('with line and caret', () => {
    const { diagnostics } = read('- rule: Shell started', '  match:', '    - { evt.type: execve, proc.nmae: sh }');
    assert.deepEqual(
      diagnostics.map((found) => renderDiagnostic(found)),
      [
        [
          "x.test.yaml:3:27: error: unknown field 'proc.nmae'",
          '  |     - { evt.type: execve, proc.nmae: sh }',
          '  |                           ^^^^^^^^^',
          "  hint: did you mean 'proc.name'?",
          '  TEST_ERR_EVENT (Error in the event of a rule test)',
        ].join('\n'),
      ],
    );
  });

  for (const [event, ...expected] of [
    ['{ evt.type: opennat }', "3:9 unknown event type 'opennat'; did you mean 'openat'?"],
    ['{ proc.name: sh }', "3:7 an event needs 'evt.type'; write it here, or under 'given' for all events of the item"],
    [
      '{ evt.type: brk }',
      "3:9 no rule ever sees 'brk': such events are not captured; 'lanner list events' shows those that are",
    ],
    [
      '{ evt.type: execve, fd.name: /x }',
      "3:27 events of type 'execve' never have 'fd.name'; they speak of no descriptor",
    ],
    [
      '{ evt.type: rename, fs.path.name: /x }',
      "3:27 events of type 'rename' never have 'fs.path.name'; they have fs.path.source and fs.path.target",
    ],
    ['{ evt.type: procexit, evt.rawres: 0 }', "3:29 events of type 'procexit' never have 'evt.rawres'; "],
    ['{ evt.type: openat, evt.arg.flag: x }', "3:27 no event has a parameter 'flag'; did you mean 'flags'?"],
    [
      '{ evt.type: openat, evt.arg.cmd: x }',
      "3:27 'openat' has no parameter 'cmd'; its parameters: fd, dirfd, name, flags, mode, dev, ino",
    ],
    [
      '{ evt.type: openat, evt.arg.flags: O_WRONLY|O_CREATE }',
      "3:27 'evt.arg.flags' of 'openat' has no flag 'O_CREATE'; did you mean 'O_CREAT'?",
    ],
    ['{ evt.type: openat, evt.res: EACCESS }', "3:27 'EACCESS' is not the name of an error; did you mean 'EACCES'?"],
    ['{ evt.type: openat, proc.pid: many }', "3:37 'many' is not a valid integer; 'proc.pid' is of type INT64; "],
    ['{ evt.type: connect, fd.sport: 70000 }', "3:38 '70000' is too large; 'fd.sport' is of type PORT; "],
    [
      '{ evt.type: openat, evt.is_open_read: yes }',
      "3:45 'yes' is not a boolean; 'evt.is_open_read' is of type BOOL; write 'true' or 'false'",
    ],
    ['{ evt.type: connect, fd.sip: 10.0.0 }', "3:36 '10.0.0' is not an IP address; 'fd.sip' is of type IPADDR; "],
    ['{ evt.type: openat, proc.name: [a, b] }', "3:38 'proc.name' holds one value, not a list; "],
    ['{ evt.type: openat, proc.name: { a: b } }', "3:38 the value of 'proc.name' must be a scalar; "],
    [
      '{ evt.type: openat, evt.type.is.openat: 1 }',
      "3:27 'evt.type.is.openat' follows from evt.type; write 'evt.type'",
    ],
    [
      '{ evt.type: openat, real: { proc.name: x } }',
      "3:35 'proc.name' of 'openat' is the same in both views of a path; 'real' is for fields such as fd.name and fs.path.name",
    ],
    ['{ evt.type: openat, comment: x }', "3:27 'comment' is not known here; only fields, name, real can stand here"],
    ['[1]', "3:7 an event is a mapping of fields; such as '{ proc.name: bash }'"],
  ] as const) {
    test(event, () => {
      assert.deepEqual(problems('- ordinary: work', '  events:', `    - ${event}`), expected);
    });
  }

  test('items', () => {
    assert.deepEqual(problems('rules: 1'), ['1:1 a test file is a list of items; ']);
    assert.deepEqual(problems('- ruel: x'), [
      '1:3 this is no item of a test file; an item begins with rule: NAME, test: TEXT or ordinary: TEXT',
    ]);
    assert.deepEqual(problems('- rule: Shel started', '  match: [{ evt.type: execve }]'), [
      "1:9 no rule 'Shel started'; did you mean 'Shell started'?",
    ]);
    assert.deepEqual(problems('- rule: Shell started'), ["1:9 the item has neither 'match' nor 'no_match'; "]);
    assert.deepEqual(problems('- rule: Shell started', '  match: []'), ["2:3 'match' must be a list of events; "]);
    assert.deepEqual(
      problems('- rule: Shell started', '  mach: [{ evt.type: execve }]', '  no_match: [{ evt.type: execve }]'),
      ["2:3 unknown key 'mach'; did you mean 'match'?"],
    );
    assert.deepEqual(problems('- rule: Shell started', '  match: [{ evt.type: openat }]'), [
      "2:11 rule 'Shell started' never sees events of type 'openat'; it reads execve, execveat",
    ]);
    assert.deepEqual(problems('- test: x', '  events: [{ evt.type: chdir }]'), [
      "2:12 the event does not say which 'alerts' it raises; write 'alerts: []' where none is expected",
    ]);
    assert.deepEqual(
      problems('- test: x', '  events: [{ evt.type: chdir, alerts: [{ rule: Shell started, outptu: x }] }]'),
      ["2:63 unknown key 'outptu'; did you mean 'output'?"],
    );
    assert.deepEqual(problems('- test: x', '  rule_matching: last', '  events: []'), [
      "2:18 'rule_matching' is 'first' or 'all'; ",
    ]);
    assert.deepEqual(problems('- rule: Shell started', '  match: [{ evt.type: execve, priority: WARNIGN, view: x }]'), [
      "2:41 'WARNIGN' is not a priority; did you mean 'Warning'?",
      "2:56 'x' is not a view of paths; write 'lexical' or 'real'",
    ]);
    assert.deepEqual(problems('- rule: [a'), [
      '1:11 Flow sequence in block collection must be sufficiently indented and end with a ]; ',
    ]);
  });

  test('a mistake in what all events share is said once', () => {
    const found = problems(
      '- rule: File opened',
      '  given: { evt.type: openat, evt.arg.flags: O_RDONLYY }',
      '  match: [{}, {}]',
      '  no_match: [{}]',
    );
    assert.deepEqual(found, ["2:30 'evt.arg.flags' of 'openat' has no flag 'O_RDONLYY'; did you mean 'O_RDONLY'?"]);
  });

  test('a field that nothing fills is a warning', () => {
    const { tests, diagnostics } = read('- ordinary: x', '  events: [{ evt.type: execve, proc.fdopencount: 3 }]');
    assert.equal(tests.cases.length, 1);
    assert.deepEqual(
      diagnostics.map(({ severity, code }) => [severity, code]),
      [['warning', 'TEST_UNFILLED_FIELD']],
    );
  });
});

test('no text makes it throw', () => {
  const words = fc.constantFrom(
    '- ',
    'rule: ',
    'Shell started',
    'match:',
    'given: ',
    '{',
    '}',
    '[',
    ']',
    ', ',
    '\n',
    '  ',
    'evt.type: ',
    'openat',
    'real: ',
    'fd.name: /x',
    'null',
    '*a',
    '&a ',
    'alerts: ',
    'test: x',
    'events:',
    'ordinary: x',
    '"',
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 40 }), (parts) => {
      assert.ok(Array.isArray(readTests({ name: 'x', text: parts.join('') }, RULES).tests.cases));
    }),
    { numRuns: 2000 },
  );
});
