/**
 * Conditions as people write them, made at random: every operator, every transformer, fields on both sides, lists, either
 * end, any ancestor, values that are not there. Compiled, interpreted and specialised, they say the same.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadRules, type CheckedRule } from '@lanner/language';
import type { FieldValue, Scalar } from '@lanner/schema';
import fc from 'fast-check';
import { compileJudge } from './compile.ts';
import { interpret } from './interpret.ts';
import { makeSpecialiser } from './specialise.ts';

type Event = ReadonlyMap<string, FieldValue>;

const WORDS = ['', 'a', 'ab', 'B', 'a/b', '/', '-a', '-bx', '--', 'YQ', 'YWI=', 'é', 'É', '😀', '\uffff', '*', 'a*'];
const word = fc.constantFrom(...WORDS);
const quoted = word.map((text) => `"${text}"`);
const small = fc.integer({ min: 0, max: 3 });
const bytes = fc.constantFrom('', 'a', 'ab', 'YQ', 'YWI=\0', '\xff\0').map((text) => {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
});
const v4 = fc.constantFrom(0, 0x7f000001, 0x0a000001);
const address = fc.oneof(v4, fc.constantFrom(0n, 1n));

/** What each field may hold. */
const VALUES: Readonly<Record<string, fc.Arbitrary<FieldValue>>> = {
  'proc.name': word,
  'proc.pname': word,
  'proc.exepath': word,
  'proc.env[HOME]': word,
  'proc.cmdnargs': small,
  'fd.num': small,
  'evt.is_io': fc.boolean(),
  'evt.buffer': bytes,
  'fd.types': fc.array(word, { maxLength: 3 }),
  'proc.aname': fc.array(word, { minLength: 1, maxLength: 3 }),
  'proc.apid': fc.array(small, { minLength: 1, maxLength: 3 }),
  'fd.ip': fc.array(address, { maxLength: 2 }),
  'fd.net': fc.array(address, { maxLength: 2 }),
  'fd.port': fc.array(small, { maxLength: 2 }),
  'fd.cip': address,
  'fd.sip': address,
};
const TEXT_FIELDS = ['proc.name', 'proc.pname', 'proc.exepath', 'proc.env[HOME]'];
const TYPES = ['open', 'procexit'];

const { text, list, number } = fc.letrec<{ text: string; list: string; number: string }>((tie) => {
  const field = fc.constantFrom(...TEXT_FIELDS);
  const part = fc.oneof(tie('text'), quoted, fc.constant('proc.aname'));
  const changed = (names: readonly string[], of: fc.Arbitrary<string>) =>
    fc.tuple(fc.constantFrom(...names), of).map(([name, inner]) => `${name}(${inner})`);
  const several = fc.oneof(
    fc.constant('fd.types'),
    changed(['tolower', 'toupper', 'basename'], fc.constant('fd.types')),
    fc
      .array(fc.oneof(part, fc.constantFrom('fd.num', 'proc.cmdnargs', '7')), { minLength: 1, maxLength: 3 })
      .map((parts) => `(${parts.join(', ')})`),
  );
  const options = fc.tuple(several, fc.constantFrom('"ab:"', '"a"', 'proc.name'));
  return {
    text: fc.oneof(
      { depthSize: 'small', maxDepth: 3, withCrossShrink: true },
      field,
      changed(['tolower', 'toupper', 'basename', 'b64'], tie('text')),
      fc.array(part, { minLength: 2, maxLength: 3 }).map((parts) => `concat(${parts.join(', ')})`),
      fc.tuple(part, several).map(([separator, parts]) => `join(${separator}, ${parts})`),
      fc.tuple(options, fc.constantFrom('a', 'b')).map(([[all, letters], one]) => `getopt(${all}, ${letters})[${one}]`),
    ),
    list: fc.oneof(
      fc.constant('fd.types'),
      changed(['tolower', 'toupper', 'basename', 'b64'], fc.constant('fd.types')),
      options.map(([all, letters]) => `getopt(${all}, ${letters})`),
    ),
    number: fc.oneof(
      changed(['len'], fc.oneof(tie('text'), fc.constantFrom('evt.buffer', 'b64(evt.buffer)'))),
      fc.constant('proc.cmdnargs'),
    ),
  };
});

const TEXT_OPERATORS = ['=', '!=', 'contains', 'icontains', 'startswith', 'endswith', 'glob', 'iglob'];
const ORDER = ['=', '!=', '<', '<=', '>', '>='];

function values(one: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.array(one, { maxLength: 3 }).map((all) => `(${all.join(', ')})`);
}

/** A field stands right of an operator within `val`, a transformer as it is. */
function right(operand: string): string {
  return operand.includes('(') ? operand : `val(${operand})`;
}

function parts(...all: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.tuple(...all).map((texts) => texts.join(' '));
}

const pick = (...all: string[]) => fc.constantFrom(...all);
const onText = fc.oneof(text, pick('proc.aname'));
const check = fc.oneof(
  parts(onText, pick(...TEXT_OPERATORS), quoted),
  parts(onText, pick(...TEXT_OPERATORS.slice(0, 6)), pick('anyof', 'allof', 'oneof'), values(quoted)),
  parts(onText, pick('in', 'intersects', 'pmatch'), values(quoted)),
  parts(onText, pick('regex'), pick('"a.*"', '".*"', '"[ab]*"', '"(a|b|/)+"')),
  parts(text, pick(...TEXT_OPERATORS, '<', '<=', '>', '>=', 'in', 'intersects'), text.map(right)),
  parts(list, pick('in', 'intersects'), values(quoted)),
  parts(pick('getopt(fd.types, "ab:")'), pick('in', 'intersects'), pick('getopt((proc.name, "-a"), "ab")')),
  parts(number, pick(...ORDER), small.map(String)),
  parts(number, pick(...ORDER, 'in'), number.map(right)),
  parts(fc.oneof(number, pick('len(fd.types)')), pick('in', 'intersects'), values(small.map(String))),
  parts(pick('fd.port', 'proc.apid', 'fd.num'), pick(...ORDER), small.map(String)),
  parts(pick('fd.port', 'proc.apid', 'fd.num'), pick('in'), values(small.map(String))),
  parts(pick('fd.ip', 'fd.sip'), pick('=', '!='), pick('127.0.0.1', '0.0.0.0', '::1', '::')),
  parts(pick('fd.ip', 'fd.sip'), pick('in'), values(pick('127.0.0.1', '10.0.0.1', '::1'))),
  parts(pick('fd.net'), pick('=', '!='), pick('10.0.0.0/8', '0.0.0.0/0', 'fe80::/10')),
  parts(pick('fd.net'), pick('in'), values(pick('"10.0.0.0/8"', '"127.0.0.0/8"', '"::/1"'))),
  parts(pick('fd.sip'), pick('=', '!=', 'in'), pick('val(fd.cip)')),
  parts(pick('evt.buffer', 'b64(evt.buffer)'), pick('=', '!=', 'contains', 'startswith', 'endswith'), quoted),
  parts(pick('evt.buffer'), pick('bcontains', 'bstartswith'), pick('61', 'ff00', '""')),
  parts(pick('evt.buffer'), pick('=', 'contains'), pick('b64(evt.buffer)')),
  parts(pick('evt.is_io'), pick('=', '!='), pick('true', 'false')),
  parts(fc.oneof(text, list, number, pick(...Object.keys(VALUES))), pick('exists')),
  parts(pick('evt.type'), pick('=', '!='), pick(...TYPES)),
  parts(pick('evt.dir', 'evt.num'), pick('='), pick('0')),
);

const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', maxDepth: 3, withCrossShrink: true },
    { arbitrary: check, weight: 5 },
    fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `(${a} and ${b})`),
    fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `(${a} or ${b})`),
    tie('condition').map((inner) => `not (${inner})`),
  ),
}));

const event: fc.Arbitrary<Event> = fc
  .tuple(fc.constantFrom(...TYPES), fc.record(VALUES, { requiredKeys: [] }))
  .map(([type, fields]) => {
    const dir = type === 'open' ? '<' : '>';
    return new Map<string, FieldValue>([
      ...Object.entries(fields),
      ['evt.type', type],
      ['evt.dir', dir],
      ['evt.num', 1],
    ]);
  });

function rulesOf(conditions: readonly string[]): readonly CheckedRule[] {
  const common = { desc: 'd', priority: 'info', output: 'o', warn_evttypes: false };
  const rules = conditions.map((one, at) => ({ rule: `r${at}`, condition: one, ...common }));
  const { rules: loaded, diagnostics } = loadRules([{ name: 'a', text: JSON.stringify(rules) }]);
  const wrong = diagnostics.find(({ severity }) => severity === 'error');
  assert.equal(wrong, undefined, wrong && `${conditions.join('\n')}\n${wrong.message}`);
  return loaded;
}

function judge(rules: readonly CheckedRule[], one: Event, conditions: readonly CheckedRule['condition'][]): number[] {
  const compiled = rules.map((rule, at) => ({ rule, condition: conditions[at] ?? rule.condition }));
  const matched: number[] = [];
  compileJudge<Event>(compiled, (ref) => (e) => e.get(ref.text))(one, matched, false);
  return matched;
}

test('what is written, compiled, interpreted and specialised, says the same', () => {
  const seen = new Map<Scalar, number>([
    [true, 0],
    [false, 0],
  ]);
  const conditions = fc.array(condition, { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(conditions, fc.array(event, { minLength: 8, maxLength: 8 }), (written, events) => {
      const rules = rulesOf(written);
      for (const one of events) {
        const read = (ref: { text: string }): FieldValue => one.get(ref.text);
        const wanted = rules.flatMap((rule, at) => (interpret(rule.condition, read) ? [at] : []));
        assert.deepEqual(judge(rules, one, []), wanted, written.join('\n'));
        const special = rules.map((rule) => makeSpecialiser(String(one.get('evt.type')))(rule.condition));
        assert.deepEqual(judge(rules, one, special), wanted, written.join('\n'));
        for (const at of rules.keys()) {
          const holds = wanted.includes(at);
          seen.set(holds, (seen.get(holds) ?? 0) + 1);
        }
      }
    }),
    { numRuns: 150 },
  );
  for (const [verdict, count] of seen) assert.ok(count > 1000, `${String(verdict)}: ${count}`);
});
