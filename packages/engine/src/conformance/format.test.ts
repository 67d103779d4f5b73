/** Output templates filled with the recorded fields of events, against the recorded lines and `output_fields`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadRules, type FieldRef } from '@lanner/language';
import type { FieldValue } from '@lanner/schema';
import { stringify } from '../alert.ts';
import type { FieldBinding } from '../binding.ts';
import { compileOutput, NO_ADDITIONS } from '../output.ts';
import { readLines, skip } from '@lanner/schema/corpus';
import { ruleOf, valueOf, type Fields } from './fixture.test.ts';

interface FormatCase {
  readonly capture: string;
  readonly 'evt.num': number;
  readonly template: string;
  readonly text?: string;
  readonly json?: Fields;
  readonly error?: { readonly code: string };
  /** Such lines are the affair of the configuration, and of its tests. */
  readonly config?: unknown;
}

/** Templates that are meant to give another text: rows of docs/deviations.md, section Outputs. */
const DEVIATIONS: ReadonlySet<string> = new Set(['%len(proc.cmdline)']);

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

function eventOf({ capture, ...rest }: FormatCase): string {
  return `${capture} ${rest['evt.num']}`;
}

test('outputs have the recorded text and fields', { skip }, () => {
  const cases = readLines<FormatCase>('format.jsonl').filter((one) => one.config === undefined);
  // An empty list is null in JSON, as no list is; the text tells.
  const empty = new Set(
    cases.filter(({ template, text }) => template === 'types=%fd.types' && text?.endsWith('types=()')).map(eventOf),
  );
  let rendered = 0;
  const deviating = new Set<string>();
  for (const one of cases) {
    const { template, text, json } = one;
    if (text === undefined || json === undefined) continue;
    const time = json['evt.time'];
    assert.equal(typeof time, 'bigint');
    if (typeof time !== 'bigint') continue;
    const read = (ref: FieldRef): FieldValue => {
      if (ref.text === 'evt.rawtime') return time;
      if (ref.text === 'fd.types' && empty.has(eventOf(one))) return [];
      return clockOf(ref.text, time) ?? valueOf(json[ref.text], ref);
    };
    const binding: FieldBinding<object> = { bind: (ref) => () => read(ref) };
    const rule = ruleOf('evt.num > 0', template);
    assert.ok(rule, template);
    const output = compileOutput(rule, NO_ADDITIONS, binding, 'open')({});
    rendered++;
    assert.equal(stringify({ ...Object.fromEntries(output.fields), 'evt.time': time }), stringify(json), template);
    if (text !== `${clockOf('evt.time', time)}: Notice ${output.message}`) deviating.add(template);
  }
  assert.ok(rendered >= 6580, `${rendered}`);
  assert.deepEqual(deviating, DEVIATIONS);
});

test('outputs load, or fail with the recorded code', { skip }, () => {
  const cases = readLines<FormatCase>('format.jsonl').filter((one) => one.config === undefined);
  const templates = new Map(cases.map((one) => [one.template, one.error?.code]));
  assert.ok([...templates.values()].some((code) => code !== undefined));
  for (const [output, code] of templates) {
    const rule = { rule: 'r', desc: 'd', priority: 'notice', condition: 'evt.type = open', output };
    const { diagnostics } = loadRules([{ name: 'a', text: JSON.stringify([rule]) }]);
    const codes = diagnostics.filter(({ severity }) => severity === 'error').map((found) => found.code);
    assert.deepEqual([...new Set(codes)], code === undefined ? [] : [code], output);
  }
});
