/** The alert that `lanner route test` asks about: JSON as Lanner writes it, or what the switches say. */
import type { Alert, JsonScalar, JsonValue } from '@lanner/engine';
import { requirePriority, type Priority } from '@lanner/language';
import { UserError } from '../errors.ts';

export interface AlertSwitches {
  readonly rule?: string;
  readonly priority?: string;
  readonly source?: string;
  readonly tag?: readonly string[];
  /** `key=value`. */
  readonly field?: readonly string[];
}

/** Switches over the JSON, if there is any. Throws a UserError. */
export function alertFrom(json: string | undefined, switches: AlertSwitches): Alert {
  const read = json === undefined ? EMPTY : alertOfJson(json);
  const { rule, priority, source, tag, field = [] } = switches;
  const fields = field.map((text): readonly [string, string] => {
    const at = text.indexOf('=');
    if (at <= 0) throw new UserError(`--field expects KEY=VALUE, not '${text}'`);
    return [text.slice(0, at), text.slice(at + 1)];
  });
  const replaced = new Set(fields.map(([key]) => key));
  return {
    ...read,
    ...(rule === undefined ? {} : { rule }),
    ...(priority === undefined ? {} : { priority: priorityOf(priority) }),
    ...(source === undefined ? {} : { source }),
    ...(tag === undefined ? {} : { tags: tag }),
    fields: [...read.fields.filter(([key]) => !replaced.has(key)), ...fields],
  };
}

const EMPTY: Alert = {
  time: 0n,
  rule: '',
  priority: 'Notice',
  source: 'syscall',
  hostname: '',
  tags: [],
  message: '',
  fields: [],
};

function alertOfJson(json: string): Alert {
  const read = objectOf(parse(json));
  if (read === undefined) throw new UserError('an alert in JSON is expected: an object', 'One line of json_output is.');
  const text = (key: string): string => (typeof read[key] === 'string' ? read[key] : '');
  const { tags, output_fields: fields } = read;
  return {
    ...EMPTY,
    rule: text('rule'),
    priority: priorityOf(text('priority') || EMPTY.priority),
    source: text('source') || EMPTY.source,
    hostname: text('hostname'),
    message: text('message') || text('output').replace(/^\S+: \w+ /, ''),
    tags: Array.isArray(tags) ? tags.map(String) : [],
    fields: Object.entries(objectOf(fields) ?? {}).map(([key, value]): [string, JsonValue] => [key, valueOf(value)]),
  };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new UserError(`the alert is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

function valueOf(value: unknown): JsonValue {
  return Array.isArray(value) ? value.map(scalarOf) : scalarOf(value);
}

function scalarOf(value: unknown): JsonScalar {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return value === null || value === undefined ? null : JSON.stringify(value);
}

function priorityOf(text: string): Priority {
  return requirePriority(text, (message, hint) => new UserError(message, hint));
}
