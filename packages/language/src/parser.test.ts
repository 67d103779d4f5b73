import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseCondition } from './parser.ts';
import { formatCondition } from './print.ts';
import {
  LIST_MODIFIERS,
  LIST_OPERATORS,
  NUMERIC_OPERATORS,
  STRING_OPERATORS,
  type CheckSyntax,
  type ConditionSyntax,
  type FieldSyntax,
  type OperandSyntax,
  type TextSyntax,
  type TransformerSyntax,
} from './syntax.ts';

function withoutSpans(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, inner: unknown) =>
      /^(span|operatorSpan|operatorText)$/.test(key) ? undefined : inner,
    ),
  );
}

/** Condition, and how it is printed. */
const VALID: readonly (readonly [string, string])[] = [
  ['evt.type=open and proc.name=cat', 'evt.type = open and proc.name = cat'],
  ["fd.typechar='f' or fd.num>=0", 'fd.typechar = "f" or fd.num >= 0'],
  ['a.b == c', 'a.b = c'],
  ['not not a.b = c', 'a.b = c'],
  ['not not not a.b = c', 'not a.b = c'],
  ['not(a.b = c)', 'not a.b = c'],
  ['(a.b = c)and(d.e = f)or(g)', '(a.b = c and d.e = f) or g'],
  ['a or b and c', 'a or (b and c)'],
  ['(a or b) and c', '(a or b) and c'],
  ['((((a))))', 'a'],
  ['not_a and order', 'not_a and order'],
  ['not', 'not'],
  ['a.b exists', 'a.b exists'],
  ['a.b in ()', 'a.b in ()'],
  ['a.b in (c, "d e",f)', 'a.b in (c, "d e", f)'],
  ['a.b in c', 'a.b in (c)'],
  ['a.b[2] = c', 'a.b[2] = c'],
  ['a.b["x y"] = c', 'a.b["x y"] = c'],
  ['a.b[/proc*] = c', 'a.b[/proc*] = c'],
  ['a.b glob /proc/*/environ', 'a.b glob /proc/*/environ'],
  ['a.b endswith \\', 'a.b endswith \\'],
  ['a.b = "\\ "', 'a.b = "\\ "'],
  ["a.b = ''", 'a.b = ""'],
  ['a.b in (runc:[0:PARENT])', 'a.b in (runc:[0:PARENT])'],
  ['a.b = anyof (c, d)', 'a.b = anyof (c, d)'],
  ['a.b startswith anyof c', 'a.b startswith anyof (c)'],
  ['a.b startswith anyof', 'a.b startswith anyof'],
  ['a.b = anyof and c', 'a.b = anyof and c'],
  ['a.b = val(c.d)', 'a.b = val(c.d)'],
  ['toupper( basename(a.b) ) = C', 'toupper(basename(a.b)) = C'],
  ['join(",", (a.b, "x", 3)) = y', 'join(",", (a.b, "x", 3)) = y'],
  ['getopt(a.b, "ab:")[b] = x', 'getopt(a.b, "ab:")[b] = x'],
  ['a.b\t=\n c', 'a.b = c'],
  ['a.b = <NA>', 'a.b = <NA>'],
];

/** Condition, the offset of the error, and a part of the message. */
const INVALID: readonly (readonly [string, number, RegExp])[] = [
  ['', 0, /expected '\('/],
  ['()', 1, /expected '\('/],
  ['(a.b = c', 8, /expected '\)'/],
  ['a.b = c)', 7, /unexpected '\)' after 'c'/],
  ['a.b = c and', 11, /blank or '\(' after 'and'/],
  ['a.b = c AND d', 8, /unexpected 'AND'/],
  ['a.b', 3, /expected an operator/],
  ['a.b open', 4, /expected an operator/],
  ['a.b <> c', 5, /expected a number/],
  ['a.b > "7"', 6, /expected a number/],
  ['a.b === c', 6, /expected a text/],
  ['a.b = "c', 6, /expected a text/],
  ['a.b = c=d', 7, /unexpected '=d'/],
  ['a.b in (c d)', 10, /expected ',' or '\)'/],
  ['a.b in (c,,d)', 10, /expected a value/],
  ['a.b pmatch /c', 11, /expected a list/],
  ['a.b[] = c', 4, /expected an argument/],
  ['a.b[2 = c', 5, /expected ']'/],
  ['a.b = "\\q"', 7, /unknown escape sequence/],
  ['a.b = val(c)', 10, /a field within val/],
  ['a.b = val(tolower(c.d))', 10, /a field within val/],
  ['reverse(a.b) = c', 7, /unexpected/],
  ['concat(a, b) = c', 7, /expected an argument/],
  ['a.b exists true', 11, /unexpected 'true'/],
  ['a.b anyof(c)', 4, /expected an operator/],
];

test('what is valid is printed in one way, which means the same', () => {
  for (const [text, printed] of VALID) {
    const { tree, error } = parseCondition(text);
    assert.ok(tree, `${text}: ${error?.message}`);
    assert.equal(formatCondition(tree), printed);
    assert.deepEqual(withoutSpans(parseCondition(printed).tree), withoutSpans(tree), text);
  }
});

test('what is not valid says where and why', () => {
  for (const [text, offset, message] of INVALID) {
    const { error } = parseCondition(text);
    assert.ok(error, text);
    assert.equal(error.code, 'LOAD_ERR_COMPILE_CONDITION');
    assert.match(error.message, message, text);
    assert.equal(error.span.start, offset, `${text}: ${error.message}`);
  }
});

test('escapes in quoted texts', () => {
  const cases: readonly (readonly [string, string])[] = [
    [String.raw`"a\tb\n\\c\/"`, 'a\tb\n\\c/'],
    [String.raw`"say \"x\""`, 'say "x"'],
    [String.raw`'it\'s'`, "it's"],
    [`"it's"`, "it's"],
    [String.raw`"a\ b"`, 'a\\b'],
  ];
  for (const [text, value] of cases) {
    const { tree } = parseCondition(`a.b = ${text}`);
    assert.ok(tree?.kind === 'check' && tree.right?.kind === 'text', text);
    assert.equal(tree.right.text, value);
  }
});

test('nesting is bounded, and never by the stack of the machine', () => {
  for (const opening of ['(', 'not (', 'tolower(']) {
    const { error } = parseCondition(`${opening.repeat(100_000)}a.b = c`);
    assert.match(error?.message ?? '', /nested deeper/);
  }
});

test('places lie within the text', () => {
  const { tree } = parseCondition('  a.b = c and not (d.e in (f, g) or h)  ');
  assert.ok(tree?.kind === 'and');
  const { file } = tree.span;
  const texts = [tree, ...tree.children].map(({ span }) => file.text.slice(span.start, span.end));
  assert.deepEqual(texts, ['a.b = c and not (d.e in (f, g) or h)', 'a.b = c', 'not (d.e in (f, g) or h)']);
});

const SPAN = { file: { name: '', text: '' }, start: 0, end: 0 };
const KEYWORDS = new Set(['and', 'or', 'not', ...LIST_MODIFIERS]);

const names = fc.stringMatching(/^[a-z][a-z0-9_]{0,6}$/).filter((name) => !KEYWORDS.has(name));
const characters = fc.constantFrom(...'ab/.*\\ "\'()=,[]\n\té漢x-'.split(''));
const anyText = fc.string({ unit: characters, maxLength: 8 });
const texts: fc.Arbitrary<TextSyntax> = anyText.map((text) => {
  const quoted = !/^[a-z0-9/.*\\[\]é漢-]+$/.test(text);
  return { kind: 'text', text, quoted, span: SPAN };
});
const quotedTexts: fc.Arbitrary<TextSyntax> = anyText.map((text) => ({ kind: 'text', text, quoted: true, span: SPAN }));
const fields: fc.Arbitrary<FieldSyntax> = fc
  .tuple(names, names, fc.option(anyText, { nil: undefined }))
  .map(([first, second, argument]) => ({
    kind: 'field',
    name: `${first}.${second}`,
    ...(argument === undefined ? {} : { argument }),
    span: SPAN,
  }));
const operands: fc.Memo<OperandSyntax> = fc.memo((depth) =>
  depth <= 1 ? fc.oneof(fields, quotedTexts) : fc.oneof(fields, quotedTexts, transformers(depth - 1)),
);
const transformers: fc.Memo<TransformerSyntax> = fc.memo((depth) =>
  fc
    .tuple(
      fc.constantFrom('tolower', 'concat', 'len', 'b64'),
      fc.array(operands(depth), { minLength: 1, maxLength: 3 }),
    )
    .map(([name, arguments_]): TransformerSyntax => ({ kind: 'transformer', name, operands: arguments_, span: SPAN })),
);
const lists = fc.array(texts, { maxLength: 3 }).map((values) => ({ kind: 'list', values, span: SPAN }) as const);
const sides = fc.oneof(
  fc.record({ operator: fc.constant('exists' as const) }),
  fc.record({ operator: fc.constantFrom(...STRING_OPERATORS), right: fc.oneof(texts, transformers(2)) }),
  fc.record({
    operator: fc.constantFrom(...STRING_OPERATORS),
    modifier: fc.constantFrom(...LIST_MODIFIERS),
    right: lists,
  }),
  fc.record({
    operator: fc.constantFrom(...NUMERIC_OPERATORS),
    right: fc.integer().map((number) => ({ kind: 'number', text: String(number), span: SPAN }) as const),
  }),
  fc.record({ operator: fc.constantFrom(...LIST_OPERATORS), right: fc.oneof(lists, transformers(2)) }),
);
const checks: fc.Arbitrary<CheckSyntax> = fc
  .tuple(fc.oneof(fields, transformers(2)), sides)
  .map(([left, side]) => ({ kind: 'check', left, operatorSpan: SPAN, ...side, span: SPAN }));
const macros: fc.Arbitrary<ConditionSyntax> = names.map((name) => ({ kind: 'macro', name, span: SPAN }));
const conditions: fc.Memo<ConditionSyntax> = fc.memo((depth) => {
  if (depth <= 1) return fc.oneof(checks, macros);
  const inner = conditions(depth - 1);
  return fc.oneof(
    checks,
    macros,
    inner.map((child): ConditionSyntax => ({ kind: 'not', child, span: SPAN })),
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(inner, { minLength: 2, maxLength: 3 }))
      .map(([kind, children]): ConditionSyntax => ({ kind, children, span: SPAN })),
  );
});

test('parsing what was printed gives the same tree', () => {
  fc.assert(
    fc.property(conditions(4), (tree) => {
      const { tree: again, error } = parseCondition(formatCondition(tree));
      assert.equal(error?.message, undefined);
      assert.deepEqual(withoutSpans(again), withoutSpans(tree));
    }),
    { numRuns: 500 },
  );
});

test('no text makes the parser throw', () => {
  const pieces = fc.constantFrom(
    'a.b',
    ' ',
    '(',
    ')',
    'not ',
    ' and ',
    ' or ',
    '=',
    ' in ',
    '"',
    "'",
    '\\',
    ',',
    '[',
    ']',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 3 })), { maxLength: 20 }), (parts) => {
      const result = parseCondition(parts.join(''));
      assert.ok((result.tree === undefined) !== (result.error === undefined));
    }),
    { numRuns: 500 },
  );
});

test('what other languages write, and slips of the pen, lead to the word that is meant', () => {
  const hints: readonly (readonly [string, string | undefined])[] = [
    ['proc.name startwith a', "did you mean 'startswith'?"],
    ['proc.name is a', "write '=' for 'is'"],
    ['proc.name ~ a', "write 'regex' for '~'"],
    ['proc.name LIKE a', "write 'glob' for 'LIKE'"],
    ['proc.name frobnicates a', undefined],
    ['proc.name', undefined],
    ['a and !b', "write 'not' for '!'"],
    ['tolowr(proc.name) = a', "did you mean 'tolower'?"],
  ];
  for (const [text, hint] of hints) assert.equal(parseCondition(text).error?.hint, hint, text);
});
