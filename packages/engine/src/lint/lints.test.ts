/** The page of lints: every lint has its place there, and its examples do what they are for. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { loadRules } from '@lanner/language';
import { lintRules } from './lint.ts';
import { LINTS } from './table.ts';

const page = readFileSync(new URL('../../../../docs/lints.md', import.meta.url), 'utf8');
const sections = new Map(
  page
    .split(/^## /m)
    .filter((section) => section.startsWith('LINT_'))
    .map((section) => [section.slice(0, section.indexOf('\n')), section]),
);

function codesFoundIn(text: string): string[] {
  const files = [{ name: 'example.yaml', text }];
  const loaded = loadRules(files);
  const errors = loaded.diagnostics.filter(({ severity }) => severity === 'error');
  assert.deepEqual(
    errors.map(({ message }) => message),
    [],
  );
  return lintRules(files, loaded).map(({ code }) => code);
}

test('every lint has its place on the page, and nothing else has', () => {
  assert.deepEqual(
    Array.from(sections.keys()),
    LINTS.map(({ code }) => code),
  );
});

describe('the page says of each lint what the table says, and its examples hold', () => {
  for (const { code, title, why, advice } of LINTS) {
    test(code, () => {
      const section = sections.get(code) ?? '';
      const prose = section.replaceAll(/\s+/g, ' ');
      for (const part of [`**${title}.** ${why}`, `What to do: ${advice}.`]) {
        assert.ok(prose.includes(part), `docs/lints.md lacks: ${part}`);
      }
      const [bad, good, ...more] = Array.from(section.matchAll(/^```yaml\n([^]*?)^```$/gm), ([, text = '']) => text);
      assert.ok(bad !== undefined && good !== undefined && more.length === 0);
      assert.deepEqual(codesFoundIn(bad), [code], bad);
      assert.deepEqual(codesFoundIn(good), [], good);
    });
  }
});

test('only the lints asked for', () => {
  const [bad = ''] = /(?<=^```yaml\n)[^]*?(?=^```$)/m.exec(sections.get('LINT_SPOOFABLE') ?? '') ?? [];
  const files = [{ name: 'example.yaml', text: bad }];
  const found = (code: string): number => lintRules(files, loadRules(files), { codes: new Set([code]) }).length;
  assert.equal(found('LINT_SPOOFABLE'), 1);
  assert.equal(found('LINT_OUTPUT'), 0);
});
