/** The page about the formatter shows what the formatter does. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { formatRules } from '@lanner/language';

const PAGE = new URL('../../docs/formatting.md', import.meta.url);

test('the example is formatted as it says', () => {
  const blocks = readFileSync(PAGE, 'utf8').matchAll(/^```yaml\n([\s\S]*?)^```$/gm);
  const [before = '', after = '', ...more] = Array.from(blocks, ([, text = '']) => text);
  assert.deepEqual(more, []);
  assert.equal(formatRules({ name: 'before', text: before }).text, after);
  assert.equal(formatRules({ name: 'after', text: after }).text, after);
});
