import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AutomatonMaker, run } from './automaton.ts';
import { accepted, holdsOf, joined, negated } from './formula.ts';
import type { Formula } from './formula.ts';
import { Sequences } from './machine.ts';
import type { Item } from './machine.ts';
import { pairsOf, soughtBy } from './sought.ts';
import type { Pair } from './sought.ts';

const ANYTHING: Item = { set: new Uint8Array(256).fill(1), star: true };

function pattern(text: string): Formula {
  const items = Array.from(Buffer.from(text), (byte): Item => {
    if (byte === 0x2a) return ANYTHING;
    return { set: new Uint8Array(256).fill(1, byte, byte + 1), star: false };
  });
  return accepted(new Sequences(`pattern ${text}`, [items]));
}

const literal = fc.array(fc.constantFrom('a', 'b', '/', '.'), { maxLength: 4 }).map((letters) => letters.join(''));
const formula = fc.letrec<{ formula: Formula }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.tuple(literal, literal).map(([a, b]) => pattern(`*${a}*${b}`)),
    literal.map((one) => pattern(`*${one}*`)),
    literal.map((one) => pattern(`/${one}*`)),
    tie('formula').map(negated),
    fc
      .tuple(fc.constantFrom('and', 'or'), fc.array(tie('formula'), { minLength: 1, maxLength: 3 }))
      .map(([kind, formulas]) => joined(kind, formulas)),
  ),
})).formula;
const text = fc
  .array(fc.constantFrom('a', 'b', 'c', '/', '.'), { maxLength: 8 })
  .map((letters) => Buffer.from(letters.join('')));

function hasPair(text: Uint8Array, pairs: readonly Pair[]): boolean {
  return text.some((byte, at) => at > 0 && pairs.includes(((text[at - 1] ?? 0) << 8) | byte));
}

test('of a text that has none of the pairs a formula is what it is otherwise', () => {
  let told = 0;
  fc.assert(
    fc.property(formula, fc.array(text, { minLength: 20, maxLength: 20 }), (one, texts) => {
      const sought = soughtBy(one);
      const pairs = sought && pairsOf(sought.literals);
      for (const each of texts) {
        if (pairs === undefined || hasPair(each, pairs)) continue;
        assert.equal(holdsOf(one, each), sought?.otherwise, `${one.key} of ${each.toString()}`);
        told++;
      }
    }),
    { numRuns: 500 },
  );
  assert.ok(told > 500, `${told}`);
});

test('automata tell what they come to without a walk', () => {
  fc.assert(
    fc.property(fc.array(formula, { minLength: 1, maxLength: 5 }), fc.array(text), (formulas, texts) => {
      for (const automaton of new AutomatonMaker(formulas).of(formulas).automata) {
        const { sought } = automaton;
        for (const each of texts) {
          if (sought !== undefined && !hasPair(each, sought.pairs)) assert.equal(run(automaton, each), sought.output);
        }
      }
    }),
  );
});

test('what is rare is looked for: one pair of each literal, as few as do', () => {
  const sought = soughtBy(joined('or', [pattern('*/.ssh/*'), pattern('*id_rsa*'), pattern('*/.aws*')]));
  assert.equal(sought?.otherwise, false);
  const pairs = pairsOf(sought.literals) ?? assert.fail();
  assert.deepEqual(
    pairs.map((pair) => String.fromCharCode(pair >> 8, pair & 0xff)),
    ['_r', '/.'],
  );
  assert.equal(soughtBy(negated(pattern('*/.ssh/*')))?.otherwise, true);
  assert.equal(soughtBy(pattern('*a*')), undefined);
  assert.equal(soughtBy(joined('or', [pattern('*/.ssh/*'), pattern('*a')])), undefined);
});
