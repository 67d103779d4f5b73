/**
 * Agreement with recorded alerts of the engine whose configuration this is: which rules are on, what is added to outputs,
 * which keys the JSON has. The corpus lies beside the checkout; without it these tests are skipped.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RuleEngine, additionsFor, compileAppends, compileOutput, withStatics } from '@lanner/engine';
import type { Alert, FieldBinding, JudgedEvent } from '@lanner/engine';
import { stringify } from '@lanner/engine';
import {
  DEFAULT_VOCABULARY,
  loadRules,
  withStaticFields,
  type CheckedRule,
  type LoadResult,
  type SourceFile,
} from '@lanner/language';
import { Envelope } from '@lanner/outputs/delivery';
import { PUBLIC_RULES, publicRules, readCorpus, readLines, skip } from '@lanner/schema/corpus';
import { lineFormat } from '../run/delivery.ts';
import { selectionOf } from '../rules.ts';
import type { Settings } from './keys.ts';
import { readSettings } from './settings.ts';
import { readValue } from './value.ts';

// The texts were recorded in this zone.
process.env['TZ'] = 'UTC';

type Config = Readonly<Record<string, unknown>>;
type Fields = Readonly<Record<string, string | number | bigint | boolean | null>>;

interface LoadCase {
  readonly name: string;
  readonly topic: string;
  readonly files: readonly { readonly name: string; readonly content: string }[];
  readonly config?: Config;
  readonly expect: { readonly alerts: Readonly<Record<string, number>> };
}
interface EventCase {
  readonly capture: string;
  readonly 'evt.num': number;
  readonly 'evt.type': string;
}
interface FormatCase {
  readonly capture: string;
  readonly 'evt.num': number;
  readonly config?: Config;
  readonly rule: { readonly name: string; readonly priority: string; readonly tags: string[]; readonly output: string };
  readonly text: string;
  readonly json?: Fields;
  readonly alert: { readonly output_fields?: Fields } & Readonly<Record<string, string | readonly string[] | Fields>>;
}

interface AlertsCase {
  readonly capture: string;
  readonly rules: readonly string[];
  readonly alerts: readonly RecordedAlert[];
}
type RecordedAlert = FormatCase['alert'] & { readonly rule: string; readonly output_fields: Fields };

function settingsOf(config: Config): Settings {
  const root = readValue({ name: 'lanner.yaml', text: JSON.stringify(config) }, (found) => assert.fail(found.message));
  assert.equal(root?.kind, 'map');
  const { settings, findings } = readSettings(root, () => undefined);
  assert.deepEqual(findings, []);
  return settings;
}

function load(files: readonly SourceFile[], settings: Settings): LoadResult {
  const vocabulary = withStaticFields(DEFAULT_VOCABULARY, settings.static_fields.keys());
  return loadRules(files, { vocabulary, selection: selectionOf(settings) });
}

interface NumberedEvent extends JudgedEvent {
  readonly num: number;
  readonly type: string;
}

const NUMBERED: FieldBinding<NumberedEvent> = {
  bind: (ref) => {
    if (ref.text === 'evt.num') return (event) => event.num;
    assert.equal(ref.text, 'evt.type');
    return (event) => event.type;
  },
};

test('selections turn on the recorded rules, which raise the recorded alerts', { skip }, () => {
  const events = readLines<EventCase>('events.jsonl.gz')
    .filter(({ capture }) => capture === 'falco-cat_write.scap')
    .map((event): NumberedEvent => {
      return { num: event['evt.num'], type: event['evt.type'], hasRealView: false, realView: false };
    });
  const types = new Set(events.map(({ type }) => type));
  const cases = readLines<LoadCase>('load.jsonl').filter(({ topic }) => topic === 'selection');
  assert.equal(cases.length, 21);
  for (const { name, files, config, expect } of cases) {
    const settings = settingsOf({ rule_matching: 'all', ...config });
    const { rules } = load(
      files.map((file) => ({ name: file.name, text: file.content })),
      settings,
    );
    const engine = new RuleEngine(rules, NUMBERED, types, { matching: settings.rule_matching });
    const alerts: Record<string, number> = {};
    for (const event of events) {
      for (const { rule } of engine.judge(event, event.type)) alerts[rule.name] = (alerts[rule.name] ?? 0) + 1;
    }
    assert.deepEqual(alerts, expect.alerts, name);
    if (settings.rule_matching === 'first') continue;
    const enabled = rules.filter((rule) => rule.enabled).map((rule) => rule.name);
    assert.deepEqual(new Set(enabled), new Set(Object.keys(expect.alerts)), name);
  }
});

/** The line that an event raises by a rule, as the settings want it; `fields` are what is known of the event. */
function lineOf(rule: CheckedRule, settings: Settings, fields: Fields): string {
  const vocabulary = withStaticFields(DEFAULT_VOCABULARY, settings.static_fields.keys());
  const appends = compileAppends(settings.append_output, { vocabulary, report: (found) => assert.fail(found.message) });
  const recorded: FieldBinding<object> = { bind: (ref) => () => fields[ref.text] ?? undefined };
  const binding = withStatics(recorded, settings.static_fields);
  const options = { base64: settings.buffer_format_base64 };
  const output = compileOutput(rule, additionsFor(rule, appends), binding, String(fields['evt.type']), options)({});
  const { name, priority, source, tags } = rule;
  const time = BigInt(fields['evt.time'] ?? 0);
  const alert: Alert = { time, rule: name, priority, source, hostname: 'conformance', tags, ...output };
  return `${new Envelope('', 0, { alert, size: 0 }, lineFormat(settings)).line}\n`;
}

test('configured outputs have the recorded text and JSON', { skip }, () => {
  const lines = readLines<FormatCase>('format.jsonl');
  // What is known of an event is what some line says of it.
  const events = new Map<string, Record<string, Fields[string]>>();
  for (const { capture, 'evt.num': num, json, alert } of lines) {
    const key = `${capture} ${num}`;
    const known = events.get(key) ?? {};
    events.set(key, Object.assign(known, alert?.output_fields, json));
  }
  const cases = lines.filter(({ config }) => config !== undefined);
  assert.equal(cases.length, 207);
  for (const one of cases) {
    const event = events.get(`${one.capture} ${one['evt.num']}`);
    assert.ok(event);
    // Without it nothing is appended, which is not the default here.
    const settings = settingsOf({ append_output: [], ...one.config });
    const rule = { rule: one.rule.name, desc: 'd', condition: 'evt.num > 0', warn_evttypes: false, ...one.rule };
    const { rules } = load([{ name: 'a', text: JSON.stringify([{ ...rule, name: undefined }]) }], settings);
    const [checked] = rules;
    assert.ok(checked, one.rule.output);
    const where = `${one.capture} ${one['evt.num']} ${JSON.stringify(one.config)}`;
    assert.equal(lineOf(checked, { ...settings, json_output: false }, event), `${one.text}\n`, where);
    assert.equal(lineOf(checked, { ...settings, json_output: true }, event), `${stringify(one.alert)}\n`, where);
  }
});

/** Every alert of the replays, from the fields that it has: the rule is the public one, what is appended is configured. */
test('alerts of the public rules are written as recorded', { skip }, () => {
  const settings = settingsOf({
    json_output: true,
    append_output: [{ suggested_output: true, extra_fields: ['evt.num'] }],
  });
  const rules = new Map<string, ReadonlyMap<string, CheckedRule>>();
  let alerts = 0;
  for (const one of readLines<AlertsCase>('alerts.jsonl.gz')) {
    const key = one.rules.join();
    let loaded = rules.get(key);
    if (loaded === undefined) {
      const result = load(one.rules.map(ruleFile), settings);
      loaded = new Map(result.rules.map((rule) => [rule.name, rule]));
      rules.set(key, loaded);
    }
    for (const alert of one.alerts) {
      const rule = loaded.get(alert.rule);
      assert.ok(rule, alert.rule);
      assert.equal(
        lineOf(rule, settings, alert.output_fields),
        `${stringify(alert)}\n`,
        `${one.capture} ${alert.rule}`,
      );
      alerts++;
    }
  }
  assert.equal(alerts, 4201);
});

function ruleFile(name: string): SourceFile {
  return PUBLIC_RULES.includes(name) ? publicRules(name) : { name, text: readCorpus(name) };
}
