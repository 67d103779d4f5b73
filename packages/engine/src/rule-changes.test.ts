import assert from 'node:assert/strict';
import { it } from 'node:test';
import { loadRules } from '@lanner/language';
import { ruleChanges } from './rule-changes.ts';

function rules(text: string) {
  const loaded = loadRules([{ name: 'rules.yaml', text }]);
  assert.deepEqual(loaded.diagnostics, []);
  return loaded.rules;
}

const rule = (name: string, condition: string, more = '') =>
  `- {rule: ${name}, desc: d, priority: INFO, output: '%fd.name', condition: "${condition}"${more}}\n`;

it('tells which rules are new, gone and different, wherever they stand', () => {
  const before = rules(
    rule('same', 'evt.type = open and fd.name = /a') +
      rule('gone', 'evt.type = open') +
      rule('condition', 'evt.type = open and fd.name = /a') +
      rule('off', 'evt.type = open and fd.name = /b') +
      '- {list: names, items: [/a]}\n' +
      rule('list', 'evt.type = open and fd.name in (names)'),
  );
  const after = rules(
    '- {list: names, items: [/a, /b]}\n' +
      rule('new', 'evt.type = open') +
      rule('list', 'evt.type = open and fd.name in (names)') +
      rule('off', 'evt.type = open and fd.name = /b', ', enabled: false') +
      rule('condition', 'evt.type = open and fd.name = /b') +
      rule('same', 'evt.type = open   and fd.name = /a'),
  );
  assert.deepEqual(ruleChanges(before, after), {
    added: ['new'],
    removed: ['gone'],
    changed: ['list', 'off', 'condition'],
  });
  assert.deepEqual(ruleChanges(after, after), { added: [], removed: [], changed: [] });
});
