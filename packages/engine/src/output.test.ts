import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadRules } from '@lanner/language';
import type { FieldValue } from '@lanner/schema';
import type { FieldBinding } from './binding.ts';
import { compileOutput, NO_ADDITIONS } from './output.ts';

function render(output: string, values: Readonly<Record<string, FieldValue>>): readonly [string, unknown] {
  const rule = { rule: 'r', desc: 'd', priority: 'info', condition: 'evt.type = open', output };
  const { rules, diagnostics } = loadRules([{ name: 'a', text: JSON.stringify([rule]) }]);
  const [loaded] = rules;
  assert.ok(loaded, diagnostics[0]?.message);
  const binding: FieldBinding<object> = { bind: (ref) => () => values[ref.text] };
  const { message, fields } = compileOutput(loaded, NO_ADDITIONS, binding, 'open')({});
  return [message, Object.fromEntries(fields)];
}

test('fields of any ancestor are one text, or those of the process itself', () => {
  const values = { 'proc.aname': ['sh', 'bash', ''], 'proc.apid': [2, 1], 'proc.pid': 3, 'proc.env': 'A=1' };
  assert.deepEqual(render('%proc.aname|%proc.apid|%proc.aenv', values), [
    'sh bash |3|A=1',
    { 'proc.aname': 'sh bash ', 'proc.apid': 3, 'proc.aenv': 'A=1' },
  ]);
  assert.deepEqual(render('%proc.aname', { 'proc.aname': ['', 'x'] })[0], 'x');
  assert.deepEqual(render('%concat(proc.aname, "!")', values)[0], 'sh bash !');
});

test('fields of either end have no text of their own', () => {
  assert.deepEqual(render('%fd.ip %fd.port', { 'fd.ip': [1, 2], 'fd.port': [80, 443] }), [
    '<NA> <NA>',
    { 'fd.ip': null, 'fd.port': null },
  ]);
});

test('numbers are decimal, but for a few', () => {
  const values = { 'fd.dev': -2, 'evt.reltime': 15n, 'evt.rawtime.ns': 7n, 'fd.num': 17 };
  assert.deepEqual(render('%fd.dev %evt.reltime %evt.rawtime.ns %fd.num', values), [
    'FFFFFFFE 000000015 000000007 17',
    { 'fd.dev': 'FFFFFFFE', 'evt.reltime': 15n, 'evt.rawtime.ns': 7n, 'fd.num': 17 },
  ]);
});

test('numbers of flags are hexadecimal, on events that have them', () => {
  const values = { 'evt.rawarg.flags': 69633, 'evt.rawarg.fd': 17 };
  assert.deepEqual(render('%evt.rawarg.flags %evt.rawarg.fd', values), [
    '11001 17',
    { 'evt.rawarg.flags': '11001', 'evt.rawarg.fd': 17 },
  ]);
});

test('widths count bytes, and halve no character', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['ab', 'ab  |'],
    ['abcde', 'abcd|'],
    ['é', 'é  |'],
    ['éé', 'éé|'],
    ['abcé', 'abc |'],
    ['😀x', '😀|'],
    ['', '    |'],
  ];
  for (const [name, text] of cases) assert.equal(render('%4proc.name|', { 'proc.name': name })[0], text, name);
  assert.equal(render('%6proc.name|', {})[0], '<NA>  |');
});

test('an empty list is shown as one, and is null in JSON', () => {
  assert.deepEqual(render('%fd.types %len(fd.types)', { 'fd.types': [] }), ['() 0', { 'fd.types': null }]);
  assert.deepEqual(render('%fd.types', { 'fd.types': ['file', 'ipv4'] }), [
    '(file,ipv4)',
    { 'fd.types': ['file', 'ipv4'] },
  ]);
});

test('a long list is shown whole', () => {
  const types = Array.from({ length: 500 }, (_, at) => `file${at}`);
  assert.equal(render('%fd.types', { 'fd.types': types })[0], `(${types.join()})`);
});
