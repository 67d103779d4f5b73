/** The event that is being judged: a record, the process that made it, and what can be asked of both. */
import { memberOffset } from '@lanner/capture';
import type { RecordView } from '@lanner/capture';
import type { JudgedEvent, ProcessVerdicts } from '@lanner/engine/runtime';
import { recordFlagBit } from '@lanner/schema';
import type { EventDef, ParamDef } from '@lanner/schema';
import type { Host } from './host.ts';
import { lexicalPath } from './paths.ts';
import type { Process } from './process.ts';

const RACED_ADDRESS = recordFlagBit('raced_address');

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

/** What tells events with different files from each other. */
interface Descriptor {
  name(event: LiveEvent): string | undefined;
  kind(event: LiveEvent): unknown;
}

/** What all events of one type have in common; see `shapeOf`. */
export interface EventShape {
  readonly event: EventDef;
  readonly paths: readonly PathSlots[];
  readonly descriptor: Descriptor | undefined;
}

/** An event that is judged later: by then its record would be gone, and its process another one. */
export interface HeldEvent {
  readonly record: RecordView;
  readonly process: Process;
  readonly shape: EventShape;
  readonly num: number;
  readonly previousTime: bigint;
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
  /** ns since boot, of the first event and of the one before this. */
  firstTime = 0n;
  previousTime = 0n;
  #time = 0n;
  #paths: readonly PathSlots[] = [];
  #descriptor: Descriptor | undefined;

  constructor(host: Host) {
    this.host = host;
  }

  point(record: RecordView, process: Process, { event, paths, descriptor }: EventShape): void {
    this.record = record;
    this.process = process;
    this.event = event;
    this.#paths = paths;
    this.#descriptor = descriptor;
    this.realView = false;
    this.previousTime = this.#time;
    this.#time = record.time;
    if (this.num === 0) this.firstTime = this.previousTime = this.#time;
    this.num++;
  }

  get processVerdicts(): ProcessVerdicts | undefined {
    return this.process.verdicts;
  }

  set processVerdicts(verdicts: ProcessVerdicts | undefined) {
    this.process.verdicts = verdicts;
  }

  get objectName(): string | undefined {
    return this.#descriptor?.name(this);
  }

  get objectKind(): unknown {
    return this.#descriptor?.kind(this);
  }

  /** The event as it is now, in memory of its own. */
  hold(): HeldEvent {
    const { event, num, previousTime } = this;
    const shape = { event, paths: this.#paths, descriptor: this.#descriptor };
    return { record: this.record.copy(), process: this.process.frozen(), shape, num, previousTime };
  }

  /** @param firstTime ns since boot, of the first event of all */
  restore(held: HeldEvent, firstTime: bigint): void {
    this.point(held.record, held.process, held.shape);
    this.num = held.num;
    this.previousTime = held.previousTime;
    this.firstTime = firstTime;
  }

  /** ns since the epoch */
  get time(): bigint {
    return this.#time + this.host.bootTime;
  }

  /** Whether some path led elsewhere than its text says, or was another when the call returned. */
  get hasRealView(): boolean {
    for (const slots of this.#paths) {
      if (this.#other(slots) !== undefined) return true;
    }
    return false;
  }

  /** What the process asked for, made absolute. */
  lexical(slots: PathSlots): string | undefined {
    return this.#absolute(slots, this.record.string(slots.raw));
  }

  /** The path in the view that is being judged. */
  path(slots: PathSlots): string | undefined {
    return (this.realView ? this.#other(slots) : undefined) ?? this.lexical(slots);
  }

  /** The path as an argument: an absolute one stays as it was given. */
  argument(slots: PathSlots): string | undefined {
    const other = this.realView ? this.#other(slots) : undefined;
    if (other !== undefined) return other;
    const raw = this.record.string(slots.raw);
    return raw?.startsWith('/') === true ? raw : this.#absolute(slots, raw);
  }

  /** Whether a path or address argument was something else when the call returned. */
  get raced(): boolean {
    return (this.record.flags & RACED_ADDRESS) !== 0 || this.#paths.some((slots) => this.#raced(slots));
  }

  #raced({ raw, late }: PathSlots): boolean {
    return this.record.u16(late) !== 0 && !this.record.sameString(raw, late);
  }

  #absolute({ base }: PathSlots, raw: string | undefined): string | undefined {
    if (raw === undefined) return undefined;
    return lexicalPath(raw.startsWith('/') ? undefined : this.record.string(base), raw);
  }

  /**
   * The other view of a path, if there is one: where the kernel went; or, where it left nothing to tell, what stood in
   * place of the path when the call returned.
   */
  #other(slots: PathSlots): string | undefined {
    const { record } = this;
    if (record.u16(slots.real) !== 0) {
      if (record.sameString(slots.raw, slots.real)) return undefined;
      const real = record.string(slots.real);
      return real === this.lexical(slots) ? undefined : real;
    }
    return this.#raced(slots) ? this.#absolute(slots, record.string(slots.late)) : undefined;
  }
}
