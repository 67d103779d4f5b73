/** What is compiled anew after each file is what is compiled from nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { collectItem, definitionsOf, newCollector } from './collect.ts';
import { compileDefinitions, type Compiled } from './compile-definitions.ts';
import type { Diagnostic } from './diagnostics.ts';
import { itemsOf } from './read-items.ts';
import { DEFAULT_VOCABULARY } from './vocabulary.ts';

const name = fc.constantFrom('a', 'b', 'c');
const part = fc.constantFrom(
  'a',
  'b',
  'c',
  'not b',
  'proc.name in (la, lb)',
  'fd.name in (lc)',
  'evt.type = open',
  'x.y = 1',
  'a b',
);
const condition = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(' and '));

/** Lists, macros and rules that refer to each other, defined again and again; much of it is wrong. */
const item = fc.oneof(
  fc
    .tuple(name, fc.array(fc.constantFrom('la', 'lb', 'x', 'y', '1'), { maxLength: 2 }), fc.boolean())
    .map(([list, items, append]) => ({
      list: `l${list}`,
      items,
      ...(append ? { override: { items: 'append' } } : {}),
    })),
  fc.tuple(name, condition, fc.boolean()).map(([macro, text, append]) => ({
    macro,
    condition: append ? `and ${text}` : text,
    ...(append ? { override: { condition: 'append' } } : {}),
  })),
  fc
    .tuple(name, condition, fc.constantFrom('o', '%proc.name', '%nothing.such'), fc.boolean())
    .map(([rule, text, output, skip]) => ({
      rule: `r${rule}`,
      condition: text,
      output,
      desc: 'd',
      priority: 'INFO',
      exceptions: [{ name: 'e', fields: ['proc.name'], values: [['x']] }],
      'skip-if-unknown-filter': skip,
    })),
  fc.tuple(name, condition).map(([rule, text]) => ({
    rule: `r${rule}`,
    condition: `and ${text}`,
    override: { condition: 'append' },
  })),
  name.map((rule) => ({ rule: `r${rule}`, enabled: false, override: { enabled: 'replace' } })),
);
const files = fc.array(fc.array(item, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 6 });

/** So that what refers to something mostly finds it. */
const BASE = ['a', 'b', 'c'].flatMap((letter) => [
  { list: `l${letter}`, items: [letter] },
  { macro: letter, condition: `proc.name in (l${letter})` },
  { rule: `r${letter}`, condition: `evt.type = open and ${letter}`, output: 'o', desc: 'd', priority: 'INFO' },
]);

test('after each file rules and messages are those of all files so far, compiled from nothing', () => {
  let kept = 0;
  let good = 0;
  fc.assert(
    fc.property(files, (given) => {
      const collector = newCollector(DEFAULT_VOCABULARY);
      let earlier: Compiled | undefined;
      for (const [at, items] of [BASE, ...given].entries()) {
        const file = { name: `${at}.yaml`, text: JSON.stringify(items) };
        for (const one of itemsOf(file, () => undefined)) collectItem(collector, one, () => undefined);
        const definitions = definitionsOf(collector);
        const told: Diagnostic[] = [];
        const toldAnew: Diagnostic[] = [];
        const again = compileDefinitions(definitions, DEFAULT_VOCABULARY, (found) => void told.push(found), earlier);
        const anew = compileDefinitions(definitions, DEFAULT_VOCABULARY, (found) => void toldAnew.push(found));
        assert.deepEqual(told, toldAnew);
        assert.deepEqual(again.rules.rules, anew.rules.rules);
        assert.deepEqual(again.macros.used, anew.macros.used);
        assert.deepEqual(again.macros.broken, anew.macros.broken);
        assert.deepEqual(again.lists.used, anew.lists.used);
        good += again.rules.rules.length;
        kept += again.rules.rules.filter((rule) => earlier?.rules.rules.includes(rule)).length;
        earlier = again;
      }
    }),
    { numRuns: 200 },
  );
  assert.ok(good > 500 && kept > 100, `${good} rules, ${kept} of them kept`);
});
