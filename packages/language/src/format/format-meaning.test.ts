/** The formatter changes nothing that counts: on random files, on recorded ones, and on public rules. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PUBLIC_RULES, publicRules, readLines, skip } from '@lanner/schema/corpus';
import fc from 'fast-check';
import { loadRules, type LoadResult } from '../load.ts';
import type { SourceFile } from '../source.ts';
import { commentsOf, tokensOf } from './compare.ts';
import { formatRules } from './format.ts';

/** What was loaded, without places, and without how it was written: that is many times over what it is. */
function loaded(files: readonly SourceFile[]): unknown {
  const result: LoadResult = loadRules(files);
  const { rules, macros, lists, requiredEngineVersion, diagnostics } = result;
  const problems = diagnostics.map(({ code, message }) => `${code} ${message}`).toSorted();
  return withoutPlaces({ rules, macros, lists, requiredEngineVersion, problems });
}

function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (value instanceof Set) return [...value];
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if ('description' in value && 'class' in value) return 'name' in value ? value.name : undefined;
  const entries = Object.entries(value).filter(([key]) => !/[sS]pan$|^(written|operatorText|trail)$/.test(key));
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutPlaces(inner)]));
}

/** The formatted file; checks that its comments are all there and that formatting it again changes nothing. */
function formatted(file: SourceFile): SourceFile {
  const result = formatRules(file);
  assert.ok(result.text !== undefined, `${file.name}: ${result.diagnostics?.[0]?.message}\n${file.text}`);
  const comments = (text: string): string[] => commentsOf(tokensOf(text));
  assert.deepEqual(comments(result.text), comments(file.text.replace(/\r\n?/g, '\n')), file.text);
  const again = formatRules({ name: file.name, text: result.text });
  assert.equal(again.text, result.text, file.text);
  return { name: file.name, text: result.text };
}

test('public rule files mean the same afterwards', { skip }, () => {
  const files = PUBLIC_RULES.map(publicRules);
  assert.deepEqual(loaded(files.map(formatted)), loaded(files));
});

interface LoadCase {
  readonly name: string;
  readonly files: readonly { readonly name: string; readonly content?: string }[];
}

/** Recorded files that cannot be formatted are those whose syntax is wrong. */
test('recorded rule files mean the same afterwards', { skip }, () => {
  let count = 0;
  let refused = 0;
  for (const { name, files } of readLines<LoadCase>('load.jsonl')) {
    const sources = files.map(({ name, content }) =>
      content === undefined ? publicRules(name) : { name, text: content },
    );
    const after = sources.map((file) => {
      const { diagnostics = [] } = formatRules(file);
      for (const { message } of diagnostics)
        assert.doesNotMatch(message, /cannot be formatted/, `${name}\n${file.text}`);
      if (diagnostics.length > 0) refused++;
      return diagnostics.length > 0 ? file : formatted(file);
    });
    const errors = loadRules(sources).diagnostics.filter(({ severity }) => severity === 'error');
    if (errors.length === 0)
      assert.ok(
        after.every((file, at) => file !== sources[at]),
        name,
      );
    assert.deepEqual(loaded(after), loaded(sources), name);
    count += files.length;
  }
  assert.ok(count >= 778 && refused < 250, `${refused} of ${count} files were refused`);
});

const blank = fc.constantFrom('', '', '', '\n', '\n\n', '\n   \n');
const styles = ['plain', 'single', 'double', 'literal', 'folded', 'folded-', 'literal-', 'folded+'] as const;
const texts = fc.oneof(
  fc.constantFrom(
    'x',
    'some text',
    'null',
    '3',
    'true',
    '~',
    '- a',
    'a: b',
    'a #b',
    '%proc.name here',
    "it's",
    '"q"',
    '[x',
    '&x',
    '...',
    '---',
  ),
  fc.lorem({ maxCount: 40 }),
  fc.array(fc.lorem({ maxCount: 12 }), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('\n')),
  fc.array(fc.lorem({ maxCount: 12 }), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('\n\n\n  ')),
  fc.string({ unit: fc.constantFrom(...Array.from('ab  \t\\"\'#:é漢\u0085\u{1f600}')), minLength: 1, maxLength: 30 }),
);
const conditions = fc
  .array(
    fc.tuple(
      fc.constantFrom(' and ', ' or ', '\n and ', ' or\n  ', ' and not '),
      fc.constantFrom(
        'proc.name = a',
        'proc.name in (a, l_1)',
        'm_1',
        'fd.num>=3',
        "proc.cmdline contains 'a  b'",
        'proc.cmdline contains "a: b #"',
        'proc.aname[2]=x',
        '(m_2 or proc.name=y)',
        'tolower(proc.name) = val(proc.pname)',
        'proc.cmdline startswith anyof (aaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbbbbbbb, ccccccccccccccccccccccccccccc, ddddddddddd)',
        'not (proc.name=z and\n(m_1 or fd.name glob "/*"))',
      ),
    ),
    { maxLength: 8 },
  )
  .map((parts) => `evt.type = open${parts.flat().join('')}`);
const comment = fc.option(fc.constantFrom('#', '# a', '#b', '# c: d "'), { nil: undefined, freq: 3 });

/** A text as a scalar, in the first style of those given that can hold it; `indent` is that of the lines below. */
function scalar(text: string, style: (typeof styles)[number], indent: string, aside: string | undefined): string {
  const behind = aside === undefined ? '' : ` ${aside}`;
  const block = /^[^\s\u0085]/.test(text) && !/[\t\u0085]/.test(text) && !/[ \n]$/m.test(text);
  if (block && (style.startsWith('literal') || (style.startsWith('folded') && !/\n[ \n]/.test(text)))) {
    const chomp = style.endsWith('-') ? '-' : style.endsWith('+') ? '+' : '';
    return `${style.startsWith('literal') ? '|' : '>'}${chomp}${behind}\n${text.replace(/^(?=.)/gm, indent)}`;
  }
  if (style === 'plain' && /^[a-z]+( [a-z]+)*$/.test(text)) return text.replaceAll(' ', `\n${indent}`) + behind;
  if (style === 'single' && !/[\n\t\u0085]/.test(text)) return `'${text.replaceAll("'", "''")}'${behind}`;
  return JSON.stringify(text).replaceAll('\u0085', '\\x85') + behind;
}

const pair = fc.record({ blank, above: comment, aside: comment, style: fc.constantFrom(...styles) });
interface PairStyle {
  readonly blank: string;
  readonly above: string | undefined;
  readonly aside: string | undefined;
  readonly style: (typeof styles)[number];
}

function lines(
  entries: readonly (readonly [string, (style: PairStyle) => string])[],
  each: readonly PairStyle[],
): string {
  return entries
    .map(([key, write], at) => {
      const style = each[at % each.length];
      if (style === undefined) return '';
      const above = style.above === undefined || at === 0 ? '' : `  ${style.above}\n`;
      const before = at === 0 ? '- ' : `${style.blank === '' ? '' : '\n'}${above}  `;
      return `${before}${key}: ${write(style)}\n`;
    })
    .join('');
}

function sequence(values: readonly string[], { style, aside }: PairStyle): string {
  const behind = aside === undefined ? '' : ` ${aside}`;
  if (values.length === 0 || style === 'plain') return `[${values.join(',  ')}]${behind}`;
  if (style === 'double')
    return `[ # first\n      ${values.join(`, # behind\n  # above\n    `)}\n    # last\n  ]${behind}`;
  const indent = style === 'single' ? '  ' : '      ';
  return `${aside ?? ''}${values.map((value) => `\n${indent}- ${value}${behind}`).join('')}`;
}

const words = fc.array(
  fc.constantFrom('a', 'l_1', "'b c'", '"\\td"', '"e"', '/usr/bin/some-program', 'f-g', '10.0.0.0/8'),
  { maxLength: 9 },
);
const named = fc.constantFrom('1', '2', '3');
const itemTexts = fc.oneof(
  fc.tuple(named, words, fc.array(pair, { minLength: 2, maxLength: 3 })).map(([name, items, each]) =>
    lines(
      [
        ['list', () => `l_${name}`],
        ['items', (style) => sequence(items, style)],
      ],
      each,
    ),
  ),
  fc
    .tuple(named, conditions, fc.boolean(), fc.array(pair, { minLength: 2, maxLength: 3 }))
    .map(([name, condition, append, each]) =>
      lines(
        [
          ['condition', ({ style, aside }) => scalar(append ? `or ${condition}` : condition, style, '    ', aside)],
          ['macro', () => `m_${name}`],
          ...(append ? [['override', () => '{condition: append}'] as const] : []),
        ],
        each,
      ),
    ),
  fc
    .record({
      name: named,
      desc: texts,
      condition: conditions,
      output: texts,
      tags: words,
      extra: texts,
      each: fc.array(pair, { minLength: 2, maxLength: 7 }),
      order: fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 }),
    })
    .map(({ name, desc, condition, output, tags, extra, each, order }) => {
      const text =
        (value: string) =>
        ({ style, aside }: PairStyle) =>
          scalar(value, style, '     ', aside);
      const entries: (readonly [string, (style: PairStyle) => string])[] = [
        ['rule', () => `R ${name}`],
        ['desc', text(desc)],
        ['condition', text(condition)],
        ['output', text(output.replaceAll('%proc.name', '%%'))],
        ['priority', ({ aside }) => `INFO ${aside ?? ''}`],
        ['tags', (style) => sequence(tags, style)],
        ['unknown', text(extra)],
        [
          'exceptions',
          ({ aside }) =>
            `${aside ?? ''}\n  - values: [[a, [b, l_1]]]\n    name: e\n    fields:\n    - proc.name\n    # within\n    - fd.name\n    comps: [=, in]`,
        ],
      ];
      return lines(
        order.map((at) => entries[at]).filter((entry) => entry !== undefined),
        each,
      );
    }),
);
const ruleFiles = fc
  .array(fc.tuple(itemTexts, blank, comment, fc.constantFrom('', '', '', '', '---\n', '# x\n---\n')), { maxLength: 6 })
  .map((items) =>
    items
      .map(([text, gap, above, start]) => `${start}${gap}${above === undefined ? '' : `${above}\n`}${text}`)
      .join(''),
  );

test('random rule files mean the same afterwards', () => {
  let good = 0;
  fc.assert(
    fc.property(ruleFiles, (text) => {
      const file = { name: 'a.yaml', text };
      const { diagnostics = [] } = formatRules(file);
      for (const { code, message } of diagnostics) {
        assert.doesNotMatch(message, /cannot be formatted/, text);
        assert.notEqual(code, 'LOAD_ERR_YAML_PARSE', `${message}\n${text}`);
      }
      if (diagnostics.length > 0) return;
      good++;
      assert.deepEqual(loaded([formatted(file)]), loaded([file]), text);
    }),
    { numRuns: 200 },
  );
  assert.ok(good > 150, `only ${good} files were in order`);
});
