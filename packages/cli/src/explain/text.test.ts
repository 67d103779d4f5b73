import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { explainFilters, type EventExplanation } from '@lanner/engine';
import { loadRules } from '@lanner/language';
import { fileURLToPath } from 'node:url';
import { showKernel, showRule } from './text.ts';

function explained(text: string): readonly EventExplanation[] {
  const { rules } = loadRules([{ name: 'rules.yaml', text }]);
  return explainFilters(rules.filter(({ enabled, source }) => enabled && source === 'syscall'));
}

function rule(name: string, condition: string): string {
  return `- rule: ${name}\n  desc: D\n  condition: ${JSON.stringify(condition)}\n  output: O\n  priority: NOTICE\n`;
}

const NARROW = rule('Shadow is linked', 'evt.type = link and fs.path.source = /etc/shadow');
const BROAD = rule('Root links', 'evt.type = link and user.name = root');

test('a broad rule is named, with the check that the kernel cannot do and what to change', () => {
  const { plain, groups } = showKernel(explained(NARROW + BROAD), false);
  assert.deepEqual(plain, [
    ['link', 'sent', 'all', 'all'],
    ['link', 'kernel', 'true'],
    ['link', 'broad', 'Root links', 'all', 'true'],
    [
      'link',
      'untested',
      'Root links',
      'user.name = root',
      'names of users are looked up in user space',
      'compare user.uid with the number of the user',
    ],
  ]);
  assert.deepEqual(groups.slice(1), [{ heading: 'Rules that keep event types broad', rows: [['Root links', 'link']] }]);
  assert.equal(groups[0]?.heading, 'link: not filtered, all are sent');
  assert.deepEqual(groups[0].rows.slice(0, 3), [
    ['passes all', 'Root links'],
    ['untested', 'user.name = root: names of users are looked up in user space'],
    ['change', 'compare user.uid with the number of the user'],
  ]);
  assert.match(groups[0].rows[3]?.join(' ') ?? '', /^narrowed by .*proc\.name.*fs\.path\.source/);
  assert.deepEqual(groups[0].rows.at(-1), ['rules', '2']);
});

test('narrow rules leave nothing to blame', () => {
  const { plain, groups } = showKernel(explained(NARROW), false);
  assert.deepEqual(plain, [
    ['link', 'sent', 'some', 'narrow'],
    ['link', 'kernel', 'path[oldpath] = /etc/shadow'],
    ['link', 'also sent', 'paths that the kernel could not resolve'],
  ]);
  assert.deepEqual(
    groups.map(({ heading }) => heading),
    ['link: filtered in the kernel'],
  );
});

test('only headings have colour', () => {
  const { groups, plain } = showKernel(explained(NARROW + BROAD), true);
  assert.match(groups[0]?.heading ?? '', /\u001B\[/);
  assert.doesNotMatch(JSON.stringify([plain, groups.map(({ rows }) => rows)]), /u001b/i);
});

test('one rule: its condition for each event type, and what the kernel tests of it', () => {
  const events = explained(
    rule('Two', '(evt.type = link and fs.path.source = /etc/shadow) or (evt.type = kill and user.uid = 0)'),
  );
  const { plain, json } = showRule('Two', events, false);
  assert.deepEqual(
    new Set(plain.map((row) => row.join('|'))),
    new Set([
      'link|sent|some|narrow',
      'link|condition|fs.path.source = /etc/shadow',
      'link|kernel|path[oldpath] = /etc/shadow',
      'kill|sent|some|broad',
      'kill|condition|user.uid = 0',
      'kill|kernel|user.uid = 0',
    ]),
  );
  assert.deepEqual(json, { rule: 'Two', events });
});

test('long conditions are cut on a terminal and whole in a pipe', () => {
  const paths = Array.from({ length: 60 }, (_, at) => `/etc/some/file/number-${at}`);
  const { plain, groups } = showKernel(
    explained(rule('Many', `evt.type = link and fs.path.source in (${paths.join(', ')})`)),
    false,
  );
  assert.ok(paths.every((path) => plain[1]?.[2]?.includes(path)));
  assert.match(groups[0]?.rows[0]?.[1] ?? '', /… \(\d+ characters; --json has all\)$/);
});

const FALCO = fileURLToPath(new URL('../../../../../shared/falco-rules/falco_rules.yaml', import.meta.url));

test(
  'of the rules of Falco, those that keep a type broad are named, and opens are narrow',
  { skip: existsSync(FALCO) ? false : 'the rules of Falco are not here' },
  () => {
    const events = explained(readFileSync(FALCO, 'utf8'));
    const { plain } = showKernel(events, false);
    const broad = (type: string) =>
      plain.filter(([event, what]) => event === type && what === 'broad').map(([, , name]) => name);
    assert.deepEqual(broad('connect'), ['Contact K8S API Server From Container']);
    assert.deepEqual(broad('openat'), []);
    assert.equal(events.find(({ event }) => event === 'openat')?.reach, 'narrow');
    assert.equal(events.find(({ event }) => event === 'execve')?.sent, 'always');
    // Wherever a type is not narrow, it is said who makes it so.
    for (const { event, sent, reach } of events) {
      assert.equal(broad(event).length > 0, sent !== 'always' && reach !== 'narrow', event);
    }
  },
);
