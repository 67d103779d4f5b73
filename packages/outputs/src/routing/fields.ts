/** What routes can ask of an alert, by name. */
import type { Alert, JsonValue } from '@lanner/engine/runtime';

/** Names of parts of an alert; every other name is that of an output field. */
export const PARTS = ['priority', 'rule', 'source', 'tag', 'hostname', 'message'] as const;

/** The values of a name as texts: one, or several for tags and lists. What an alert does not have is the empty text. */
export function valuesOf(alert: Alert, name: string): readonly string[] {
  switch (name) {
    case 'priority':
    case 'rule':
    case 'source':
    case 'hostname':
    case 'message':
      return [alert[name]];
    case 'tag':
    case 'tags':
      return orNothing(alert.tags);
    default: {
      const field = alert.fields.find(([key]) => key === name);
      return field === undefined ? NOTHING : textsOf(field[1]);
    }
  }
}

/** A text that two alerts share if they have the same values for all names. */
export function keyOf(alert: Alert, names: readonly string[]): string {
  return JSON.stringify(names.map((name) => valuesOf(alert, name).map(shortened)));
}

const NOTHING: readonly string[] = [''];
/** Values come from watched processes, and keys are kept: what follows tells few alerts apart. */
const MAX_VALUE = 512;

function orNothing(values: readonly string[]): readonly string[] {
  return values.length === 0 ? NOTHING : values;
}

function textsOf(value: JsonValue): readonly string[] {
  if (value === null) return NOTHING;
  return typeof value === 'object' ? orNothing(value.map(String)) : [String(value)];
}

function shortened(value: string): string {
  return value.length > MAX_VALUE ? value.slice(0, MAX_VALUE) : value;
}
