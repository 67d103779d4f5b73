import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { expand } from './expand.ts';

const VALUES: Readonly<Record<string, string>> = {
  HOST: 'web1',
  EMPTY: '',
  NESTED: '${HOST}/x',
  LOOP: '${LOOP}',
  GROWING: '${GROWING}${GROWING}',
};
const variables = (name: string): string | undefined => (Object.hasOwn(VALUES, name) ? VALUES[name] : undefined);

const CASES: readonly (readonly [source: string, expanded: string])[] = [
  ['${HOST}', 'web1'],
  ['a${HOST}b${HOST}', 'aweb1bweb1'],
  ['${EMPTY}${NO_SUCH}', ''],
  ['${NESTED}', 'web1/x'],
  ['$HOST', '$HOST'],
  ['$HOST ${HOST}', '$HOST web1'],
  ['$${HOST}', '${HOST}'],
  ['$$HOST', '$$HOST'],
  ['$${HOST}$${HOST}', '${HOST}${HOST}'],
  ['$${HOST}${HOST}', '${HOST}web1'],
  ['$${${HOST}}', '${web1}'],
  ['${HOST', '${HOST'],
  ['$${HOST', '$${HOST'],
  ['5$', '5$'],
];

test('variables are put in, escaped ones are not', () => {
  for (const [source, expanded] of CASES) assert.equal(expand(source, variables).text, expanded, source);
});

test('what is not set is told', () => {
  assert.deepEqual(expand('${A}-${HOST}-${B}', variables).unset, ['A', 'B']);
});

test('a variable that stands for itself comes to an end', () => {
  assert.equal(expand('${LOOP}', variables).text, '${LOOP}');
  assert.ok(expand('${GROWING}', variables).text.length < 10_000);
});

test('any text comes to an end', () => {
  const piece = fc.constantFrom('$', '{', '}', '${', '$${', '${HOST}', '${NESTED}', '${LOOP}', 'x');
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      assert.equal(typeof expand(pieces.join(''), variables).text, 'string');
    }),
  );
});
