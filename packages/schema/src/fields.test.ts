import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCorpus, skip } from './corpus.test.ts';
import { FIELDS, findField } from './fields.ts';
import { VALUE_TYPES } from './types.ts';

interface ListedField {
  readonly name: string;
  readonly type: string;
  readonly class: string;
  readonly is_list: boolean;
  readonly argument: { readonly required: boolean; readonly type: readonly string[] } | null;
}

function listed(): readonly ListedField[] {
  return JSON.parse(readCorpus('field-list.json')) as ListedField[];
}

test('every field that Falco lists is there, with the same type, list-ness and argument', { skip }, () => {
  for (const expected of listed()) {
    const field = findField(expected.name);
    assert.ok(field, expected.name);
    assert.equal(field.type, expected.type, expected.name);
    assert.equal(field.list === true, expected.is_list, expected.name);
    assert.equal(field.argument === undefined, expected.argument === null, expected.name);
    assert.equal(field.tableOnly === true, false, expected.name);
    if (field.argument === undefined || expected.argument === null) continue;
    // Falco lists the argument of evt.abspath as required and does without it.
    if (field.name !== 'evt.abspath') assert.equal(field.argument.required, expected.argument.required, expected.name);
    const kinds = field.argument.kinds.map((kind) => kind.toUpperCase());
    if (expected.argument.type.length > 0) assert.deepEqual(kinds, expected.argument.type, expected.name);
  }
});

test('the classes are those that Falco lists', { skip }, () => {
  for (const expected of listed()) {
    assert.equal(findField(expected.name)?.class, expected.class.replace(' (plugin)', ''), expected.name);
  }
});

test(
  'a field that Falco does not list is our own, one that Falco hides, or of a plugin that it comes without',
  { skip },
  () => {
    const names = new Set(listed().map((field) => field.name));
    for (const field of FIELDS) {
      if (names.has(field.name)) continue;
      const hidden = field.tableOnly === true || field.printOnly === true || field.deprecated === true;
      assert.ok(hidden || field.class === 'lanner' || field.class === 'k8smeta', field.name);
    }
  },
);

test('names are unique and every field is described', () => {
  assert.equal(new Set(FIELDS.map((field) => field.name)).size, FIELDS.length);
  for (const field of FIELDS) {
    assert.match(field.description, /^\S.*\.$/, field.name);
    assert.ok(VALUE_TYPES.includes(field.type), field.name);
    if (field.class === 'lanner') assert.match(field.name, /^lanner\./);
  }
});

test('properties agree with each other', () => {
  for (const field of FIELDS) {
    if (field.anyWithoutArgument === true) assert.equal(field.argument?.required, false, field.name);
    if (field.any === true) assert.equal(field.filterOnly, true, field.name);
    if (field.argument?.kinds.length === 0) assert.equal(field.argument.dotted, true, field.name);
    if (field.tableOnly === true) assert.equal(field.unfilled, true, field.name);
  }
});

test('an unknown name finds nothing', () => {
  assert.equal(findField('proc.nmae'), undefined);
  assert.equal(findField('evt.arg.flags'), undefined);
  assert.equal(findField('toString'), undefined);
});
