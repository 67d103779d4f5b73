import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compileRegex } from '../../operators/posix-regex.ts';
import { regexMachine } from './regex.ts';

function accepts(pattern: string, text: string): boolean | undefined {
  const made = regexMachine([pattern], pattern);
  if (made === undefined) return undefined;
  const { machine } = made;
  return machine.accepts(Buffer.from(text).reduce((state, byte) => machine.step(state, byte), machine.start));
}

const atom = fc.constantFrom('a', 'b', '/', 'é', '.', '[a-c]', '[^a]', '\\.', '[/_]', '-');
const pattern = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    atom,
    fc.tuple(atom, fc.constantFrom('', '*', '+', '?', '{2}', '{1,3}', '{0,2}', '{2,}')).map((parts) => parts.join('')),
    fc.tuple(tie('pattern'), tie('pattern')).map((parts) => parts.join('')),
    fc.tuple(tie('pattern'), tie('pattern')).map((parts) => `(${parts.join('|')})`),
    fc.tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}')).map(([one, times]) => `(${one})${times}`),
  ),
})).pattern;
const text = fc
  .array(fc.constantFrom('a', 'b', 'c', '/', 'é', '.', '_', '-', '\n'), { maxLength: 8 })
  .map((all) => all.join(''));

test('machines accept what expressions match, and the same where they are exact', () => {
  fc.assert(
    fc.property(pattern, fc.array(text, { minLength: 10, maxLength: 10 }), (one, texts) => {
      const made = regexMachine([one], one);
      const matches = compileRegex(one);
      for (const each of texts) {
        const accepted = accepts(one, each);
        assert.ok(accepted !== undefined && made !== undefined, one);
        if (made.exact) assert.equal(accepted, matches(each), `${one} on ${each}`);
        else assert.ok(accepted || !matches(each), `${one} on ${each}`);
      }
    }),
    { numRuns: 1000 },
  );
});

test('anchors at the ends say nothing of a whole text; what is unknown is left to user space', () => {
  assert.equal(accepts('^/etc/[a-z]+$', '/etc/shadow'), true);
  assert.equal(accepts('^/etc/[a-z]+$', '/etc/Shadow'), false);
  assert.equal(accepts('^a|b$', 'b'), true);
  for (const unknown of [
    '[[:alpha:]]',
    '\\d',
    '(?i)a',
    'a^b',
    'a$b',
    'a**',
    'a{2}{3}',
    'a{1000}',
    '(a',
    ')',
    '[a',
    '\\',
    '*',
    '[]a]',
  ]) {
    assert.equal(accepts(unknown, 'a'), undefined, unknown);
  }
  assert.equal(accepts('('.repeat(1e5), 'a'), undefined);
  assert.equal(accepts(`${'(a{60})'.repeat(3)}{60}`, 'a'), undefined);
});
