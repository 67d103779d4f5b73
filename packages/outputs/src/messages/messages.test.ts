import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HOSTILE_ALERT, HUGE_ALERT, PLAIN_ALERT } from '../channels/testing/alerts.ts';
import { contentMaker, templateOf, withKeys } from './content.ts';
import { CUT, cut, cutBytes, cutJson } from './cut.ts';
import { escapeHtml, escapeMarkdown, escapeSlack } from './markup.ts';
import { fitEscaped, messageMaker } from './message.ts';
import { parseTemplate, renderTemplate, templateProblem } from './template.ts';

const any = fc.string({ unit: 'binary', maxLength: 60 });

test('what is cut fits, says so and has no half characters', () => {
  fc.assert(
    fc.property(any, fc.integer({ min: CUT.length, max: 60 }), (text, max) => {
      const short = cut(text, max);
      assert.ok(short.length <= max);
      assert.equal(short.isWellFormed(), text.isWellFormed() || short.isWellFormed());
      assert.equal(short === text, text.length <= max);
      if (text.length > max) assert.ok(short.endsWith(CUT));
    }),
  );
  fc.assert(
    fc.property(any, fc.integer({ min: Buffer.byteLength(CUT), max: 120 }), (text, max) => {
      const short = cutBytes(text, max);
      assert.ok(Buffer.byteLength(short) <= max);
      assert.ok(short.isWellFormed());
      if (Buffer.byteLength(text) > max) assert.ok(short.endsWith(CUT));
      else assert.equal(short, text);
    }),
  );
});

test('JSON that is cut is JSON, with its numbers digit for digit', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { maxLength: 5 }), (texts) => {
      const json = `{"n":9223372036854775807,"t":${JSON.stringify(texts.map((text) => text.repeat(200)))}}`;
      const short = cutJson(json, 4000);
      assert.ok(short !== undefined && Buffer.byteLength(short) <= 4000);
      assert.ok(short.startsWith('{"n":9223372036854775807,'));
      const read = JSON.parse(short) as { t: string[] };
      assert.equal(read.t.length, texts.length);
    }),
  );
  assert.equal(cutJson('[1,2,3,4]', 5), undefined);
});

test('a template has values, filters, defaults and literal braces', () => {
  const values: Readonly<Record<string, string>> = { rule: 'A "b"', 'fd.name': '/x y', 'evt.arg[1]': 'one' };
  const render = (text: string): string => renderTemplate(parseTemplate(text), (name) => values[name], escapeHtml);
  for (const [text, wanted] of [
    ['{rule}', 'A &quot;b&quot;'],
    ['{rule:json}', '"A \\"b\\""'],
    ['{rule:upper:raw}', 'A "B"'],
    ['{fd.name:url}', '%2Fx%20y'],
    ['{evt.arg[1]}', 'one'],
    ['{proc.name}|{proc.name?nobody}', '|nobody'],
    ['\\{rule} { } {"a": {rule:json}}', '{rule} { } {"a": "A \\"b\\""}'],
  ]) {
    assert.equal(render(text ?? ''), wanted);
    assert.equal(templateProblem(text ?? ''), undefined);
  }
  assert.match(templateProblem('{nonsense}') ?? '', /there is no \{nonsense\}; there are rule, .*\{fields\.nonsense\}/);
  assert.match(templateProblem('{rule:shout}') ?? '', /there is no shout; there are upper/);
});

test('values never become templates, and any text is a template', () => {
  fc.assert(
    fc.property(any, any, (template, value) => {
      assert.equal(
        renderTemplate(parseTemplate('<{rule}>'), () => value),
        `<${value}>`,
      );
      renderTemplate(parseTemplate(template), () => value);
      templateProblem(template);
    }),
  );
});

test('custom fields are added, may be templates, and replace nothing', () => {
  const custom = { env: 'prod', where: '{k8s.ns.name}/{proc.name}', 'proc.name': 'liar' };
  const content = contentMaker({ custom_fields: custom })(PLAIN_ALERT);
  const fields = Object.fromEntries(content.fields);
  assert.deepEqual([fields['env'], fields['where'], fields['proc.name']], ['prod', 'web/cat', 'cat']);
  const json = JSON.parse(content.json(1e6)) as { output_fields: Record<string, unknown> };
  assert.equal(json.output_fields['where'], 'web/cat');
  assert.equal(json.output_fields['proc.name'], 'cat');
  assert.equal(content.lookup('fields.env'), 'prod');
  assert.equal(templateOf('{rule} {tags}')(content), 'Shadow file read filesystem, mitre_credential_access');
  assert.equal(withKeys('{"a":1}', { b: '2' }), '{"b":2,"a":1}');
});

test('JSON has a size that it never exceeds', () => {
  const make = contentMaker({ custom_fields: { a: 'b' } });
  for (const alert of [PLAIN_ALERT, HOSTILE_ALERT, HUGE_ALERT]) {
    for (const max of [1_000_000, 100_000, 3000, 1500]) {
      const json = make(alert).json(max);
      assert.ok(Buffer.byteLength(json) <= max, `${Buffer.byteLength(json)} > ${max}`);
      assert.equal(typeof (JSON.parse(json) as { rule: unknown }).rule, 'string');
    }
  }
});

test('what fits when it is escaped is whole', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), fc.integer({ min: 1, max: 80 }), (text, max) => {
      const escaped = fitEscaped(text, max, escapeHtml);
      assert.ok(escaped.length <= max);
      assert.match(escaped, /^(?:[^&<>"]|&(?:amp|lt|gt|quot);)*$/);
    }),
  );
});

test('nothing in an alert is a link, a mention or markup', () => {
  assert.equal(escapeSlack('<!channel> & <http://x|y>'), '&lt;!channel&gt; &amp; &lt;http://x|y&gt;');
  assert.equal(escapeMarkdown('**b** [l](u) @all'), '\\*\\*b\\*\\* \\[l\\]\\(u\\) @\u200ball');
  const limits = { title: 100, body: 300, facts: 2, name: 20, value: 40 };
  const options = { title: '{rule}', message: '*{message}*', fields: 'all' as const, custom_fields: {} };
  const { body, facts } = messageMaker(options, limits, escapeSlack)(HOSTILE_ALERT);
  assert.match(body, /^\*message .*&lt;!channel&gt;/s);
  assert.doesNotMatch(body, /[<>\p{Cc}]/u);
  assert.deepEqual(facts.at(-1), { name: '…', value: '2 more' });
});
