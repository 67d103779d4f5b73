import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { EVENTS } from './events.ts';
import { generateHandlers } from './generate-handlers.ts';
import { cRecordName, cStructName, generateHeader } from './generate-header.ts';
import { RECORDS, STRUCT_LAYOUTS, offsetOf, recordLayout } from './layout.ts';

const PROBE = new URL('../../../probe/', import.meta.url);
const compiler = ['gcc', 'clang', 'cc'].find((name) => spawnSync(name, ['--version']).status === 0);
const NAMES = [
  ...[...STRUCT_LAYOUTS.values()].map((layout) => [cStructName(layout.name), layout] as const),
  ...RECORDS.map((layout) => [cRecordName(layout.name), layout] as const),
];
const TYPES = [8, 16, 32, 64]
  .map((bits) => `typedef __UINT${bits}_TYPE__ __u${bits}; typedef __INT${bits}_TYPE__ __s${bits};`)
  .join('\n');

function compile(text: string): { readonly status: number | null; readonly errors: string } {
  const { status, stderr } = spawnSync(compiler ?? 'cc', ['-fsyntax-only', '-x', 'c', '-'], {
    input: text,
    encoding: 'utf8',
  });
  return { status, errors: stderr };
}

test('the C files of the probe are those of the table', () => {
  assert.equal(readFileSync(new URL('schema.generated.h', PROBE), 'utf8'), generateHeader());
  assert.equal(readFileSync(new URL('handlers.generated.h', PROBE), 'utf8'), generateHandlers());
});

test('a C compiler agrees on every size and offset', { skip: compiler === undefined && 'no C compiler' }, () => {
  assert.ok(existsSync(new URL('schema.generated.h', PROBE)));
  const header = readFileSync(new URL('schema.generated.h', PROBE), 'utf8');
  const members = NAMES.reduce((sum, [, layout]) => sum + layout.members.length, 0);
  assert.equal(header.match(/^_Static_assert\(/gm)?.length, members + NAMES.length, 'all are asserted');
  const { status, errors } = compile(`${TYPES}\n${header}`);
  assert.equal(status, 0, errors);
});

test('the asserts do fail where a member moves', { skip: compiler === undefined && 'no C compiler' }, () => {
  const moved = generateHeader().replace('struct lanner_header {', 'struct lanner_header {\n\t__u64 intruder;');
  const { status, errors } = compile(`${TYPES}\n${moved}`);
  assert.notEqual(status, 0);
  assert.match(errors, /lanner_header\.type/);
});

test('records start with the header, have numbers of their own, and members do not overlap', () => {
  assert.deepEqual(
    RECORDS.map(({ number }) => number),
    RECORDS.map((_, position) => position + 1),
  );
  assert.deepEqual(
    RECORDS.slice(0, EVENTS.length).map(({ event }) => event),
    EVENTS,
  );
  for (const [name, layout] of NAMES) {
    assert.equal(layout.size % layout.align, 0, name);
    const { members } = layout;
    members.forEach((member, position) => {
      const next = members[position + 1]?.offset ?? layout.size;
      assert.ok(member.offset < next, `${name}.${member.name}`);
    });
  }
  for (const record of RECORDS) {
    assert.deepEqual([record.members[0]?.name, record.members[0]?.offset], ['header', 0]);
    assert.equal(record.align, 8, record.name);
  }
});

test('offsets are found by dotted names', () => {
  const openat = recordLayout('openat');
  const raw = offsetOf(openat, 'name.raw');
  assert.equal(raw, offsetOf(openat, 'name'));
  assert.ok(offsetOf(openat, 'name.real') > raw);
  assert.throws(() => offsetOf(openat, 'name.nothing'), /no member/);
  assert.throws(() => offsetOf(openat, 'flags.raw'), /no struct/);
  assert.throws(() => recordLayout('nothing'), /no record type/);
});
