/**
 * The events that the rule language knows by name and parameters, whether or not the probe sends them: a rule about a
 * call nobody watches loads, and a misspelt name does not.
 */
import { CALLS } from './event-list/calls.ts';
import { OTHER_EVENTS } from './event-list/others.ts';
import { PLAIN_CALLS } from './event-list/plain-calls.ts';
import { VALUE_TYPES, type ValueType } from './types.ts';

export interface ListedParameter {
  readonly name: string;
  readonly type: ValueType;
}

export interface ListedEvent {
  readonly name: string;
  /** Parameters of the event at the beginning; absent if there is no such event. */
  readonly enter?: readonly ListedParameter[];
  /** Parameters of the event at the end; absent if there is no such event. */
  readonly exit?: readonly ListedParameter[];
}

const TYPES: ReadonlySet<string> = new Set(VALUE_TYPES);

function isValueType(text: string): text is ValueType {
  return TYPES.has(text);
}

function parametersOf(text: string | undefined): readonly ListedParameter[] | undefined {
  return text?.match(/\S+/g)?.map((one) => {
    const [name = '', type = ''] = one.split(':');
    if (!isValueType(type)) throw new Error(`parameter '${one}' is of no known type`);
    return { name, type };
  });
}

function listed(line: string): ListedEvent {
  const [, name = '', enter, exit] = /^(\S+)(?: >([^<]*))?(?: <(.*))?$/s.exec(line) ?? [];
  return {
    name,
    ...(enter === undefined ? {} : { enter: parametersOf(enter) ?? [] }),
    ...(exit === undefined ? {} : { exit: parametersOf(exit) ?? [] }),
  };
}

const NUMBERS = 'ID:SYSCALLID nativeID:UINT16';

/** All events, by name: system calls, then those that are none. */
export const LISTED_EVENTS: ReadonlyMap<string, ListedEvent> = new Map(
  [
    ...CALLS.trim().split(/\n(?! )/),
    ...PLAIN_CALLS.trim()
      .split(/\s+/)
      .map((name) => `${name} > ${NUMBERS} < ${NUMBERS}`),
    ...OTHER_EVENTS.trim().split(/\n(?! )/),
  ]
    .map(listed)
    .map((event) => [event.name, event]),
);

/** Every name that may stand beside `evt.type`. A superset of the event table. */
export const EVENT_NAMES: ReadonlySet<string> = new Set(LISTED_EVENTS.keys());

/** Events of which there is no end: `switch`, `procexit` and the like. `evt.dir` of them is `>`. */
export function isEnterOnly(name: string): boolean {
  const event = LISTED_EVENTS.get(name);
  return event !== undefined && event.exit === undefined;
}

/**
 * The type of every parameter, as `evt.rawarg.NAME` is checked; of one that has several types in different events, the
 * first in the list.
 */
export const PARAMETER_TYPES: ReadonlyMap<string, ValueType> = firstTypes();

function firstTypes(): ReadonlyMap<string, ValueType> {
  const types = new Map<string, ValueType>();
  for (const { enter = [], exit = [] } of LISTED_EVENTS.values()) {
    for (const { name, type } of [...enter, ...exit]) if (!types.has(name)) types.set(name, type);
  }
  return types;
}
