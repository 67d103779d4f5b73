import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { loadRules, untilFirstError, type LoadResult } from '@lanner/language';
import { readLines, skip } from '@lanner/schema/corpus';
import { reportJson, reportText, summary } from './report.ts';

function load(...texts: string[]): LoadResult {
  return loadRules(texts.map((text, at) => ({ name: `${at}.yaml`, text })));
}

const RULE = '- {rule: r, desc: d, output: o, priority: INFO, condition: evt.type = open}\n';

test('the text tells state, schema, errors and warnings of each file', () => {
  const loaded = load(RULE, '- macro: m\n  condition: a.b = c\n', '- rule: x\n  desc: d\n  colour: red\n');
  const text = reportText(loaded, { colour: false });
  assert.deepEqual(
    text.split('\n').filter((line) => /^\d\.yaml: |^\d+ \w/.test(line)),
    [
      '0.yaml: Ok',
      '1.yaml: Ok, with warnings',
      '1 Warnings:',
      '2.yaml: Invalid',
      '1 Schema warnings:',
      '3 Errors:',
      '1 Warnings:',
    ],
  );
  assert.match(text, /^2\.yaml:1:3: error: key 'condition' is missing\n {2}\| - rule: x\n {2}\| {3}\^{4}\n/m);
  assert.match(text, /^ {2}in rule 'x'$/m);
  assert.equal(summary([], loaded), 'no files: 1 rule, 1 macro, no lists; 3 errors, 2 warnings');
});

test('what has been told of one file is told in one line of the next', () => {
  const wrong = RULE.replace('open', 'opne');
  const text = reportText(load(wrong, '[]'), { colour: false });
  assert.match(text, /^1\.yaml: Invalid\n1 Errors:\n0\.yaml:1:71: error: unknown event type 'opne' \(as above\)\n$/m);
});

test('what a later file uses is not called unused', () => {
  const loaded = load('- macro: m\n  condition: proc.name = a\n', RULE.replace('evt.type', 'm and evt.type'));
  assert.equal(reportText(loaded, { colour: false }), '0.yaml: Ok\n1.yaml: Ok\n');
  assert.equal(reportJson(loaded).falco_load_results[0]?.warnings[0]?.code, 'LOAD_UNUSED_MACRO');
});

test('JSON has the first error apart from the others', () => {
  const [file] = reportJson(load('- rule: x\n  desc: d\n')).falco_load_results;
  assert.equal(file?.successful, false);
  assert.equal(file.schema_valid, true);
  assert.deepEqual([file.errors.length, file.further_errors?.length, file.warnings.length], [1, 2, 0]);
  assert.deepEqual(file.errors[0]?.place, { name: '0.yaml', line: 0, column: 2 });
  assert.equal(reportJson(load('')).falco_load_results[0]?.schema_valid, null);
});

test('control characters of rule files do not reach the terminal', () => {
  const text = reportText(load('- rule: "a\\eb"\n  "c\\ed": e\n'), { colour: false });
  assert.doesNotMatch(text, /\u001b/);
});

interface RecordedCase {
  readonly name: string;
  readonly files: readonly { readonly name: string; readonly content: string }[];
  readonly expect: { readonly text?: string };
}

/** State of each file, and the codes with their short texts, in order. */
function outline(text: string): string[] {
  const lines = text
    .split('\n')
    .map((line) => /^\s*(\S+: (?:Ok|Ok, with warnings|Invalid)$|LOAD_\w+ \(.*?\)(?=:|$))/.exec(line));
  return lines.flatMap((found) => found?.[1] ?? []);
}

test('the text has the structure of the recorded one', { skip }, () => {
  const cases = readLines<RecordedCase>('load.jsonl');
  let compared = 0;
  for (const { name, files: given, expect } of cases) {
    if (expect.text === undefined) continue;
    const loaded = loadRules(given.map((file) => ({ name: file.name, text: file.content })));
    const files = loaded.files.map((file) => {
      const { error, warnings } = untilFirstError(file);
      return { ...file, diagnostics: error === undefined ? warnings : [...warnings, error] };
    });
    // The recorded text tells of each file what held when nothing came after it.
    const first = { ...loaded, files, diagnostics: files.flatMap(({ diagnostics }) => diagnostics) };
    const told = outline(reportText(first, { colour: false }));
    // Of a usable file the recorded text shows no warnings.
    const recorded = outline(expect.text);
    const usable = loaded.diagnostics.every(({ severity }) => severity === 'warning');
    assert.deepEqual(usable ? told.filter((line) => !line.startsWith('LOAD_')) : told, recorded, name);
    compared++;
  }
  assert.ok(compared >= 226);
});

/** How many characters are copied out of texts, or looked at to cut them, while something runs. */
function copied(run: () => unknown): number {
  let characters = 0;
  const { slice, split } = String.prototype;
  const counted = [
    mock.method(String.prototype, 'slice', function (this: string, from?: number, to?: number) {
      const piece = slice.call(this, from, to);
      characters += piece.length;
      return piece;
    }),
    mock.method(String.prototype, 'split', function (this: string, by: { [Symbol.split](text: string): string[] }) {
      characters += this.length;
      return split.call(this, by);
    }),
  ];
  run();
  for (const one of counted) one.mock.restore();
  return characters;
}

test('twice as many diagnostics in a file twice as long take twice the work, in many lines and in one', () => {
  const item = (at: number, end: string): string => `{list: l${at}, items: [a], colour: red}${end}`;
  for (const [begin, end] of [
    ['- ', '\n'],
    ['', ','],
  ]) {
    const text = (count: number): string => {
      const items = Array.from({ length: count }, (_, at) => `${begin}${item(at, end ?? '')}`).join('');
      return begin === '' ? `[${items}]` : items;
    };
    const work = [500, 1000].map((count) => {
      const loaded = load(text(count));
      assert.equal(loaded.diagnostics.length, 2 * count);
      return copied(() => [reportJson(loaded), reportText(loaded, { colour: false })]);
    });
    const [once = 0, twice = 0] = work;
    assert.ok(twice < 2.5 * once, `${once} and ${twice} characters`);
  }
});
