/** The one shape of what implements a field. */
import type { EventDef, FieldValue } from '@lanner/schema';
import type { LiveEvent } from '../event.ts';

export type Reader = (event: LiveEvent) => FieldValue;

export interface FieldImplementation {
  /** @returns the reader for events of one type; undefined: such events never have a value */
  readonly bind: (argument: string | undefined, event: EventDef) => Reader | undefined;
}

export type FieldTable = Readonly<Record<string, FieldImplementation>>;

/** A field that is read in the same way from every event. */
export function always(read: Reader): FieldImplementation {
  return { bind: () => read };
}

/** A field that is the same for all events of a type. */
export function constant(valueOf: (event: EventDef) => FieldValue): FieldImplementation {
  return {
    bind: (_, event) => {
      const value = valueOf(event);
      return value === undefined ? undefined : () => value;
    },
  };
}

/** A 64-bit value: a number where it is safe. */
export function wide(value: bigint): number | bigint {
  return value >= -0x1fffffffffffffn && value <= 0x1fffffffffffffn ? Number(value) : value;
}
