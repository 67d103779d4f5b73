import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AutomatonMaker, run } from './automaton.ts';
import type { Automata, Automaton } from './automaton.ts';
import { accepted, holdsOf, joined, negated } from './formula.ts';
import type { Formula } from './formula.ts';
import type { Machine } from './machine.ts';
import { FormulaAutomata, minimised } from './product.ts';
import { regexMachine } from './regex.ts';

const PIECES = ['', '.*', 'a', 'ab', '/', 'a/b', '[ab]', 'c+', '(a|/b)'];
const machine = fc
  .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 4 })
  .map((pieces) => accepted(regexMachine([pieces.join('')], pieces.join(''))?.machine ?? assert.fail()));
const formula = fc.letrec<{ formula: Formula }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    machine,
    tie('formula').map(negated),
    fc
      .tuple(fc.constantFrom('and', 'or'), fc.array(tie('formula'), { minLength: 1, maxLength: 3 }))
      .map(([kind, formulas]) => joined(kind, formulas)),
  ),
})).formula;
const formulas = fc.uniqueArray(formula, { minLength: 1, maxLength: 6, selector: ({ key }) => key });
const texts = fc.array(
  fc.array(fc.constantFrom('a', 'b', 'c', '/', '.', 'é'), { maxLength: 7 }).map((all) => Buffer.from(all.join(''))),
  { minLength: 10, maxLength: 10 },
);

function holdsBy({ automata, answers }: Automata, { key }: Formula, text: Uint8Array): boolean {
  const places = answers.get(key) ?? assert.fail(key);
  return places.some(({ automaton, bit }) => {
    const one = automata[automaton] ?? assert.fail();
    return (run(one, text) & (1n << BigInt(bit))) !== 0n;
  });
}

/** How many states do: those that do the same are one. */
function statesNeeded({ next, classCount, outputs }: Automaton): number {
  const words = Array.from(new Set(outputs));
  const numbers = Int32Array.from(outputs, (word) => words.indexOf(word));
  return minimised({ count: outputs.length, width: classCount, next, outputs: numbers }).count;
}

test('automata tell of a text which formulas hold, and have no state too many', () => {
  fc.assert(
    fc.property(formulas, formulas, texts, (all, others, each) => {
      const automata = new AutomatonMaker([...all, ...others]).of(all);
      for (const one of all) {
        for (const text of each) assert.equal(holdsBy(automata, one, text), holdsOf(one, text), one.key);
      }
      for (const automaton of automata.automata) assert.equal(statesNeeded(automaton), automaton.outputs.length);
    }),
  );
});

test('what two formulas have in common is made once', () => {
  let steps = 0;
  const counting: Machine = {
    key: 'a of which there are two, five, eight',
    start: 0,
    bytes: new Set([0x61]),
    step(state, byte) {
      steps++;
      return byte === 0x61 ? (state + 1) % 3 : state;
    },
    accepts: (state) => state === 2,
  };
  const made = new FormulaAutomata([0x62, 0x61]);
  assert.equal(made.of(negated(accepted(counting)))?.count, 3);
  const before = steps;
  assert.ok(before > 0);
  const other = accepted(regexMachine(['a'], 'a')?.machine ?? assert.fail());
  assert.ok(made.of(joined('and', [accepted(counting), other])) !== undefined);
  assert.equal(steps, before);
});
