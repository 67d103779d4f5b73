/**
 * A condition, whatever it is made of, is judged in time linear in the length of the texts that an event brings: they are
 * written by watched processes. The operators one by one are in operators/linear.test.ts.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadRules } from '@lanner/language';
import type { FieldValue } from '@lanner/schema';
import fc from 'fast-check';
import type { FieldBinding, JudgedEvent } from './binding.ts';
import { RuleEngine } from './rule-engine.ts';

const SHORT = 400;
/** So many short texts are as long as one long text: together they cost as much, or the long one 32 times as much. */
const FACTOR = 32;
const ALLOWED = 12;
/** What else the machine does only adds: the least of some measurements counts, and most conditions need but one. */
const MEASUREMENTS = 6;
const CONDITIONS = 250;

interface TextEvent extends JudgedEvent {
  readonly text: string;
  readonly words: readonly string[];
}

function eventOf(unit: string, length: number): TextEvent {
  const text = unit.repeat(Math.ceil(length / unit.length));
  const words = Array.from({ length: Math.ceil(length / 8) }, (_, at) => `-${unit}${at % 7}`);
  return { hasRealView: false, realView: false, text, words };
}

/** A list field has the words, a field of any ancestor as many texts, all others one long text. */
const BINDING: FieldBinding<TextEvent> = {
  bind: ({ field }, type): ((event: TextEvent) => FieldValue) => {
    if (field.name === 'evt.type') return () => type;
    return field.list === true || field.any === true ? ({ words }) => words : ({ text }) => text;
  },
};

const PATTERN_PIECES = [
  'a',
  'b',
  'aa',
  '/',
  '.',
  '(a|b)',
  '(a*)',
  '(.*)',
  '[ab]',
  '[^b]+',
  'a?',
  'a{1,5}',
  '(a+)+',
  '|',
  '^',
  '$',
];
const GLOB_PIECES = ['a', 'b', '/', '*', '**', '?', '[ab]', '[!c]', 'aa', '/*'];
const WORDS = ['a', 'aa', 'ab', 'aaaaaaaab', '/a/a', 'aé', 'b', 'aaaaaaaaaaaaaaaaaaaaaaaab', '-a1', 'A'];

function joined(pieces: readonly string[], maxLength: number): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength }).map((parts) => parts.join(''));
}

const regex: fc.Arbitrary<string> = joined(PATTERN_PIECES, 7).map((text) => `'${text}'`);
const glob: fc.Arbitrary<string> = joined(GLOB_PIECES, 8).map((text) => `'${text}'`);
const path: fc.Arbitrary<string> = joined(['/a', '/b', '/*', '/?', '/*a*', '/aa'], 6).map((text) => `'${text}'`);
const word: fc.Arbitrary<string> = fc.constantFrom(...WORDS).map((text) => `'${text}'`);

function listOf(one: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.array(one, { minLength: 1, maxLength: 12 }).map((all) => `(${all.join(', ')})`);
}

const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('proc.name', 'fd.name', 'proc.cmdline', 'proc.aname[2]') },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('tolower', 'toupper', 'b64', 'basename'), fc.constantFrom('fd.name', 'proc.cmdline'))
      .map(([name, field]) => `${name}(${field})`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('concat("x", fd.name, proc.name)', 'join(",", proc.args)', 'toupper(tolower(fd.name))'),
  },
  { weight: 1, arbitrary: fc.constant('getopt(proc.args, "ab:")[a]') },
);
const several: fc.Arbitrary<string> = fc.constantFrom('proc.aname', 'proc.args', 'tolower(proc.args)');
const modifier: fc.Arbitrary<string> = fc.constantFrom('oneof', 'anyof', 'allof');
const plain: fc.Arbitrary<string> = fc.constantFrom('=', '!=', 'contains', 'icontains', 'startswith', 'endswith');

const check: fc.Arbitrary<string> = fc
  .oneof(
    fc.tuple(text, plain, word),
    fc.tuple(text, plain, fc.constantFrom('val(proc.pname)', 'val(fd.name)')),
    fc.tuple(text, fc.constantFrom('contains', 'icontains', 'startswith', 'endswith'), modifier, listOf(word)),
    fc.tuple(text, fc.constantFrom('in', 'intersects'), listOf(word)),
    fc.tuple(several, fc.constantFrom('in', 'intersects'), listOf(word)),
    fc.tuple(several, fc.constantFrom('contains', 'icontains', 'startswith', '='), word),
    fc.tuple(text, fc.constant('regex'), regex),
    fc.tuple(text, fc.constantFrom('glob', 'iglob'), glob),
    fc.tuple(text, fc.constant('pmatch'), listOf(path)),
    fc.constantFrom(['len(fd.name) > 100000'], ['len(proc.args) > 100000']),
  )
  .map((parts) => parts.join(' '));

/** The checks, and what they are joined to: a rule for each, since in the whole one may decide before another is tried. */
interface Conditions {
  readonly checks: readonly string[];
  readonly whole: string;
}

const conditions: fc.Arbitrary<Conditions> = fc
  .array(fc.tuple(check, fc.constantFrom('and', 'or'), fc.boolean()), { minLength: 1, maxLength: 4 })
  .map((parts) => ({
    checks: parts.map(([one]) => one),
    whole: parts.reduce((left, [one, word, not]) => `(${left} ${word} ${not ? 'not ' : ''}${one})`, 'proc.pid exists'),
  }));

function compiled({ checks, whole }: Conditions): RuleEngine<TextEvent> | undefined {
  const items = [whole, ...checks].map((one, at) => {
    return { rule: `R${at}`, desc: 'd', priority: 'info', output: 'o', condition: `evt.type = open and ${one}` };
  });
  const { rules } = loadRules([{ name: 'a', text: JSON.stringify(items) }]);
  return rules.length < items.length ? undefined : new RuleEngine(rules, BINDING, ['open'], { matching: 'all' });
}

function timeOf(engine: RuleEngine<TextEvent>, event: TextEvent, times: number): number {
  const start = performance.now();
  for (let time = 0; time < times; time++) engine.judge(event, 'open');
  return performance.now() - start;
}

test('random conditions cost time linear in the length of the texts', () => {
  let measured = 0;
  fc.assert(
    fc.property(conditions, fc.constantFrom('a', 'ab', '/a', 'aé', 'A', 'b'), (given, unit) => {
      const engine = compiled(given);
      if (engine === undefined) return;
      measured++;
      const short = eventOf(unit, SHORT);
      const long = eventOf(unit, SHORT * FACTOR);
      let ofShort = Infinity;
      let ofLong = Infinity;
      for (let left = MEASUREMENTS; left > 0; left--) {
        ofShort = Math.min(ofShort, timeOf(engine, short, FACTOR));
        ofLong = Math.min(ofLong, timeOf(engine, long, 1));
        // Below a tenth of a millisecond the clock is what is measured.
        if (ofLong < ALLOWED * Math.max(ofShort, 0.1)) return;
      }
      assert.fail(
        `${given.whole} on '${unit}…': ${(ofLong / ofShort).toFixed(1)} times as much in one text as in ${FACTOR}`,
      );
    }),
    { numRuns: CONDITIONS, endOnFailure: true },
  );
  assert.ok(measured > CONDITIONS / 2, `${measured} of ${CONDITIONS} conditions load`);
});
