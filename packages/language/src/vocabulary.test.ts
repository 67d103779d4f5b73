import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FieldDef } from '@lanner/schema';
import { loadRules } from './load.ts';
import { DEFAULT_VOCABULARY, withExtension, withSource, withStaticFields, type EventSource } from './vocabulary.ts';

function field(name: string, more: Partial<FieldDef> = {}): FieldDef {
  return { name, type: 'CHARBUF', class: 'plugin', description: '', ...more };
}

/** A source as the audit log of a cluster is one. */
const AUDIT: EventSource = {
  name: 'audit_log',
  plugin: { name: 'auditing', version: '0.8.0' },
  fields: [
    field('audit.verb'),
    field('audit.code', { type: 'UINT64' }),
    field('audit.images', { list: true, argument: { required: false, kinds: ['index'] } }),
    field('json.value', { argument: { required: true, kinds: ['key'] } }),
  ],
};
const VOCABULARY = withStaticFields(withSource(DEFAULT_VOCABULARY, AUDIT), ['site']);

function load(condition: string, source: string, output = 'o %evt.time'): string[] {
  const text = `
- required_plugin_versions: [{name: auditing, version: 0.7.0}]
- macro: get
  condition: (audit.verb = get)
- macro: opens
  condition: (evt.type = open)
- rule: r
  desc: d
  source: ${source}
  priority: info
  condition: ${JSON.stringify(condition)}
  output: ${JSON.stringify(output)}
`;
  const { diagnostics, rules } = loadRules([{ name: 'a', text }], { vocabulary: VOCABULARY });
  const found = diagnostics.filter(({ code }) => code !== 'LOAD_UNUSED_MACRO').map(({ code }) => code);
  return found.length === 0 ? rules.map((rule) => rule.source) : found;
}

test('a rule of a further source uses its fields and those of every source', () => {
  const conditions = [
    'audit.verb = get and audit.code >= 400',
    'audit.images intersects ("a", "b") or audit.images[0] in ("a")',
    'json.value[/user/name] startswith admin',
    'get and evt.num > 0 and not tolower(audit.verb) in (list, watch)',
    'audit.verb = val(json.value[/verb]) and static.site = here',
  ];
  for (const condition of conditions) assert.deepEqual(load(condition, 'audit_log'), ['audit_log'], condition);
  assert.deepEqual(load('get', 'audit_log', '%audit.verb %json.value[/a/b] %evt.plugininfo %static.site'), [
    'audit_log',
  ]);
});

test('fields of one source are unknown to rules of another', () => {
  for (const condition of ['proc.name = cat', 'opens', 'evt.type = open', 'evt.arg.flags exists']) {
    assert.deepEqual(load(condition, 'audit_log'), ['LOAD_ERR_COMPILE_CONDITION'], condition);
  }
  assert.deepEqual(load('get', 'audit_log', '%proc.name'), ['LOAD_ERR_COMPILE_OUTPUT']);
  assert.deepEqual(load('evt.type = open and get', 'syscall'), ['LOAD_ERR_COMPILE_CONDITION']);
  assert.deepEqual(load('opens and static.site = here', 'syscall'), ['syscall']);
});

test('without the source, its rules are left out, and its plugin is missing', () => {
  const text =
    '- rule: r\n  desc: d\n  source: audit_log\n  priority: info\n  condition: audit.verb = get\n  output: o\n';
  const codes = loadRules([{ name: 'a', text }]).diagnostics.map(({ code }) => code);
  assert.deepEqual(codes, ['LOAD_UNKNOWN_SOURCE']);
});

test('a plugin adds fields and events to those of system calls', () => {
  const vocabulary = withExtension(withSource(DEFAULT_VOCABULARY, AUDIT), {
    plugin: { name: 'watcher', version: '1.2.0' },
    fields: [field('watch.path'), field('watch.count', { type: 'UINT64', suggested: true })],
    eventNames: ['watch_begin'],
  });
  const text = `
- required_plugin_versions: [{name: watcher, version: 1.0.0}, {name: auditing, version: 0.8.0}]
- rule: Watched
  desc: d
  priority: info
  condition: evt.type in (watch_begin, open) and watch.path startswith /srv and watch.count > 3 and proc.name = cat
  output: o %watch.path
- rule: Audited
  desc: d
  priority: info
  source: audit_log
  condition: audit.verb = get
  output: o
- rule: Mixed
  desc: d
  priority: info
  source: audit_log
  condition: watch.path = /srv
  output: o
- rule: Misspelt
  desc: d
  priority: info
  condition: evt.type = watch_begim and watch.pth = /srv
  output: o
`;
  const { rules, diagnostics } = loadRules([{ name: 'a', text }], { vocabulary });
  assert.deepEqual(
    rules.map(({ name, eventTypes }) => [name, Array.from(eventTypes ?? [])]),
    [
      ['Watched', ['watch_begin', 'open']],
      ['Audited', []],
    ],
  );
  assert.deepEqual(
    diagnostics.map(({ message, hint }) => [message, hint]),
    [
      ["unknown field 'watch.path'", undefined],
      ["unknown event type 'watch_begim'", "did you mean 'watch_begin'?"],
      ["unknown field 'watch.pth'", "did you mean 'watch.path'?"],
    ],
  );
});
