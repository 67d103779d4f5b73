/** The event that is being judged: a record, the process that made it, and what can be asked of both. */
import { memberOffset } from '@lanner/capture';
import type { RecordView } from '@lanner/capture';
import type { JudgedEvent } from '@lanner/engine';
import type { EventDef, ParamDef } from '@lanner/schema';
import type { Host } from './host.ts';
import { lexicalPath } from './paths.ts';
import type { Process } from './process.ts';

/** The string slots of a path parameter, by offset in the record. */
export interface PathSlots {
  readonly raw: number;
  readonly base: number;
  readonly real: number;
  readonly late: number;
}

export function pathSlots(event: EventDef, param: ParamDef): PathSlots {
  return {
    raw: memberOffset(event.name, `${param.name}.raw`),
    base: memberOffset(event.name, `${param.name}.base`),
    real: memberOffset(event.name, `${param.name}.real`),
    late: memberOffset(event.name, `${param.name}.late`),
  };
}

export function isPathParam(param: ParamDef): boolean {
  return param.source.from === 'path' || (param.source.from === 'slot' && param.source.as === 'path');
}

/** The path parameters of an event type. */
export function pathsOf(event: EventDef): readonly PathSlots[] {
  return event.params.filter(isPathParam).map((param) => pathSlots(event, param));
}

/** One object serves for all events. */
export class LiveEvent implements JudgedEvent {
  record!: RecordView;
  process!: Process;
  event!: EventDef;
  readonly host: Host;
  /** From 1 on. */
  num = 0;
  realView = false;
  #paths: readonly PathSlots[] = [];

  constructor(host: Host) {
    this.host = host;
  }

  point(record: RecordView, process: Process, event: EventDef, paths: readonly PathSlots[]): void {
    this.record = record;
    this.process = process;
    this.event = event;
    this.#paths = paths;
    this.realView = false;
    this.num++;
  }

  /** ns since the epoch */
  get time(): bigint {
    return this.record.time + this.host.bootTime;
  }

  get hasRealView(): boolean {
    for (const slots of this.#paths) {
      const real = this.record.string(slots.real);
      if (real !== undefined && real !== this.lexical(slots)) return true;
    }
    return false;
  }

  /** What the process asked for, made absolute. */
  lexical(slots: PathSlots): string | undefined {
    const raw = this.record.string(slots.raw);
    if (raw === undefined) return undefined;
    return lexicalPath(raw.startsWith('/') ? undefined : this.record.string(slots.base), raw);
  }

  /** The path in the view that is being judged. */
  path(slots: PathSlots): string | undefined {
    const real = this.realView ? this.record.string(slots.real) : undefined;
    return real ?? this.lexical(slots);
  }

  /** Whether a path argument was something else when the call returned. */
  get raced(): boolean {
    return this.#paths.some((slots) => {
      const late = this.record.string(slots.late);
      return late !== undefined && late !== this.record.string(slots.raw);
    });
  }
}
