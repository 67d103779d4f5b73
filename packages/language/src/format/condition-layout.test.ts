import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseCondition } from '../parser.ts';
import { LIST_MODIFIERS, LIST_OPERATORS, NUMERIC_OPERATORS, STRING_OPERATORS, TRANSFORMER_NAMES } from '../syntax.ts';
import { layoutCondition } from './condition-layout.ts';

const WIDTH = 40;

function lay(text: string, width: number = WIDTH, lists: readonly string[] = []): string | undefined {
  return layoutCondition(text, { width, lists: new Set(lists) })?.join('\n');
}

test('what fits stands on one line, in one spelling', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['a.b=c and\n\td.e>=5', 'a.b = c and d.e >= 5'],
    ['not(a.b==c)', 'not (a.b = c)'],
    ['((a.b in(c,d)))or e', '(a.b in (c, d)) or e'],
    ['((a) or b)', '((a) or b)'],
    ['not (not (a))', 'not (not (a))'],
    ['not not a', 'not not a'],
    ['a.b in c', 'a.b in c'],
    ["a.b = 'c d'", 'a.b = "c d"'],
    [String.raw`a.b = 'say "c"'`, String.raw`a.b = 'say "c"'`],
    [String.raw`a.b = '\'c'`, String.raw`a.b = '\'c'`],
    ['toupper( basename(a.b) )= C', 'toupper(basename(a.b)) = C'],
    ['a.b = anyof', 'a.b = anyof'],
    ['and a.b = c', 'and a.b = c'],
    ['or(a or b)', 'or (a or b)'],
    ['order', 'order'],
  ];
  for (const [text, expected] of cases) assert.equal(lay(text), expected, text);
});

test('what does not fit has one operand a line', () => {
  const cases: readonly (readonly [string, string])[] = [
    [
      'evt.type = open and fd.name = /etc/shadow and not root',
      'evt.type = open\nand fd.name = /etc/shadow\nand not root',
    ],
    [
      'evt.type = open and not (fd.name startswith /etc/ or fd.name = /root)',
      'evt.type = open\nand not (\n  fd.name startswith /etc/\n  or fd.name = /root\n)',
    ],
    [
      'aaaaaaaaaaaaa and bbbbbbbbbbbbbbb or ccccccccccccccccccccc and dddddddddddddddddddddddd',
      'aaaaaaaaaaaaa and bbbbbbbbbbbbbbb\nor ccccccccccccccccccccc\n  and dddddddddddddddddddddddd',
    ],
    [
      'proc.name in (aaaaaaaaaaaa, bbbbbbbbbbbb, cccccccccccc, ddd)',
      'proc.name in (\n  aaaaaaaaaaaa, bbbbbbbbbbbb,\n  cccccccccccc, ddd\n)',
    ],
    [
      'proc.name = "a text that is longer than the line is wide"',
      'proc.name = "a text that is longer than the line is wide"',
    ],
    ['or proc.name = aaaaaaaaaaaaaa or proc.name = b', 'or proc.name = aaaaaaaaaaaaaa\nor proc.name = b'],
  ];
  for (const [text, expected] of cases) assert.equal(lay(text), expected, text);
});

test('a piece that does not parse has no layout', () => {
  for (const text of ['', 'and ', 'a.b =', ', d)', 'a b']) assert.equal(lay(text), undefined, text);
});

test('blanks that would make the name of a list of what is none are not added', () => {
  assert.equal(lay('fd.num>5', WIDTH, ['6']), 'fd.num > 5');
  assert.equal(lay('fd.num>5', WIDTH, ['5']), undefined);
  assert.equal(lay('fd.num > 5', WIDTH, ['5']), 'fd.num > 5');
});

const blanks = fc.constantFrom('', ' ', '  ', '\n', '\t', ' \n    ');
const gaps = fc.constantFrom(' ', '  ', '\n', ' \n  ', '\t');
const names = fc.constantFrom('a', 'm_1', 'notable', 'order', 'android', 'anyof', 'x9');
const characters = fc.constantFrom(...'ab/.* ()=,[]\n\té漢x-#:%|>{}'.split(''));
const inner = fc.array(fc.oneof(characters, fc.constantFrom('\\\\', '\\n', '\\/')), { maxLength: 12 });
const quoted = fc.oneof(
  inner.map((parts) => `"${parts.join('')}"`),
  inner.map((parts) => `'${parts.join('')}'`),
  inner.map((parts) => `"${parts.join('')}'\\"x"`),
  inner.map((parts) => `'${parts.join('')}"\\'x'`),
  inner.map((parts) => `"${parts.join('')}\\ "`),
);
const bare = fc.stringMatching(/^[a-z0-9/.*:<>#%|[\]{}&!@-]{1,10}$/);
const values = fc.oneof(quoted, bare);
const numbers = fc.constantFrom('0', '-5', '+7', '3.', '1.5e+3', '0x1F', '99999999999999999999');
const fields = fc
  .tuple(
    names,
    names,
    fc.oneof({ weight: 3, arbitrary: fc.constant('') }, fc.constantFrom('[2]', '["x y"]', "['z']", '[/a*]')),
  )
  .map(([first, second, argument]) => `${first}.${second}${argument}`);
const transformed: fc.Memo<string> = fc.memo((depth) =>
  fc
    .tuple(
      fc.constantFrom(...TRANSFORMER_NAMES.filter((name) => name !== 'val')),
      blanks,
      fc.array(
        fc.oneof(
          fields,
          quoted,
          numbers,
          fc.constantFrom('()', '("a", b.c )'),
          depth > 1 ? transformed(depth - 1) : fields,
        ),
        { minLength: 1, maxLength: 3 },
      ),
      fc.constantFrom(',', ', ', '\n,'),
    )
    .map(([name, blank, operands, comma]) => `${name}(${blank}${operands.join(comma)}${blank})`),
);
const lists = fc
  .tuple(fc.array(values, { maxLength: 30 }), fc.constantFrom(',', ', ', ' ,\n'), blanks)
  .map(([items, comma, blank]) => `(${blank}${items.join(comma)}${blank})`);
const valOf = fields.map((field) => `val( ${field} )`);
const sides = fc.oneof(
  fc.constant(' exists'),
  fc
    .tuple(blanks, fc.constantFrom('=', '==', '!='), blanks, fc.oneof(values, valOf, transformed(2)))
    .map((parts) => parts.join('')),
  fc
    .tuple(gaps, fc.constantFrom(...STRING_OPERATORS), gaps, fc.oneof(values, valOf, transformed(2)))
    .map((parts) => parts.join('')),
  fc
    .tuple(
      gaps,
      fc.constantFrom(...STRING_OPERATORS),
      gaps,
      fc.constantFrom(...LIST_MODIFIERS),
      gaps,
      fc.oneof(lists, names),
    )
    .map((parts) => parts.join('')),
  fc
    .tuple(blanks, fc.constantFrom(...NUMERIC_OPERATORS), blanks, fc.oneof(numbers, valOf))
    .map((parts) => parts.join('')),
  fc
    .tuple(
      gaps,
      fc.constantFrom(...LIST_OPERATORS),
      fc.oneof(
        lists,
        fc.tuple(gaps, fc.oneof(names, lists)).map((parts) => parts.join('')),
      ),
    )
    .map((parts) => parts.join('')),
);
const checks = fc.tuple(fc.oneof(fields, transformed(2)), sides).map((parts) => parts.join(''));
const terms: fc.Memo<string> = fc.memo((depth) => {
  if (depth <= 1) return fc.oneof(checks, names);
  const within = junctions(depth - 1);
  const wrapped = fc.tuple(blanks, within, blanks).map(([before, text, after]) => `(${before}${text}${after})`);
  return fc.oneof(
    checks,
    names,
    wrapped,
    wrapped.map((text) => `(${text})`),
    wrapped.map((text) => `not${text}`),
    terms(depth - 1).map((text) => `not ${text}`),
  );
});
const junctions: fc.Memo<string> = fc.memo((depth) =>
  fc
    .array(fc.tuple(gaps, fc.constantFrom('and', 'or'), gaps, terms(depth)), { minLength: 1, maxLength: 5 })
    .map((parts) =>
      parts.map(([before, word, after, term], at) => (at === 0 ? term : before + word + after + term)).join(''),
    ),
);

function withoutSpans(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, inner: unknown) =>
      /^(span|operatorSpan|operatorText)$/.test(key) ? undefined : inner,
    ),
  );
}

test('layout keeps the tree, at every width, and laid out again it stays', () => {
  let parsed = 0;
  fc.assert(
    fc.property(junctions(3), fc.integer({ min: 1, max: 130 }), (text, width) => {
      const { tree } = parseCondition(text);
      const laid = lay(text, width);
      assert.equal(laid === undefined, tree === undefined);
      if (laid === undefined) return;
      parsed++;
      assert.deepEqual(withoutSpans(parseCondition(laid).tree), withoutSpans(tree));
      assert.equal(lay(laid, width), laid);
      for (const line of laid.split('\n')) assert.equal(line.trimEnd() === line || /["']/.test(laid), true, line);
    }),
    { numRuns: 1500 },
  );
  // Some random texts are no conditions: a word that is none of a list, a quoted text right behind another.
  assert.ok(parsed > 900, `only ${parsed} parsed`);
});
