import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadRules } from '@lanner/language';
import { lintRules } from './lint.ts';

function codes(text: string): string[] {
  const files = [{ name: 'rules.yaml', text }];
  return lintRules(files, loadRules(files)).map(({ code, message }) => `${code}: ${message}`);
}

const rule = (name: string, more = ''): string =>
  `- rule: ${name}\n  desc: d\n${more}  condition: evt.type = execve and proc.name = x\n  output: x %proc.exepath\n  priority: NOTICE\n`;
const ALLOW = '# lanner-lint: allow LINT_SPOOFABLE known by its name only\n';

test('a comment right above an item, or in it', () => {
  assert.equal(codes(rule('a')).length, 1);
  assert.deepEqual(codes(ALLOW + rule('a')), []);
  assert.deepEqual(codes(`${ALLOW}# more about it\n${rule('a')}`), []);
  assert.deepEqual(codes(rule('a', `  ${ALLOW}`)), []);
});

test('items in braces are items', () => {
  const inBraces = (name: string): string =>
    `- { rule: ${name}, desc: d, condition: evt.type = execve and proc.name = x, output: x %proc.exepath, priority: NOTICE }\n`;
  assert.equal(codes(`${ALLOW}${inBraces('a')}\n${inBraces('b').replace('= x,', '= y,')}`).length, 1);
});

test('a comment is for one item', () => {
  const found = codes(`${ALLOW}${rule('a')}\n${rule('b').replaceAll('execve', 'execveat')}`);
  assert.equal(found.length, 1);
  assert.match(found[0] ?? '', /^LINT_SPOOFABLE: rule 'b'/);
});

test('above an item with a line between, it belongs to the item before', () => {
  assert.deepEqual(codes(`${rule('a')}${ALLOW}\n- list: x\n  items: [y]\n`), []);
  assert.equal(codes(`${ALLOW}\n${rule('a')}`).length, 2);
});

test('comments that allow nothing are found', () => {
  const cases: readonly (readonly [comment: string, message: string])[] = [
    ['# lanner-lint: allow LINT_NEVER_MATCHES because', 'nothing here is found by LINT_NEVER_MATCHES'],
    ['# lanner-lint: allow LINT_NO_SUCH because', 'there is no lint LINT_NO_SUCH'],
    ['# lanner-lint: allow LINT_SPOOFABLE', 'say why LINT_SPOOFABLE is allowed here'],
    ['# lanner-lint: permit LINT_SPOOFABLE', "expected 'lanner-lint: allow CODE reason'"],
    ['# lanner-lint:', "expected 'lanner-lint: allow CODE reason'"],
  ];
  for (const [comment, message] of cases) {
    const found = codes(`${comment}\n${rule('a')}`);
    assert.ok(found.includes(`LINT_ALLOWANCE: ${message}`), found.join('\n'));
    assert.equal(found.length, 2);
  }
});
