import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PRIORITIES } from '@lanner/language';
import fc from 'fast-check';
import { alertToJson } from './alert-json.ts';
import { alertToText, stringify, type Alert, type JsonFormat } from './alert.ts';
import { escapeControls, isoTime } from './render.ts';

/** The same, written as it is meant rather than fast. */
function plainly(alert: Alert, format: JsonFormat): string {
  const { context } = alert;
  const timeKey = format.iso8601 === true ? 'evt.time.iso8601' : 'evt.time';
  const fields = new Map([...alert.fields, [timeKey, alert.time]]);
  const { ancestry = [], notes = [], path, matched, held } = context ?? {};
  const lanner = {
    ancestry: ancestry.map((one) => ({ ...one })),
    notes,
    ...(path === undefined ? {} : { path: { ...path } }),
    ...(matched === undefined ? {} : { matched }),
    ...(held === undefined ? {} : { held: { ...held } }),
  };
  return stringify({
    hostname: alert.hostname,
    ...(context === undefined ? {} : { lanner }),
    ...(format.message === true ? { message: escapeControls(alert.message) } : {}),
    ...(format.output === false ? {} : { output: alertToText(alert, format) }),
    ...(format.fields === false ? {} : { output_fields: Object.fromEntries(fields) }),
    priority: alert.priority,
    rule: alert.rule,
    source: alert.source,
    ...(format.tags === false ? {} : { tags: alert.tags.toSorted() }),
    time: isoTime(alert.time, 'Z'),
  });
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.string({ maxLength: 8 }),
  fc.constantFrom('\ud800', 'a\udfffb', '"\\', '\u001b[2J\n', '😀', '__proto__', 'evt.time', '7'),
);
const scalar = fc.oneof(text, fc.integer(), fc.double(), fc.bigInt(), fc.boolean(), fc.constant(null));
const rare = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(of, { nil: undefined });

const context = fc.record({
  ancestry: fc.array(fc.record({ name: text, pid: fc.nat(), cmdline: text }), { maxLength: 3 }),
  notes: fc.array(text, { maxLength: 2 }),
  path: rare(fc.record({ lexical: text, real: text })),
  matched: rare(fc.constantFrom('lexical' as const, 'real' as const)),
  held: rare(
    fc.record({
      alerts: fc.nat(),
      by: text,
      reason: fc.constantFrom('throttled' as const, 'grouped' as const),
      rules: fc.dictionary(text, fc.nat(), { maxKeys: 2 }),
      seconds: fc.nat(),
    }),
  ),
});

const alerts = fc.record({
  time: fc.bigInt(0n, 4_000_000_000_000_000_000n),
  // Few rules: what is remembered of one must not be used for alerts with other fields
  rule: fc.constantFrom('a', 'b', '"\n'),
  priority: fc.constantFrom(...PRIORITIES),
  source: text,
  hostname: text,
  tags: fc.array(text, { maxLength: 3 }),
  message: text,
  fields: fc.array(fc.tuple(text, fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }))), { maxLength: 4 }),
  context: rare(context),
});
const format = fc.record(
  { iso8601: fc.boolean(), output: fc.boolean(), message: fc.boolean(), fields: fc.boolean(), tags: fc.boolean() },
  { requiredKeys: [] },
);

test('it is what the keys and values are plainly written as, whatever they are', () => {
  fc.assert(
    fc.property(alerts, format, ({ context: added, ...alert }, how) => {
      const whole = {
        ...alert,
        ...(added === undefined ? {} : { context: added as NonNullable<Alert['context']> }),
      };
      assert.equal(alertToJson(whole, how), plainly(whole, how));
    }),
    { numRuns: 1000 },
  );
});
