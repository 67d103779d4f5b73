import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadRules } from './load.ts';
import { locationsOf } from './location.ts';

/** The chain of the first thing that is wrong: type, name, line, column, offset of each step. */
function chain(...texts: string[]): unknown[][] {
  const { files } = loadRules(texts.map((text, at) => ({ name: `${at}.yaml`, text })));
  const [found] = files.flatMap(({ diagnostics }) => diagnostics);
  assert.ok(found);
  return locationsOf(found).map(({ item_type: type, item_name: name, position }) => {
    return [type, name, position.line, position.column, position.offset];
  });
}

test('chains lead from the file to the value that is wrong', () => {
  assert.deepEqual(chain('- rule: R\n  desc: [x]\n'), [
    ['rules content', '', 0, 0, 0],
    ['rule', 'R', 0, 2, 2],
  ]);
  assert.deepEqual(chain('- list: l\n  items: [a, [b]]\n'), [
    ['rules content', '', 0, 0, 0],
    ['list', 'l', 0, 2, 2],
    ['value for', 'items', 1, 9, 19],
    ['list item', '', 1, 13, 23],
  ]);
  assert.deepEqual(chain('- macro: m\n  condition: a.b = c\n  override: {condition: prepend}\n').slice(1), [
    ['macro', 'm', 0, 2, 2],
    ['overrides', '', 0, 2, 2],
    ['value for', 'condition', 2, 24, 56],
  ]);
});

test('positions count bytes', () => {
  assert.deepEqual(chain('# é😀\n- rule: é\n  desc: é\n  capture: [x]\n  condition: a').at(-1), [
    'rule',
    'é',
    1,
    2,
    11,
  ]);
  assert.deepEqual(chain('- {list: "é", items: 1}\n').at(-1), ['value for', 'items', 0, 22, 22]);
});

test('an anchor or a tag belongs to its value, and an alias is where its value is', () => {
  assert.deepEqual(chain('- list: l\n  items: &a {b: c}\n').at(-1), ['value for', 'items', 1, 9, 19]);
  const alias = '- list: l\n  items: [x]\n  append: &no nonsense\n- list: k\n  items: [y]\n  append: *no\n';
  assert.deepEqual(chain(alias).at(-1), ['value for', 'append', 2, 10, 33]);
});

test('places in a condition are those of the text that is compiled', () => {
  const rule = (condition: string): string =>
    `- {list: l, items: [aaa, bbb]}\n- rule: R\n  desc: d\n  output: o\n  priority: INFO\n  condition: ${condition}\n`;
  // The list stands there with its items.
  assert.deepEqual(chain(rule('proc.name in (l) and x.y = 1')).slice(2), [
    ['rule condition', '', 5, 13, 93],
    ['condition expression', '', 6, 44, 123],
  ]);
  // A macro that is not defined concerns the rule.
  assert.deepEqual(chain(rule('proc.name in (l) and other')).slice(1), [
    ['rule', 'R', 1, 2, 33],
    ['condition expression', '', 2, 33, 63],
  ]);
});

test('what a later file breaks is told of that file, at the place where it was first written', () => {
  const base = '- {rule: R, desc: d, output: o, priority: INFO, condition: evt.type = open}\n';
  const change = '- {rule: R, condition: or, override: {condition: append}}\n';
  const { files } = loadRules([
    { name: 'base.yaml', text: base },
    { name: 'change.yaml', text: change },
  ]);
  assert.deepEqual(
    files.map(({ diagnostics }) => diagnostics.map(({ code }) => code)),
    [[], ['LOAD_ERR_COMPILE_CONDITION']],
  );
  const [found] = files[1]?.diagnostics ?? [];
  assert.ok(found);
  assert.deepEqual(
    locationsOf(found).map(({ position }) => position.name),
    ['base.yaml', 'base.yaml', 'base.yaml', '"evt.type = open or"'],
  );
});

test('the name of a condition is its beginning, on one line', () => {
  const text = '- macro: m\n  condition: |\n    proc.name = a\n    and b.c ~ d\n';
  const [found] = loadRules([{ name: 'a', text }]).diagnostics;
  assert.ok(found);
  const { position } = locationsOf(found).at(-1) ?? assert.fail();
  assert.deepEqual(position, { name: '"proc.name = a and..."', line: 3, column: 22, offset: 46 });
});
