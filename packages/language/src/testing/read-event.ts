/** One event of a test file: its fields, and beside them what else is said of it. */
import { EVENTS, type EventDef } from '@lanner/schema';
import type { Span } from '../source.ts';
import { didYouMean } from '../suggest.ts';
import type { Vocabulary } from '../vocabulary.ts';
import { isNull, mapEntries, scalarValue, type YamlEntry, type YamlNode } from '../yaml.ts';
import { hasRealView, implausibleText, impossibleField } from './event-fields.ts';
import { readField } from './read-fields.ts';
import type { TestReports } from './reports.ts';
import type { GivenEvent, GivenField, GivenFields } from './types.ts';

export interface EventContext {
  readonly vocabulary: Vocabulary;
  readonly reports: TestReports;
}

/** What `given` says: fields, and what the real view of the paths has instead. */
export interface Common {
  readonly fields: GivenFields;
  readonly real: GivenFields;
}

export const NOTHING_GIVEN: Common = { fields: new Map(), real: new Map() };

/** Keys beside the fields that are read here; every other one belongs to the expectation. */
export const EVENT_KEYS: readonly string[] = ['name', 'real'];

/** A mapping of fields, with further keys of which the caller knows. Fields have a dot in their name, those keys have none. */
interface Written extends Common {
  readonly others: ReadonlyMap<string, YamlEntry>;
}

function readMapping(yaml: YamlNode, keys: readonly string[], context: EventContext): Written | undefined {
  const { reports, vocabulary } = context;
  const entries = isNull(yaml) ? [] : mapEntries(yaml);
  if (entries === undefined) {
    return reports.event('an event is a mapping of fields', yaml.span, "such as '{ proc.name: bash }'");
  }
  const others = new Map<string, YamlEntry>();
  const fields = new Map<string, GivenField>();
  let good = true;
  for (const entry of entries) {
    if (keys.includes(entry.key)) {
      others.set(entry.key, entry);
    } else if (entry.key.includes('.')) {
      const field = readField(entry, vocabulary, reports);
      if (field === undefined) good = false;
      else fields.set(field.ref.text, field);
    } else {
      const hint = didYouMean(entry.key, [...keys, ...vocabulary.fieldNames()]);
      const known = keys.length === 0 ? 'only fields' : `only fields, ${keys.join(', ')}`;
      reports.event(`'${entry.key}' is not known here`, entry.keySpan, hint ?? `${known} can stand here`);
      good = false;
    }
  }
  const real = readReal(others.get('real'), context);
  return good && real !== undefined ? { fields, real, others } : undefined;
}

function readReal(entry: YamlEntry | undefined, context: EventContext): GivenFields | undefined {
  return entry === undefined ? new Map() : readMapping(entry.value, [], context)?.fields;
}

export function readGiven(entry: YamlEntry | undefined, context: EventContext): Common | undefined {
  return entry === undefined ? NOTHING_GIVEN : readMapping(entry.value, ['real'], context);
}

export interface ReadEvent {
  readonly event: GivenEvent;
  /** What stands beside the fields, by the keys that were asked for. */
  readonly others: ReadonlyMap<string, YamlEntry>;
}

/** `keys`: what may stand beside the fields, beyond EVENT_KEYS. `undefined` after having reported what is wrong. */
export function readEvent(
  yaml: YamlNode,
  given: Common,
  keys: readonly string[],
  context: EventContext,
): ReadEvent | undefined {
  const written = readMapping(yaml, [...EVENT_KEYS, ...keys], context);
  if (written === undefined) return undefined;
  const type = eventType(written.fields, given.fields, yaml.span, context);
  if (type === undefined) return undefined;
  // Where an event is of another type than the others, what only those can have does not count for it.
  const inherits = (field: GivenField): boolean => !written.fields.has('evt.type') || fits(field, type);
  const fields = new Map([...Array.from(given.fields).filter(([, field]) => inherits(field)), ...written.fields]);
  const real = new Map([...Array.from(given.real).filter(([, field]) => inherits(field)), ...written.real]);
  const good = [...fields.values()].map((field) => isPlausible(field, type, context)).every(Boolean);
  const goodReal = [...real.values()].map((field) => isPlausibleReal(field, type, context)).every(Boolean);
  if (!good || !goodReal) return undefined;
  const name = written.others.get('name');
  const label = name && scalarValue(name.value)?.text;
  const { file, start, end } = yaml.span;
  const event: GivenEvent = {
    type,
    fields,
    real,
    ...(label === undefined ? {} : { label }),
    written: file.text.slice(start, end).trim().replace(/\s+/g, ' '),
    span: yaml.span,
  };
  return { event, others: written.others };
}

function eventType(own: GivenFields, given: GivenFields, span: Span, context: EventContext): EventDef | undefined {
  const { reports, vocabulary } = context;
  const field = own.get('evt.type') ?? given.get('evt.type');
  if (field?.value === undefined) {
    return reports.event(
      "an event needs 'evt.type'",
      span,
      "write it here, or under 'given' for all events of the item",
    );
  }
  const name = String(field.value);
  const type = EVENTS.find((event) => event.name === name);
  if (type !== undefined) return type;
  if (vocabulary.isEventName(name)) {
    const hint = "'lanner list events' shows those that are";
    return reports.event(`no rule ever sees '${name}': such events are not captured`, field.span, hint);
  }
  const hint = didYouMean(name, vocabulary.eventNames());
  return reports.event(`unknown event type '${name}'`, field.span, hint);
}

function fits({ ref, value }: GivenField, type: EventDef): boolean {
  if (impossibleField(type, ref) !== undefined) return false;
  return typeof value !== 'string' || implausibleText(type, ref, value) === undefined;
}

function isPlausible(given: GivenField, type: EventDef, { reports }: EventContext): boolean {
  const { ref, value, span } = given;
  if (value === undefined) return true;
  const problem = impossibleField(type, ref);
  if (problem !== undefined) reports.event(problem.message, span, problem.hint);
  const text = typeof value === 'string' ? implausibleText(type, ref, value) : undefined;
  if (text !== undefined) reports.event(text.message, span, text.hint);
  if (ref.field.unfilled === true) {
    reports.unfilled(`'${ref.text}' has a value here, but in live events nothing fills it yet`, span);
  }
  return problem === undefined && text === undefined;
}

function isPlausibleReal(given: GivenField, type: EventDef, context: EventContext): boolean {
  if (!isPlausible(given, type, context)) return false;
  if (hasRealView(type, given.ref)) return true;
  const message = `'${given.ref.text}' of '${type.name}' is the same in both views of a path`;
  context.reports.event(message, given.span, "'real' is for fields such as fd.name and fs.path.name");
  return false;
}
