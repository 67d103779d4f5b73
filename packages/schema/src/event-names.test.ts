import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { EVENT_NAMES } from './event-names.ts';

const LIST = new URL('../../../../shared/conformance/event-list.json', import.meta.url);
const skip = existsSync(LIST) ? false : 'the conformance corpus is not beside the checkout';

test('the names are exactly those that Falco lists', { skip }, () => {
  const groups = Object.values(JSON.parse(readFileSync(LIST, 'utf8')) as Record<string, unknown>);
  const names = groups.flatMap((group) => (Array.isArray(group) ? (group as { readonly name: string }[]) : []));
  assert.deepEqual([...EVENT_NAMES].sort(), [...new Set(names.map((event) => event.name))].sort());
});

test('every name is a plain word', () => {
  for (const name of EVENT_NAMES) assert.match(name, /^[a-z0-9_]+$/i);
});
