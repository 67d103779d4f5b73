import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Alert, JsonFormat } from './alert.ts';
import { alertToText, stringify } from './alert.ts';
import { alertToJson } from './alert-json.ts';

const TIME = 1_700_000_000_123_456_789n;

function alertOf(changes: Partial<Alert> = {}): Alert {
  return {
    time: TIME,
    rule: 'Read a secret',
    priority: 'Warning',
    source: 'syscall',
    hostname: 'box',
    tags: ['T1003', 'filesystem', 'container'],
    message: 'cat read /etc/shadow',
    fields: [
      ['proc.name', 'cat'],
      ['evt.num', 9007199254740993n],
      ['container.name', null],
      ['fd.port', [443, 80]],
      ['evt.failed', false],
    ],
    ...changes,
  };
}

test('text: time, priority and message in one line', () => {
  assert.match(alertToText(alertOf()), /^\d\d:\d\d:20\.123456789: Warning cat read \/etc\/shadow$/);
  assert.equal(
    alertToText(alertOf(), { iso8601: true }),
    '2023-11-14T22:13:20.123456789+0000: Warning cat read /etc/shadow',
  );
});

test('text: nanoseconds keep their zeros', () => {
  const text = alertToText(alertOf({ time: 1_700_000_000_000_000_007n }), { iso8601: true });
  assert.ok(text.startsWith('2023-11-14T22:13:20.000000007+0000: '), text);
});

test('text: what could deceive a terminal or break the line is escaped', () => {
  const message = 'a\nb\u001b[31m\t"\\\u0000\u007f\u009b\u202e é';
  const text = alertToText(alertOf({ message }), { iso8601: true });
  assert.ok(text.endsWith(String.raw` a\nb\u001b[31m\t"\\u0000\u007f\u009b\u202e é`), text);
});

test('json: one line with sorted keys, and every digit', () => {
  const text = alertToText(alertOf());
  assert.equal(
    alertToJson(alertOf()),
    '{"hostname":"box",' +
      `"output":${JSON.stringify(text)},` +
      '"output_fields":{"container.name":null,"evt.failed":false,"evt.num":9007199254740993,' +
      '"evt.time":1700000000123456789,"fd.port":[443,80],"proc.name":"cat"},' +
      '"priority":"Warning","rule":"Read a secret","source":"syscall",' +
      '"tags":["T1003","container","filesystem"],"time":"2023-11-14T22:13:20.123456789Z"}',
  );
});

test('json: the key of the time follows its form', () => {
  const json = alertToJson(alertOf({ fields: [] }), { iso8601: true });
  assert.ok(json.includes('"output_fields":{"evt.time.iso8601":1700000000123456789}'), json);
  assert.ok(json.includes('"output":"2023-11-14T22:13:20.123456789+0000: Warning '), json);
});

test('json: control characters and lone surrogates leave it one line that can be read', () => {
  const name = 'a\nb\u0000"\\\u001b';
  const json = alertToJson(alertOf({ message: name, fields: [['proc.name', `${name}\ud800`]] }));
  assert.doesNotMatch(json, /[\u0000-\u001f]/);
  const read = JSON.parse(json) as { output: string; output_fields: Record<string, unknown> };
  assert.equal(read.output_fields['proc.name'], `${name}\ufffd`);
  assert.ok(read.output.endsWith(String.raw`Warning a\nb\u0000"\\u001b`), read.output);
});

test('json: what Lanner adds stands under a key of its own', () => {
  const json = alertToJson(
    alertOf({
      context: {
        ancestry: [
          { pid: 12, name: 'sh', cmdline: 'sh -c x' },
          { pid: 1, name: 'init', cmdline: 'init' },
        ],
        path: { real: '/etc/shadow', lexical: '/tmp/link' },
        matched: 'real',
        notes: ['race'],
      },
    }),
  );
  assert.ok(
    json.startsWith(
      '{"hostname":"box","lanner":{"ancestry":[{"cmdline":"sh -c x","name":"sh","pid":12},' +
        '{"cmdline":"init","name":"init","pid":1}],"matched":"real","notes":["race"],' +
        '"path":{"lexical":"/tmp/link","real":"/etc/shadow"}},"output":',
    ),
    json,
  );
  const bare = alertToJson(alertOf({ context: { ancestry: [], notes: [] } }));
  assert.ok(bare.includes('"lanner":{"ancestry":[],"notes":[]}'), bare);
});

test('json: optional keys come and go', () => {
  const keys = (format: JsonFormat): string[] => Object.keys(JSON.parse(alertToJson(alertOf(), format)) as object);
  const always = ['hostname', 'priority', 'rule', 'source', 'time'];
  assert.deepEqual(keys({}), [...always, 'output', 'output_fields', 'tags'].toSorted());
  assert.deepEqual(keys({ output: false, fields: false, tags: false }), always);
  assert.deepEqual(keys({ message: true, fields: false }), [...always, 'message', 'output', 'tags'].toSorted());
  const hostile = alertToJson(alertOf({ message: 'a\nb\u202e' }), { message: true });
  assert.equal((JSON.parse(hostile) as { message: string }).message, String.raw`a\nb\u202e`);
});

test('stringify sorts at every depth', () => {
  assert.equal(
    stringify({ b: [{ z: 1, a: null }], a: 1n << 70n }),
    '{"a":1180591620717411303424,"b":[{"a":null,"z":1}]}',
  );
});
