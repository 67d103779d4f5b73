/** The event types: one row each. Their order gives the numbers that the probe writes into its records. */
import { CONTAINER_EVENTS } from './events/container.ts';
import { FILE_EVENTS } from './events/file.ts';
import { NET_EVENTS } from './events/net.ts';
import { PROCESS_EVENTS } from './events/process.ts';
import type { EventDef, ParamDef } from './events/types.ts';
import { USER_EVENTS } from './events/user.ts';
import type { FieldClass } from './types.ts';

export * from './events/paths.ts';
export * from './events/types.ts';

export const EVENTS: readonly EventDef[] = [
  ...PROCESS_EVENTS,
  ...FILE_EVENTS,
  ...NET_EVENTS,
  ...USER_EVENTS,
  ...CONTAINER_EVENTS,
];

/** Those that come from the kernel. */
export const KERNEL_EVENTS: readonly EventDef[] = EVENTS.filter(({ handler }) => handler !== 'none');

/** Of who made an event. */
const OF_PROCESSES: ReadonlySet<FieldClass> = new Set(['process', 'user', 'group', 'fd', 'fdlist']);

/** Whether events of a type can have fields of a class: no process has made what does not come from the kernel. */
export function canHave({ handler }: EventDef, fields: FieldClass): boolean {
  return handler !== 'none' || !OF_PROCESSES.has(fields);
}

/** The parameter of which `evt.arg` and `evt.rawarg` with this argument speak: a name, or a position. */
export function findParam(event: EventDef, argument: string): ParamDef | undefined {
  if (/^\d+$/.test(argument)) return event.params[Number(argument)];
  return event.params.find(({ name }) => name === argument);
}

/** The record number of an event type is its position here plus one; 0 means "no event". */
const NUMBERS: ReadonlyMap<string, number> = new Map(EVENTS.map((event, position) => [event.name, position + 1]));

export function eventNumber(name: string): number | undefined {
  return NUMBERS.get(name);
}

export function eventByNumber(number: number): EventDef | undefined {
  return EVENTS[number - 1];
}
