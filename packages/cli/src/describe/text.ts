/** Descriptions of rules, macros and lists for people. */
import type { Described, DescribedList, DescribedMacro, DescribedRule } from '@lanner/language';
import type { Listing } from '../print.ts';
import type { Row } from '../table.ts';

/** All there is, one line each: rules with what they are for, macros and lists with what they consist of. */
export function listAll({ rules, macros, lists, ...versions }: Described): Listing {
  const ruleRows = rules.map(({ info }): Row => [info.name, inOneLine(info.description)]);
  const macroRows = macros.map(({ info }): Row => [info.name, inOneLine(info.condition)]);
  const listRows = lists.map(({ info, details }): Row => [info.name, details.items_compiled.join(', ')]);
  return {
    groups: [
      { heading: 'Rules', rows: ruleRows },
      { heading: 'Macros', rows: macroRows },
      { heading: 'Lists', rows: listRows },
    ].filter(({ rows }) => rows.length > 0),
    plain: [
      ...ruleRows.map((row) => ['rule', ...row]),
      ...macroRows.map((row) => ['macro', ...row]),
      ...listRows.map((row) => ['list', ...row]),
    ],
    json: { rules, macros, lists, ...versions },
  };
}

/** One rule, all about it. */
export function showRule(rule: DescribedRule): Listing {
  const { info, details } = rule;
  const exceptions = details.exception_names.length === 0 ? [] : exceptionRows(rule);
  return listingOf(info.name, { rules: [rule] }, [
    ['description', inOneLine(info.description)],
    ['priority', info.priority],
    ['state', info.enabled ? 'on' : 'off'],
    ['source', info.source],
    ['tags', info.tags.join(', ')],
    ['condition', inOneLine(info.condition)],
    ['compiled', details.condition_compiled],
    ['output', inOneLine(info.output)],
    ['macros', details.macros.join(', ')],
    ['lists', details.lists.join(', ')],
    ['fields', details.condition_fields.toSorted().join(', ')],
    ['operators', details.condition_operators.toSorted().join(', ')],
    ['output fields', Array.from(new Set(details.output_fields)).join(', ')],
    ...exceptions,
    ['events', eventsText(details.events)],
    ['plugins', details.plugins.join(', ')],
    ['capture', info.capture ? captureText(info.capture_duration) : ''],
  ]);
}

export function showMacro(macro: DescribedMacro): Listing {
  const { info, details } = macro;
  return listingOf(info.name, { macros: [macro] }, [
    ['kind', 'macro'],
    ['used', details.used ? 'yes' : 'no'],
    ['condition', inOneLine(info.condition)],
    ['compiled', details.condition_compiled],
    ['macros', details.macros.join(', ')],
    ['lists', details.lists.join(', ')],
    ['fields', details.condition_fields.toSorted().join(', ')],
    ['operators', details.condition_operators.toSorted().join(', ')],
    ['events', eventsText(details.events)],
  ]);
}

export function showList(list: DescribedList): Listing {
  const { info, details } = list;
  return listingOf(info.name, { lists: [list] }, [
    ['kind', 'list'],
    ['used', details.used ? 'yes' : 'no'],
    ['lists', details.lists.join(', ')],
    ['items', details.items_compiled.join(', ')],
  ]);
}

/** Rows without a value are left out. */
function listingOf(heading: string, json: unknown, rows: readonly Row[]): Listing {
  const told = rows.filter(([, value]) => value !== '');
  return { groups: [{ heading, rows: told }], plain: [['name', heading], ...told], json };
}

function exceptionRows({ details }: DescribedRule): Row[] {
  return [
    ['exceptions', details.exception_names.join(', ')],
    ['exception fields', details.exception_fields.join(', ')],
    ['exception operators', details.exception_operators.join(', ')],
  ];
}

function captureText(duration: number): string {
  return duration === 0 ? 'for as long as is configured' : `for ${duration} ms`;
}

/** More event types than this are not told one by one. */
const MANY = 100;

/** The event types without the one that every rule is tried for. */
function eventsText(events: readonly string[]): string {
  if (events.length > MANY) return `${events.length} types`;
  const others = events.filter((name) => name !== 'asyncevent').toSorted();
  return others.length === 0 ? events.join(', ') : others.join(', ');
}

function inOneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' ');
}
