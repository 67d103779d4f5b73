import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_VOCABULARY, fileText, loadRules, withStaticFields } from '@lanner/language';
import type { CheckedRule, Diagnostic, MappedText } from '@lanner/language';
import type { FieldValue } from '@lanner/schema';
import { additionsFor } from './additions.ts';
import { compileAppends, type AppendOutput } from './compile-appends.ts';
import { encodeBase64 } from './base64.ts';
import type { FieldBinding } from './binding.ts';
import { withStatics } from './binding.ts';
import { compileOutput } from './output.ts';
import type { RenderedOutput } from './output.ts';

const STATICS = new Map([
  ['site', 'berlin'],
  ['rack.row', '7'],
]);
const vocabulary = withStaticFields(DEFAULT_VOCABULARY, STATICS.keys());

const VALUES: Readonly<Record<string, FieldValue>> = {
  'proc.name': 'cat',
  'proc.pid': 7,
  'evt.buffer': Uint8Array.of(0, 104, 105),
  'evt.rawtime': 1_700_000_000_123_456_789n,
};
const BINDING: FieldBinding<object> = withStatics({ bind: (ref) => () => VALUES[ref.text] }, STATICS);

function template(text: string): MappedText {
  return fileText({ name: 'lanner.yaml', text });
}

function ruleOf(output: string, tags: readonly string[] = []): CheckedRule {
  const item = { rule: 'R', desc: 'd', condition: 'evt.type = open', output, priority: 'notice', tags };
  const { rules } = loadRules([{ name: 'a', text: JSON.stringify([item]) }], { vocabulary });
  const [rule] = rules;
  assert.ok(rule);
  return rule;
}

function render(rule: CheckedRule, entries: readonly AppendOutput[], base64 = false): RenderedOutput {
  const appends = compileAppends(entries, { vocabulary, report: (found) => assert.fail(found.message) });
  return compileOutput(rule, additionsFor(rule, appends), BINDING, 'open', { base64 })({});
}

function problems(entry: AppendOutput): Diagnostic[] {
  const found: Diagnostic[] = [];
  compileAppends([entry], { vocabulary, report: (one) => found.push(one) });
  return found;
}

test('static fields stand in outputs, and are suggested before the others', () => {
  const rule = ruleOf('%static.site %static.rack.row');
  assert.deepEqual(render(rule, []), {
    message: 'berlin 7',
    fields: [
      ['static.site', 'berlin'],
      ['static.rack.row', '7'],
    ],
  });
  const { message } = render(ruleOf('o'), [{ suggestedOutput: true }]);
  assert.ok(message.startsWith('o static_site=berlin static_rack_row=7 container_id=<NA> '), message);
});

test('static fields stand in conditions', () => {
  const item = {
    rule: 'R',
    desc: 'd',
    condition: 'evt.type = open and static.sitee = x',
    output: 'o',
    priority: 'notice',
  };
  const { diagnostics } = loadRules([{ name: 'a', text: JSON.stringify([item]) }], { vocabulary });
  assert.deepEqual(
    diagnostics.map(({ hint }) => hint),
    ["did you mean 'static.site'?"],
  );
});

test('suggestions for system calls are for rules on system calls; static fields are for all', () => {
  const rule: CheckedRule = { ...ruleOf('o'), source: 'k8s_audit' };
  assert.equal(render(rule, [{ suggestedOutput: true }]).message, 'o static_site=berlin static_rack_row=7');
});

test('entries apply to the rules that they match', () => {
  const rule = ruleOf('o', ['a', 'b']);
  const matching = (match: AppendOutput['match']): boolean =>
    render(rule, [{ ...(match === undefined ? {} : { match }), extraOutput: template('x') }]).message === 'o x';
  assert.ok(matching(undefined) && matching({}) && matching({ rule: 'R' }) && matching({ source: 'syscall' }));
  assert.ok(matching({ tags: ['b'] }) && matching({ tags: ['b', 'a'], rule: 'R', source: 'syscall' }));
  assert.ok(!matching({ rule: 'r' }) && !matching({ rule: 'R', tags: ['c'] }) && !matching({ source: 'k8s_audit' }));
});

test('extra fields are values, or texts of templates, and leave the message as it is', () => {
  const extraFields = [
    template('proc.pid'),
    template('evt.time'),
    { key: 'who', template: template('%proc.name %proc.pid %toupper(proc.name)') },
  ];
  assert.deepEqual(render(ruleOf('o'), [{ extraFields }, { extraFields: [template('static.site')] }]), {
    message: 'o',
    fields: [
      ['proc.pid', 7],
      ['evt.time', 1_700_000_000_123_456_789n],
      ['who', 'cat 7 CAT'],
      ['static.site', 'berlin'],
    ],
  });
});

test('bytes as they can be printed, or in base64', () => {
  const extraFields = [template('evt.buffer')];
  const plain = render(ruleOf('%evt.buffer'), [{ extraFields }]);
  assert.deepEqual(plain, {
    message: '.hi',
    fields: [
      ['evt.buffer', '.hi'],
      ['evt.buffer', '.hi'],
    ],
  });
  assert.equal(render(ruleOf('%evt.buffer'), [{ extraFields }], true).message, 'AGhp');
  for (let length = 0; length < 70; length++) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 89 + length) & 255);
    assert.equal(encodeBase64(bytes), Buffer.from(bytes).toString('base64'));
  }
});

test('what is wrong is told with its place', () => {
  const [unknown] = problems({ extraOutput: template('pid=%proc.nam') });
  assert.equal(unknown?.message, "unknown field 'proc.nam'");
  assert.deepEqual([unknown.span.file.name, unknown.span.start], ['lanner.yaml', 4]);
  for (const text of ['proc.pid x', 'toupper(proc.name)', 'proc.name%proc.pid', '']) {
    const found = problems({ extraFields: [template(text)] });
    assert.equal(found.length, 1, text);
    assert.equal(found[0]?.severity, 'error', text);
  }
  assert.equal(problems({ extraFields: [template('proc.pidd')] })[0]?.hint, "did you mean 'proc.pid'?");
  assert.equal(problems({ extraFields: [{ key: 'k', template: template('%') }] }).length, 1);
});
