/**
 * Agreement with recorded verdicts and texts of the engine whose rule language this is. The corpus lies beside the
 * checkout; without it these tests are skipped. The floors are what was reached.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { loadRules, type CheckedRule, type FieldRef } from '@lanner/language';
import type { FieldValue, Scalar } from '@lanner/schema';
import type { FieldBinding, FieldReader, JudgedEvent } from './binding.ts';
import { stringify } from './alert.ts';
import { compileJudge } from './compile.ts';
import { interpret } from './interpret.ts';
import { NO_ADDITIONS, compileOutput } from './output.ts';
import { RuleEngine } from './rule-engine.ts';

const CORPUS = new URL('../../../../shared/conformance/', import.meta.url);
const skip = existsSync(CORPUS) ? false : 'the shared corpus is not here';

type Recorded = string | number | bigint | boolean | null | readonly (string | number)[];
type Fields = Readonly<Record<string, Recorded>>;

interface LanguageCase {
  readonly condition: string;
  readonly result?: boolean;
}
interface FieldsCase {
  readonly capture: string;
  readonly 'evt.num': number;
  readonly fields: Fields;
}
interface MatchCase {
  readonly capture: string;
  readonly condition: string;
  readonly events?: readonly (number | readonly [number, number])[];
}
interface FormatCase {
  readonly template: string;
  readonly priority: string;
  readonly text?: string;
  readonly json?: Fields;
}

/** Integers that a number cannot hold become bigints. */
function exact(this: unknown, _key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  return typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^-?\d+$/.test(source)
    ? BigInt(source)
    : value;
}

function readLines<T>(name: string): T[] {
  const bytes = readFileSync(new URL(name, CORPUS));
  const text = name.endsWith('.gz') ? gunzipSync(bytes).toString() : bytes.toString();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line, exact) as T);
}

function ruleOf(condition: string, output: string): CheckedRule | undefined {
  const rule = { rule: 'r', desc: 'd', priority: 'notice', warn_evttypes: false, condition, output };
  return loadRules([{ name: 'a', text: JSON.stringify([rule]) }]).rules[0];
}

/** `10.0.0.1`, `::1` and the like; the corpus holds no other forms. */
function addressOf(text: string): number | bigint {
  if (!text.includes(':')) return text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const [head = '', tail] = text.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].reduce((sum, part) => (sum << 16n) | BigInt(`0x${part}`), 0n);
}

/** A recorded JSON value as the field's type is held. */
function valueOf(recorded: Recorded | undefined, { field }: FieldRef): FieldValue {
  if (recorded === undefined || recorded === null) return undefined;
  switch (field.type) {
    case 'IPADDR':
    case 'IPNET':
      return typeof recorded === 'string' ? addressOf(recorded) : undefined;
    case 'ABSTIME':
    case 'RELTIME':
      return typeof recorded === 'number' ? BigInt(recorded) : recorded;
    case 'BYTEBUF':
      return Uint8Array.from(String(recorded), (character) => character.charCodeAt(0));
    default:
      return recorded;
  }
}

test('conditions on constants have the recorded results, compiled and interpreted', { skip }, () => {
  const cases = readLines<LanguageCase>('language.jsonl').filter(({ result }) => result !== undefined);
  const differing = cases.filter(({ condition, result }) => {
    const rule = ruleOf(condition, 'o');
    assert.ok(rule, condition);
    const matched: number[] = [];
    compileJudge<object>([{ rule, condition: rule.condition }], () => () => undefined)({}, matched, false);
    const interpreted = interpret(rule.condition, () => undefined);
    assert.equal(matched.length > 0, interpreted, condition);
    return interpreted !== result;
  });
  const texts = differing.map(({ condition }) => condition);
  assert.ok(cases.length - differing.length >= 1363, `${texts.length} of ${cases.length} differ:\n${texts.join('\n')}`);
});

interface RecordedEvent extends JudgedEvent {
  readonly number: number;
  readonly fields: Fields;
}

/** Fields of ancestors are recorded one by one, and those of either end by the fields of each. */
function severalOf(names: (event: RecordedEvent) => Iterable<string>, ref: FieldRef): FieldReader<RecordedEvent> {
  return (event) => {
    const values: Scalar[] = [];
    for (const name of names(event)) {
      const value = valueOf(event.fields[name], ref);
      if (value === undefined || typeof value === 'object') break;
      values.push(value);
    }
    return values.length > 0 ? values : undefined;
  };
}

const FROM_FIELDS: FieldBinding<RecordedEvent> = {
  bind: (ref) => {
    const { field } = ref;
    const { name } = field;
    if (field.anyWithoutArgument === true && ref.argument === undefined) {
      const indices = Array.from({ length: 8 }, (_, at) => at + 1);
      return severalOf(() => indices.map((index) => `${name}[${index}]`), ref);
    }
    const recorded = name.replace('net', 'ip');
    if (field.any === true) {
      return severalOf(() => [recorded.replace('fd.', 'fd.c'), recorded.replace('fd.', 'fd.s')], ref);
    }
    return (event) => valueOf(event.fields[field.type === 'IPNET' ? recorded : ref.text], ref);
  },
};

/** Not recorded as they were when the condition was judged, or in text form only. */
const UNRECORDED = new RegExp(
  [
    /deltatime|evt\.around|thread\.cpu|exectime|rawarg|evt\.buffer|evt\.abspath|vmsize|vmrss|vmswap|pfm|fdusage|nchilds/,
    /nthreads|fdopencount|duration|evt\.reltime|fd\.types|mount\[|env\[|label\[|ip\.name|cgroup|evt\.time|datetime/,
    /fd\.proto|latency|evt\.dir/,
  ]
    .map(({ source }) => source)
    .join('|'),
);

/**
 * What differs is mostly ancestors beyond those recorded. Otherwise: `!=` on any ancestor, which we read as on either
 * end; `in` on either end, which the recorded engine wants of both; `exists` on fields for conditions only.
 */
test('conditions match the recorded events', { skip }, () => {
  const events = new Map<string, RecordedEvent[]>();
  for (const { capture, fields, ...rest } of readLines<FieldsCase>('fields.jsonl.gz')) {
    const known = events.get(capture) ?? [];
    known.push({ number: rest['evt.num'], fields, hasRealView: false, realView: false });
    events.set(capture, known);
  }
  let judged = 0;
  let agreeing = 0;
  for (const { capture, condition, events: matching } of readLines<MatchCase>('match.jsonl.gz')) {
    if (matching === undefined || UNRECORDED.test(condition)) continue;
    const rule = ruleOf(condition, 'o');
    assert.ok(rule, condition);
    const known = events.get(capture) ?? [];
    const types = new Set(known.map(({ fields }) => String(fields['evt.type'])));
    const engine = new RuleEngine([rule], FROM_FIELDS, types);
    const ranges = matching.map((one) => (typeof one === 'number' ? ([one, one] as const) : one));
    const agrees = known.every((event) => {
      const matched = engine.judge(event, String(event.fields['evt.type'])).length > 0;
      return matched === ranges.some(([from, to]) => event.number >= from && event.number <= to);
    });
    judged++;
    if (agrees) agreeing++;
  }
  assert.ok(agreeing >= 8295, `${judged - agreeing} of ${judged} differ`);
});

/** The recorded clock is UTC; the texts of the times of an event are its host's affair, so they are made here. */
function clockOf(name: string, time: bigint): string | undefined {
  const nanoseconds = String(time % 1_000_000_000n).padStart(9, '0');
  const [date = '', clock = ''] = new Date(Number(time / 1_000_000n)).toISOString().slice(0, 19).split('T');
  switch (name) {
    case 'evt.time':
      return `${clock}.${nanoseconds}`;
    case 'evt.time.s':
      return clock;
    case 'evt.time.iso8601':
      return `${date}T${clock}.${nanoseconds}+0000`;
    case 'evt.datetime':
      return `${date} ${clock}.${nanoseconds}`;
    case 'evt.datetime.s':
      return `${date} ${clock}`;
    default:
      return undefined;
  }
}

/** What differs in text: lists that are empty rather than absent, and `len` of a text, which the recorded engine omits. */
test('outputs have the recorded text and fields', { skip }, () => {
  const cases = readLines<FormatCase>('format.jsonl');
  let texts = 0;
  let fields = 0;
  let rendered = 0;
  for (const { template, text, json } of cases) {
    const time = json?.['evt.time'];
    if (text === undefined || json === undefined || typeof time !== 'bigint') continue;
    const rule = ruleOf('evt.num > 0', template);
    assert.ok(rule, template);
    const binding: FieldBinding<object> = {
      bind: (ref) => () =>
        ref.text === 'evt.rawtime' ? time : (clockOf(ref.text, time) ?? valueOf(json[ref.text], ref)),
    };
    const output = compileOutput(rule, NO_ADDITIONS, binding, 'open')({});
    rendered++;
    if (text === `${clockOf('evt.time', time)}: Notice ${output.message}`) texts++;
    if (stringify({ ...Object.fromEntries(output.fields), 'evt.time': time }) === stringify(json)) fields++;
  }
  assert.equal(fields, rendered);
  assert.ok(texts >= 6506, `${rendered - texts} of ${rendered} texts differ`);
});
