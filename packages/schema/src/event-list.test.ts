import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCorpus, skip } from './corpus.test.ts';
import { EVENT_NAMES, isEnterOnly, LISTED_EVENTS, PARAMETER_TYPES, type ListedEvent } from './event-list.ts';
import { EVENTS } from './events.ts';

interface Row {
  readonly name: string;
  readonly dir: string;
  readonly params: readonly { readonly name: string; readonly type: string }[];
}

function rows(): Row[] {
  const list = JSON.parse(readCorpus('event-list.json')) as Record<string, readonly Row[] | string>;
  const groups = ['Syscall events', 'Metaevents', 'Plugin events', 'Tracepoint events'];
  return groups.flatMap((group) => {
    const found = list[group];
    return Array.isArray(found) ? (found as Row[]) : [];
  });
}

test('names and parameters are exactly those that Falco lists', { skip }, () => {
  const wanted = new Map<string, ListedEvent>();
  for (const { name, dir, params } of rows()) {
    const plain = params.map((param) => ({ name: param.name, type: param.type }) as { name: string; type: 'INT8' });
    wanted.set(name, { ...wanted.get(name), name, [dir === '>' ? 'enter' : 'exit']: plain });
  }
  assert.ok(wanted.size > 400);
  assert.deepEqual(LISTED_EVENTS, wanted);
});

test('a parameter has the type of its first event', { skip }, () => {
  const first = new Map<string, string>();
  for (const { params } of rows()) for (const { name, type } of params) if (!first.has(name)) first.set(name, type);
  assert.deepEqual(PARAMETER_TYPES, first);
});

test('every event of the table is listed', () => {
  const missing = EVENTS.filter(({ name }) => !EVENT_NAMES.has(name)).map(({ name }) => name);
  assert.deepEqual(missing, []);
});

test('some events only begin', () => {
  assert.deepEqual(['switch', 'procexit', 'open', 'nosuch'].map(isEnterOnly), [true, true, false, false]);
});

test('every name is a plain word', () => {
  for (const name of EVENT_NAMES) assert.match(name, /^[a-z0-9_]+$/i);
});
