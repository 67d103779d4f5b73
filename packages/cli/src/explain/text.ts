/** Explanations of the kernel filter for people. */
import type { EventExplanation, Reach, RuleExplanation, UntestedCheck } from '@lanner/engine';
import type { Listing } from '../print.ts';
import type { Row } from '../table.ts';
import { painter, type Paint, type Style } from '../test/paint.ts';

type Group = Listing['groups'][number];

/** Conditions of all rules together are cut at about this many characters on a terminal. */
const MOST_SHOWN = 600;

const SENT: Readonly<Record<EventExplanation['sent'], string>> = {
  always: 'always sent, as the table of processes is made of it',
  all: 'not filtered, all are sent',
  some: 'filtered in the kernel',
};

const STYLES: Readonly<Record<Reach, Style>> = { all: 'red', broad: 'yellow', narrow: 'green' };

/** Broadest first. */
const REACHES: readonly Reach[] = ['all', 'broad', 'narrow'];

/** What all rules come to, event type by event type, with the rules that keep it broad. */
export function showKernel(events: readonly EventExplanation[], colour: boolean): Listing {
  const paint = painter(colour);
  return {
    groups: [...events.map((event) => kernelGroup(event, paint)), ...summary(events, paint)],
    plain: events.flatMap(kernelRows),
    json: { events },
  };
}

/** What one rule asks of each of its event types, and what the kernel tests of that. */
export function showRule(name: string, events: readonly EventExplanation[], colour: boolean): Listing {
  const paint = painter(colour);
  return {
    groups: events.map((event) => ({
      heading: headingOf(event, paint),
      rows: [
        ...event.rules.flatMap((rule) => [
          ['condition', rule.condition],
          ...(event.sent === 'always' ? [] : [['kernel tests', testsOf(rule.kernel)], ...adviceRows(rule)]),
        ]),
        ...exemptRow(event),
        ...narrowingRow(event),
      ],
    })),
    plain: events.flatMap((event) => [
      [event.event, 'sent', event.sent, event.reach],
      ...event.rules.flatMap((rule) => [
        [event.event, 'condition', rule.condition],
        [event.event, 'kernel', rule.kernel],
        ...untestedRows(event, rule),
      ]),
    ]),
    json: { rule: name, events },
  };
}

function headingOf({ event, sent, reach }: EventExplanation, paint: Paint): string {
  const style = sent === 'always' ? 'dim' : STYLES[reach];
  const broad = sent === 'some' && reach === 'broad' ? ', but broad' : '';
  return `${paint('bold', event)}: ${paint(style, SENT[sent] + broad)}`;
}

function testsOf(kernel: string): string {
  return kernel === 'true' ? 'nothing' : kernel;
}

function exemptRow({ exempt }: EventExplanation): Row[] {
  return exempt.length === 0 ? [] : [['also sent', exempt.join('; ')]];
}

/** The rules that keep a type broad, broadest first; none where it is narrow or where it makes no difference. */
export function broadRules({ sent, rules }: EventExplanation): readonly RuleExplanation[] {
  if (sent === 'always') return [];
  return REACHES.flatMap((reach) => rules.filter((rule) => reach !== 'narrow' && rule.reach === reach));
}

function kernelGroup(event: EventExplanation, paint: Paint): Group {
  const rules = broadRules(event);
  return {
    heading: headingOf(event, paint),
    rows: [
      ...(event.sent === 'some' ? [['sent if', shortened(event.kernel)], ...exemptRow(event)] : []),
      ...(event.weakened ? [['weakened', WEAKENED]] : []),
      ...(event.reach !== 'narrow' && rules.length === 0 && event.sent !== 'always' ? [['reason', TOGETHER]] : []),
      ...rules.flatMap((rule) => [
        [rule.reach === 'all' ? 'passes all' : 'broad', rule.rule],
        ...(rule.reach === 'all' ? [] : [['it tests', shortened(rule.kernel)]]),
        ...adviceRows(rule),
      ]),
      ...narrowingRow(event),
      ['rules', String(event.rules.length)],
    ],
  };
}

/** At the end, where a terminal shows it: the rules to begin with, those that keep most event types broad first. */
function summary(events: readonly EventExplanation[], paint: Paint): Group[] {
  const types = new Map<string, string[]>();
  for (const event of events) {
    for (const { rule } of broadRules(event)) types.set(rule, [...(types.get(rule) ?? []), event.event]);
  }
  const rows = Array.from(types)
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([rule, names]): Row => [rule, names.join(', ')]);
  return rows.length === 0 ? [] : [{ heading: paint('bold', 'Rules that keep event types broad'), rows }];
}

const WEAKENED = 'the conditions of all rules together are too large for the kernel; some are taken for true';
const TOGETHER =
  'each rule leaves something out, but together they leave out nothing, or they ask too much of processes';

function shortened(text: string): string {
  return text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN)}… (${text.length} characters; --json has all)`;
}

/** What the kernel cannot do, and what to change. */
function adviceRows({ reach, untested }: RuleExplanation): Row[] {
  if (reach === 'narrow') return [];
  if (untested.length === 0)
    return [['reason', 'all that it asks is tested, but holds for ordinary programs and files']];
  return untested.flatMap((one): Row[] => [
    ['untested', `${one.check}: ${one.reason}`],
    ...(one.change === undefined ? [] : [['change', one.change]]),
  ]);
}

/** Fields that tell one thread from another: no rule is narrowed by them. */
const FLEETING: ReadonlySet<string> = new Set(['proc.pid', 'thread.tid', 'fd.num']);

/** What narrows any rule, where something is to be narrowed. */
function narrowingRow({ sent, reach, testable }: EventExplanation): Row[] {
  if (sent === 'always' || reach === 'narrow') return [];
  const fields = testable.filter((field) => !FLEETING.has(field));
  return [['narrowed by', `one more condition, joined by 'and', on one of ${fields.join(', ')}`]];
}

function kernelRows(event: EventExplanation): Row[] {
  const name = event.event;
  return [
    [name, 'sent', event.sent, event.reach],
    ...(event.sent === 'always' ? [] : [[name, 'kernel', event.kernel]]),
    ...exemptRow(event).map((row) => [name, ...row]),
    ...(event.weakened ? [[name, 'weakened', WEAKENED]] : []),
    ...broadRules(event).flatMap((rule) => [
      [name, 'broad', rule.rule, rule.reach, rule.kernel],
      ...untestedRows(event, rule),
    ]),
  ];
}

/** Event type, what, rule, check, reason, change. */
function untestedRows({ event }: EventExplanation, { rule, untested }: RuleExplanation): Row[] {
  return untested.map(({ check, reason, change = '' }: UntestedCheck) => [
    event,
    'untested',
    rule,
    check,
    reason,
    change,
  ]);
}
