/** Events written by hand have the fields that live events have: the tests of rules and the engine agree on it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { impossibleField, type FieldRef } from '@lanner/language';
import { EVENTS, FIELDS, type EventDef, type FieldDef } from '@lanner/schema';
import { FIELD_IMPLEMENTATIONS, bindField } from './index.ts';

function refTo(field: FieldDef, argument: string | undefined): FieldRef {
  const span = { file: { name: '', text: '' }, start: 0, end: 0 };
  const text = argument === undefined ? field.name : `${field.name}[${argument}]`;
  return { kind: 'field', field, text, span, ...(argument === undefined ? {} : { argument }) };
}

/** Arguments that say something of the type of event. */
function argumentsOf({ name }: FieldDef, event: EventDef): (string | undefined)[] {
  if (name === 'evt.abspath') return [undefined, 'src', 'dst'];
  if (name !== 'evt.arg' && name !== 'evt.rawarg') return [undefined];
  const others = EVENTS.flatMap(({ params }) => params.map((param) => param.name));
  return [...new Set(others), ...event.params.map((_, position) => String(position)), String(event.params.length)];
}

test('a field is possible in a written event where a live event can have it', () => {
  let compared = 0;
  for (const event of EVENTS) {
    for (const field of FIELDS) {
      const implementation = FIELD_IMPLEMENTATIONS[field.name];
      // Which field of a kind an event type has is told by its argument; of others any argument will do.
      if (implementation === undefined || field.name === 'evt.type.is' || field.name === 'thread.cgroup') continue;
      for (const argument of argumentsOf(field, event)) {
        const live: boolean = bindField(field, argument, event) !== undefined;
        const written = impossibleField(event, refTo(field, argument)) === undefined;
        assert.equal(written, live, `${field.name}[${argument}] of ${event.name}`);
        compared++;
      }
    }
  }
  assert.ok(compared > 10_000, `${compared} compared`);
});

test('fields that nothing implements are known as such', () => {
  const missing = FIELDS.filter(({ name, unfilled }) => unfilled !== true && FIELD_IMPLEMENTATIONS[name] === undefined);
  assert.deepEqual(
    missing.map(({ name }) => name),
    [],
  );
});
