import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import type { Alert, AlertContext } from '@lanner/engine';
import { formatPretty } from './pretty.ts';

const context: AlertContext = {
  ancestry: [
    { name: 'cat', pid: 9144, cmdline: 'cat /etc/shadow' },
    { name: 'bash', pid: 9121, cmdline: 'bash' },
    { name: 'sshd', pid: 812, cmdline: 'sshd: anna@pts/0' },
  ],
  notes: [],
};

const alert: Alert = {
  time: 1_700_000_000_123_456_789n,
  priority: 'Warning',
  rule: 'Shadow file read',
  source: 'syscall',
  hostname: 'host',
  tags: [],
  message: 'cat opened /etc/shadow (user root)',
  fields: [],
  context,
};

const withContext = (changes: Partial<AlertContext>): Alert => ({ ...alert, context: { ...context, ...changes } });

test('head, message, and the ancestors as a tree', () => {
  assert.equal(
    formatPretty(alert, { iso8601: true }),
    [
      '2023-11-14T22:13:20.123456789Z  WARNING  Shadow file read',
      '  cat opened /etc/shadow (user root)',
      '  sshd[812]  sshd: anna@pts/0',
      '  └ bash[9121]',
      '    └ cat[9144]  cat /etc/shadow',
      '',
    ].join('\n'),
  );
});

test('colour changes nothing but the colour', () => {
  const coloured = formatPretty(alert, { colour: true });
  assert.notEqual(coloured, formatPretty(alert));
  assert.equal(stripVTControlCharacters(coloured), formatPretty(alert));
});

test('deep trees are cut in the middle', () => {
  const ancestry = Array.from({ length: 30 }, (_, n) => ({ name: `p${n}`, pid: n + 1, cmdline: '' }));
  const lines = formatPretty(withContext({ ancestry })).split('\n').slice(2, -1);
  assert.equal(lines[0], '  p29[30]');
  assert.equal(lines[1], '  └ … 22 more');
  assert.equal(lines[2], '    └ p6[7]');
  assert.equal(lines.at(-1)?.trim(), '└ p0[1]');
  assert.equal(lines.length, 9);
});

test('command lines are cut to the terminal', () => {
  const long = { name: 'sh', pid: 1, cmdline: 'x'.repeat(500) };
  const line = formatPretty(withContext({ ancestry: [long] }), { width: 20 }).split('\n')[2];
  assert.equal(line, '  sh[1]  xxxxxxxxxx…');
});

test('nothing in an alert steers the terminal', () => {
  const evil = '\u001b]0;x\u0007\u009b2J\n\u202e';
  const text = formatPretty({
    ...alert,
    rule: evil,
    message: evil,
    context: {
      ancestry: [{ name: evil, pid: 1, cmdline: `${evil}${evil}` }],
      path: { lexical: evil, real: evil },
      notes: [evil],
    },
  });
  assert.equal(text.split('\n').length, 6);
  assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
});

test('a path that is not what it seems, and doubts, are told', () => {
  const text = formatPretty(
    withContext({ path: { lexical: '/tmp/x', real: '/etc/shadow' }, notes: ['race', 'truncated_args'] }),
  );
  const lines = text.split('\n').slice(2, 4);
  assert.deepEqual(lines, ['  asked for /tmp/x, really /etc/shadow', '  note: race, truncated_args']);
});

test('an alert without a process has no tree', () => {
  const { context: _, ...bare } = alert;
  assert.equal(formatPretty(bare).split('\n').length, 3);
});
