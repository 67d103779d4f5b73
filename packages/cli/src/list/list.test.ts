import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadRules } from '@lanner/language';
import { EVENTS, EVENT_NAMES, FIELDS } from '@lanner/schema';
import { listEvents } from './events.ts';
import { listFields } from './fields.ts';
import { listRules } from './rules.ts';

test('every field that rules can name is listed once, with all its columns', () => {
  const { plain, groups } = listFields();
  const expected = FIELDS.filter((field) => field.tableOnly !== true).map(({ name }) => name);
  assert.deepEqual(
    plain.map(([name]) => name),
    expected,
  );
  assert.ok(plain.every((row) => row.length === 5 && row[4] !== ''));
  assert.equal(groups.flatMap(({ rows }) => rows).length, plain.length);
});

test('fields can be searched by name', () => {
  assert.ok(listFields('fd.').plain.every(([name]) => name?.includes('fd.')));
  assert.deepEqual(listFields('no such field').plain, []);
});

test('the properties of a field are told', () => {
  const row = listFields('proc.aname').plain.find(([name]) => name === 'proc.aname');
  assert.match(row?.[3] ?? '', /^argument allowed,argument index,any without argument/);
});

test('events are those that are watched, or all that rules may name', () => {
  assert.equal(listEvents().plain.length, EVENTS.length);
  const all = listEvents({ all: true }).plain.map(([name]) => name);
  assert.deepEqual(new Set(all), new Set([...EVENT_NAMES, ...EVENTS.map(({ name }) => name)]));
  assert.deepEqual(all, all.toSorted());
});

test('rules are listed as they are loaded', () => {
  const text = [
    '- rule: Cat runs',
    '  desc: Somebody runs cat.',
    '  condition: evt.type in (execve, execveat) and proc.name = cat',
    '  output: cat ran',
    '  priority: WARNING',
    '  tags: [demo, process]',
    '  enabled: false',
    '',
  ].join('\n');
  const { rules, diagnostics } = loadRules([{ name: 'rules.yaml', text }]);
  assert.deepEqual(diagnostics, []);
  assert.deepEqual(listRules(rules).plain, [
    ['Cat runs', 'Warning', 'off', 'syscall', 'execve,execveat', 'demo,process', 'Somebody runs cat.'],
  ]);
});
