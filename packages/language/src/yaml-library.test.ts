import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readWithLibrary } from './yaml-library.ts';
import { readPlainYaml } from './yaml-plain.ts';

test('a node begins at its anchor and tag, and not at what only looks like them', () => {
  const [root] = readWithLibrary('a: "!x"\nb: &c !!str d\n', assert.fail);
  assert.ok(root?.kind === 'mapping');
  const marks = root.pairs.map(({ key, value }) => [key?.mark, value?.mark, value?.start]);
  assert.deepEqual(marks, [
    [0, 3, 3],
    [8, 11, 20],
  ]);
});

test('what is no plain YAML is left to the library', () => {
  const texts = [
    '',
    '# nothing',
    'a',
    '- a\n---\n- b',
    '- &a b',
    '- *a',
    '- !!str a',
    '- a\n b: c',
    '-\ta',
    '- {a: b}',
  ];
  for (const text of [
    ...texts,
    '- "a',
    '- [a',
    '- a: b: c',
    '- a\r\n',
    '- >\na',
    '- |2\n  a',
    '- "a"b',
    '- [a]b',
    '- a:',
  ]) {
    assert.equal(readPlainYaml(text), undefined, JSON.stringify(text));
  }
  assert.notEqual(readPlainYaml('- a: b\n'), undefined);
});
