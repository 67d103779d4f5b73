/** What a test wants of an alert beyond its being raised. */
import { spanOf } from '../mapped-text.ts';
import { PRIORITIES, parsePriority } from '../priority.ts';
import type { Priority } from '../ir.ts';
import { didYouMean } from '../suggest.ts';
import { isNull, mapEntries, scalarValue, type YamlEntry } from '../yaml.ts';
import type { EventContext } from './read-event.ts';
import { readRef } from './read-fields.ts';
import type { AlertDetails, View, Wanted } from './types.ts';

export const DETAIL_KEYS: readonly string[] = ['priority', 'output', 'output_fields', 'view'];

type Entries = ReadonlyMap<string, YamlEntry>;

/** `undefined` after having reported what is wrong. */
export function readDetails(entries: Entries, context: EventContext): AlertDetails | undefined {
  const priority = read(entries, 'priority', (text, entry) => readPriority(text, entry, context), context);
  const output = read(entries, 'output', (text) => text, context);
  const view = read(entries, 'view', (text, entry) => readView(text, entry, context), context);
  const fields = readOutputFields(entries.get('output_fields'), context);
  if (priority === 'wrong' || output === 'wrong' || view === 'wrong' || fields === 'wrong') return undefined;
  return {
    ...(priority === undefined ? {} : { priority }),
    ...(output === undefined ? {} : { output }),
    ...(fields === undefined ? {} : { outputFields: fields }),
    ...(view === undefined ? {} : { view }),
  };
}

/** The value of a key that holds a scalar; `undefined` if the key is not there. */
function read<T>(
  entries: Entries,
  key: string,
  convert: (text: string, entry: YamlEntry) => T | undefined,
  { reports }: EventContext,
): Wanted<T> | 'wrong' | undefined {
  const entry = entries.get(key);
  if (entry === undefined) return undefined;
  const text = scalarValue(entry.value);
  if (text === undefined) {
    reports.item(`the value of '${key}' must be a scalar`, entry.keySpan);
    return 'wrong';
  }
  const value = convert(text.text, entry);
  return value === undefined ? 'wrong' : { value, span: entry.value.span };
}

export function readPriority(text: string, entry: YamlEntry, { reports }: EventContext): Priority | undefined {
  const priority = parsePriority(text);
  const hint = didYouMean(text, PRIORITIES) ?? `priorities: ${PRIORITIES.join(', ')}`;
  return priority ?? reports.item(`'${text}' is not a priority`, entry.value.span, hint);
}

function readView(text: string, entry: YamlEntry, { reports }: EventContext): View | undefined {
  if (text === 'lexical' || text === 'real') return text;
  return reports.item(`'${text}' is not a view of paths`, entry.value.span, "write 'lexical' or 'real'");
}

function readOutputFields(
  entry: YamlEntry | undefined,
  { vocabulary, reports }: EventContext,
): AlertDetails['outputFields'] | 'wrong' {
  if (entry === undefined) return undefined;
  const entries = mapEntries(entry.value);
  if (entries === undefined) {
    reports.item("'output_fields' is a mapping of fields to values", entry.keySpan);
    return 'wrong';
  }
  const wanted = entries.map(({ key, keySpan, value }) => {
    if (readRef(key, keySpan, vocabulary, reports) === undefined) return undefined;
    if (isNull(value)) return { key, value: null, span: keySpan };
    const text = scalarValue(value);
    if (text === undefined) return reports.item(`the value of '${key}' must be a scalar`, value.span);
    return { key, value: text.text, span: spanOf(text, 0, text.text.length) };
  });
  return wanted.every((one) => one !== undefined) ? wanted : 'wrong';
}
