/** The one shape of what implements a field. */
import type { Subject } from '@lanner/engine/runtime';
import type { EventDef, FieldValue } from '@lanner/schema';
import type { LiveEvent } from '../event.ts';
import type { Process } from '../process.ts';

export type Reader = (event: LiveEvent) => FieldValue;

export interface FieldImplementation {
  /** @returns the reader for events of one type; undefined: such events never have a value */
  readonly bind: (argument: string | undefined, event: EventDef) => Reader | undefined;
  /**
   * What it hangs on alone. `process`: the same for all events of one, until it or one of its ancestors becomes another
   * (see `Process.verdicts`). `object`: the same for all events of a type with the same `fd.name` and kind of descriptor.
   */
  readonly subject?: Subject;
}

export type FieldTable = Readonly<Record<string, FieldImplementation>>;

/** A field that is read in the same way from every event. */
export function always(read: Reader): FieldImplementation {
  return { bind: () => read };
}

/** A field of the process that made the event. */
export function ofProcess(read: (process: Process) => FieldValue): FieldImplementation {
  return { bind: () => (e) => read(e.process), subject: 'process' };
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
