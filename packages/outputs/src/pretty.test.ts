import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { formatPretty, type PrettyAlert } from './pretty.ts';

const alert: PrettyAlert = {
  time: '10:42:07.123456789',
  priority: 'Warning',
  rule: 'Shadow file read',
  message: 'cat opened /etc/shadow (user root)',
  ancestry: [
    { name: 'cat', pid: 9144, cmdline: 'cat /etc/shadow' },
    { name: 'bash', pid: 9121, cmdline: 'bash' },
    { name: 'sshd', pid: 812, cmdline: 'sshd: anna@pts/0' },
  ],
};

test('head, message, and the ancestors as a tree', () => {
  assert.equal(
    formatPretty(alert),
    [
      '10:42:07.123456789  WARNING  Shadow file read',
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
  const lines = formatPretty({ ...alert, ancestry })
    .split('\n')
    .slice(2, -1);
  assert.equal(lines[0], '  p29[30]');
  assert.equal(lines[1], '  └ … 22 more');
  assert.equal(lines[2], '    └ p6[7]');
  assert.equal(lines.at(-1)?.trim(), '└ p0[1]');
  assert.equal(lines.length, 9);
});

test('command lines are cut to the terminal', () => {
  const long = { name: 'sh', pid: 1, cmdline: 'x'.repeat(500) };
  const line = formatPretty({ ...alert, ancestry: [long] }, { width: 20 }).split('\n')[2];
  assert.equal(line, '  sh[1]  xxxxxxxxxx…');
});

test('nothing in an alert steers the terminal', () => {
  const evil = '\u001b]0;x\u0007\u009b2J\n\u202e';
  const text = formatPretty({
    time: evil,
    priority: 'Debug',
    rule: evil,
    message: evil,
    ancestry: [{ name: evil, pid: 1, cmdline: `${evil}${evil}` }],
  });
  assert.equal(text.split('\n').length, 4);
  assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
});
