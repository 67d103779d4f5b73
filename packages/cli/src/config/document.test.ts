import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { configurationDocument } from './document.ts';
import { ROWS } from './keys.ts';

test('docs/configuration.md follows from the table of keys', () => {
  const text = readFileSync(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8');
  assert.equal(text, configurationDocument(), 'run `npm run generate`');
});

test('every key has a section', () => {
  const headings = configurationDocument().match(/^### .*$/gm);
  assert.deepEqual(
    headings,
    ROWS.map(([key]) => `### ${key}`),
  );
});
