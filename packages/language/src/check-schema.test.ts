import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadRules, type FileResult } from './load.ts';

function schema(text: string): FileResult['schema'] | undefined {
  return loadRules([{ name: 'a', text }]).files[0]?.schema;
}

test('what agrees with the schema', () => {
  for (const text of [
    '[]',
    '- {}',
    '- rule: 1\n  tags: [a, 7]\n  priority: INFO\n  capture_duration: -1\n  enabled: "true"',
    '- exceptions: [{name: a, fields: b, comps: [c], values: d}]',
    '- {list: a, items: [1, x], override: {items: append}}',
    '- required_plugin_versions: [{name: a, version: 1, alternatives: [{name: b, version: 2}]}]',
    '- source: ""',
  ]) {
    assert.deepEqual(schema(text), { valid: true, warnings: [] }, text);
  }
});

test('what departs from it, and where', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['a: b', /^the document: must be a sequence$/],
    ['- x', /^\[0\]: must be a mapping$/],
    ['- {rule: a, colour: red}', /^\[0\]: 'colour' is not a key/],
    ['- {priority: Notice}', /^\[0\]\[priority\]: must be one of EMERGENCY/],
    ['- {enabled: yes}', /^\[0\]\[enabled\]: must be true or false$/],
    ['- {desc: }', /^\[0\]\[desc\]: must be a text$/],
    ['- {tags: [a, [b]]}', /^\[0\]\[tags\]\[1\]: must be a text$/],
    ['- {capture_duration: long}', /^\[0\]\[capture_duration\]: must be an integer$/],
    ['- {override: {}}', /^\[0\]\[override\]: must not be empty$/],
    ['- {override: {condition: APPEND}}', /^\[0\]\[override\]\[condition\]: must be one of append, replace$/],
    ['- {exceptions: [{fields: a}]}', /^\[0\]\[exceptions\]\[0\]: has no 'name'$/],
    ['- desc: a\n  desc: b', /^\[0\]: 'desc' stands there more than once$/],
    ['- {constructor: a}', /^\[0\]: 'constructor' is not a key/],
  ];
  for (const [text, message] of cases) {
    const found = schema(text);
    assert.equal(found?.valid, false, text);
    assert.equal(found.warnings.length, 1, text);
    assert.match(found.warnings[0] ?? '', message, text);
  }
});

test('nothing to check: an empty file, and one that is no YAML', () => {
  for (const text of ['', '# a', '---\n---\n', '[']) assert.equal(schema(text)?.valid, undefined, text);
});
