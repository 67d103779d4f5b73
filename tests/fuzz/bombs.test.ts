/** Few lines that stand for very much: they load, or are refused with a reason of their own, and compile. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RuleEngine } from '@lanner/engine';
import { loadRules, renderDiagnostic } from '@lanner/language';
import { ruleOf } from './corpus.ts';

const MANY = 100_000;

function times(count: number, piece: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => piece(at)).join('');
}

/** The first error, or `undefined`; what loads is compiled and judges one event. */
function firstError(text: string): string | undefined {
  const { rules, diagnostics } = loadRules([{ name: 'f.yaml', text }]);
  for (const found of diagnostics.slice(0, 100)) renderDiagnostic(found);
  const engine = new RuleEngine<{ hasRealView: boolean; realView: boolean }>(
    rules,
    { bind: () => () => 'abc' },
    ['open', 'openat'],
    { matching: 'all' },
  );
  engine.judge({ hasRealView: false, realView: false }, 'open');
  return diagnostics.find(({ severity, message }) => severity === 'error' && !message.endsWith('is empty'))?.message;
}

const REFUSED: readonly (readonly [what: string, text: () => string, error: RegExp])[] = [
  ['YAML in brackets', () => '['.repeat(MANY), /nested deeper than/],
  ['YAML in braces', () => '{a: '.repeat(MANY), /nested deeper than/],
  ['YAML in dashes', () => '- '.repeat(MANY), /nested deeper than/],
  ['parentheses', () => ruleOf(`${'('.repeat(MANY)}evt.type = open${')'.repeat(MANY)}`, 'o'), /nested deeper than/],
  [
    'macros of deep conditions',
    () =>
      times(20, (at) => {
        const inner = at === 0 ? 'evt.type = open' : `m${at - 1}`;
        const deep = `${'proc.name = a and (proc.name = b or ('.repeat(100)}${inner}${'))'.repeat(100)}`;
        return `- macro: m${at}\n  condition: ${deep}\n`;
      }) + ruleOf('m19', 'o'),
    /nested deeper than/,
  ],
  [
    'a list of lists',
    () =>
      `- list: a\n  items: [${'x, '.repeat(10_000)}]\n- list: b\n  items: [${'a, '.repeat(10_000)}]\n${ruleOf('proc.name in (b)', 'o')}`,
    /more items than can be read/,
  ],
  [
    'aliases',
    () => `- list: a\n  items: &i [${'xyz, '.repeat(20_000)}]\n${times(2000, (at) => `- {list: l${at}, items: *i}\n`)}`,
    /stand for more than can be read/,
  ],
  [
    'exceptions with a long field',
    () =>
      `${ruleOf('evt.type = open', 'o')}  exceptions: [{name: e, fields: ["proc.env[${'a'.repeat(1000)}]", proc.name], values: [${'[a, b], '.repeat(20_000)}]}]`,
    /longer than can be read/,
  ],
  ['a wide output', () => ruleOf('evt.type = open', '%99999999999proc.name'), /width/],
  ['a long integer', () => ruleOf(`proc.pid = ${'9'.repeat(MANY)}`, 'o'), /not a valid integer/],
];

for (const [what, text, error] of REFUSED) {
  test(`refused: ${what}`, () => assert.match(firstError(text()) ?? 'loaded', error));
}

const LOADED: readonly (readonly [what: string, text: () => string])[] = [
  ['many negations', () => ruleOf(`${'not '.repeat(MANY)}evt.type = open`, 'o')],
  [
    'macros that expand exponentially',
    () =>
      `- macro: m0\n  condition: proc.name = abc and fd.name = b\n${times(60, (at) => `- macro: m${at + 1}\n  condition: m${at} and m${at}\n`)}${ruleOf('evt.type = open and m60', 'o')}`,
  ],
  [
    'macros that expand exponentially, and differ',
    () =>
      `- macro: m0\n  condition: proc.name = abc\n${times(60, (at) => `- macro: m${at + 1}\n  condition: (m${at} and proc.pid = ${at}) or (m${at} and proc.vpid = ${at})\n`)}${ruleOf('evt.type = open and m60', 'o')}`,
  ],
  [
    'deep junctions',
    () =>
      ruleOf(
        `evt.type = open and ${'(proc.name = a or (proc.name = b and '.repeat(450)}proc.pid = 1${'))'.repeat(450)}`,
        'o',
      ),
  ],
  [
    'many appends',
    () =>
      ruleOf('evt.type = open', 'o') +
      '- {rule: R, condition: and proc.name = x, tags: [t], override: {condition: append, tags: append}}\n'.repeat(
        2000,
      ),
  ],
];

for (const [what, text] of LOADED) {
  test(`loaded: ${what}`, () => assert.equal(firstError(text()), undefined));
}
