/** The live source: the probe, loaded and attached for a scope, and its records in the order in which to apply them. */
import { COUNTERS, KERNEL_EVENTS, RECORDS, STAGE_SEND, STAGE_VIEWS, callTable, hasEntryHandler } from '@lanner/schema';
import type { Counter, EventDef, RecordFilter } from '@lanner/schema';
import { Entries } from './entries.ts';
import { dropFilters, loadFilters, placeFilters, reasonOf } from './filters.ts';
import type { LoadOptions, LoadedFilter, LoadedFilters, Refusal } from './filters.ts';
import { PROBE_OBJECTS, loadNative } from './native.ts';
import type { NativeOptions, NativeProbe, TailCall } from './native.ts';
import { ProcessEntry } from './process-entry.ts';
import type { ImageAnswers } from './process-entry.ts';
import { RecordView, recordBuffer } from './record/record-view.ts';
import type { RecordBuffer } from './record/record-view.ts';
import { Ring } from './ring.ts';

export type Scope =
  | { readonly kind: 'all' }
  /** These processes and all that they start. `known`: ancestors, to be described but not watched. */
  | { readonly kind: 'pids'; readonly pids: readonly number[]; readonly known: readonly number[] }
  /** Processes in a cgroup or below. `hierarchy`: v1 subsystem index, -1 for the unified hierarchy. */
  | { readonly kind: 'cgroup'; readonly id: bigint; readonly hierarchy: number };

export interface LiveOptions {
  readonly scope: Scope;
  /** Event types to send beyond what the process table needs. */
  readonly wanted: ReadonlySet<string>;
  /** Whether there are going to be filters. */
  readonly filtering?: boolean;
  readonly eventsRingBytes?: number;
  readonly lifeRingBytes?: number;
  /** Whether what a call begins with may be seen by a program of that call alone, where the kernel has that; default: true. */
  readonly singleCalls?: boolean;
  /** Paths of probe objects, of which the first that loads is taken; default: PROBE_OBJECTS. */
  readonly objects?: readonly string[];
}

/** Called with a cursor that is valid during the call only. */
export type OnRecord = (record: RecordView) => void;

const SCOPE_MODES: Readonly<Record<Scope['kind'], number>> = { all: 0, pids: 1, cgroup: 2 };
const LIFE_PROGRAMS = ['on_process_fork', 'on_process_exec', 'on_process_exit', 'on_cgroup_attach', 'on_sys_exit'];
/** Programs that filters share. */
const STAGES = [
  { program: 'stage_send', key: STAGE_SEND },
  { program: 'stage_views', key: STAGE_VIEWS },
];
const EVENTS_RING_BYTES = 8 << 20;
const LIFE_RING_BYTES = 4 << 20;
/** Below this many records a batch, each wake-up is worth its price; above it, the next batch waits a little. */
const BUSY_BATCH = 16;
const BUSY_PAUSE_MS = 2;

/**
 * The best that this kernel takes: loading fails for the faster object on kernels before 6.2, and with filters on those before
 * 5.10 (6.0 on arm64), which know no tail calls from programs that have functions.
 * @returns the probe, and why there can be no filters where they were asked for
 * @throws Error with code ERR_PROBE: what the kernel says of the last object without filters
 */
function firstThatLoads(
  objects: readonly string[],
  filtering: boolean,
  open: (object: string, filtering: boolean) => NativeProbe,
): [probe: NativeProbe, noFilters: string | undefined] {
  let reason: unknown;
  for (const withFilters of filtering ? [true, false] : [false]) {
    const noFilters = filtering && !withFilters ? reasonOf(reason) : undefined;
    for (const object of objects) {
      try {
        return [open(object, withFilters), noFilters];
      } catch (error) {
        reason = error;
      }
    }
  }
  throw reason;
}

function recordNumber(name: string): number {
  return RECORDS.find((record) => record.name === name)?.number ?? 0;
}

function neededEvents(wanted: ReadonlySet<string>): readonly EventDef[] {
  return KERNEL_EVENTS.filter((event) => event.state === true || wanted.has(event.name));
}

/** The events at whose beginning something is to be done. */
function enteredEvents(wanted: ReadonlySet<string>): readonly EventDef[] {
  return KERNEL_EVENTS.filter(
    (event) => event.syscall !== undefined && wanted.has(event.name) && hasEntryHandler(event),
  );
}

type Programs = Pick<NativeOptions, 'handlers' | 'entryHandlers' | 'callPrograms'>;

/** What runs when the calls of events begin and end. `single`: also for the beginning of one call alone. */
function programsOf(wanted: ReadonlySet<string>, single: boolean): Programs {
  const calls = neededEvents(wanted).filter((event) => event.syscall !== undefined);
  const entered = enteredEvents(wanted);
  const named = (prefix: string, events: readonly EventDef[]) =>
    events.map(({ name }) => ({ program: `${prefix}_${name}`, key: recordNumber(name) }));
  return {
    handlers: named('on', calls),
    entryHandlers: named('enter', entered),
    callPrograms: single ? named('begin', entered) : [],
  };
}

function namesOf({ handlers, entryHandlers, callPrograms }: Programs): readonly string[] {
  return [...handlers, ...entryHandlers, ...callPrograms].map(({ program }) => program);
}

/** One open probe. */
export class LiveSource {
  readonly #probe: NativeProbe;
  readonly #events: Ring;
  readonly #life: Ring;
  readonly #eventsBuffer: RecordBuffer;
  readonly #lifeBuffer: RecordBuffer;
  readonly #eventsView: RecordView;
  readonly #lifeView: RecordView;
  /** Why this kernel takes no filters at all. */
  readonly #noFilters: string | undefined;
  readonly #processEntry = new ProcessEntry();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  /** The file of the probe. */
  #object = '';
  /** Handlers that are in place. */
  readonly #loaded: Set<string>;
  readonly #entries: Entries;
  /** Record types whose filters decide. */
  #filtered: readonly number[] = [];

  /**
   * Loads the probe; nothing flows before `start`.
   * @throws Error with code ERR_PROBE and the kernel's reason
   */
  constructor(options: LiveOptions) {
    const { scope, wanted } = options;
    const single = options.singleCalls ?? true;
    const programs = programsOf(wanted, single);
    const loaded = new Set(namesOf(programs));
    const all = KERNEL_EVENTS.flatMap(({ name }) => [`on_${name}`, `enter_${name}`, `begin_${name}`]);
    const native = loadNative();
    const open = (object: string, filtering: boolean) => {
      this.#object = object;
      return new native.Probe({
        object,
        selfPid: process.pid,
        scopeMode: SCOPE_MODES[scope.kind],
        scopeCgroup: scope.kind === 'cgroup' ? scope.id : 0n,
        scopeHierarchy: scope.kind === 'cgroup' ? scope.hierarchy : -1,
        eventsRingBytes: options.eventsRingBytes ?? EVENTS_RING_BYTES,
        lifeRingBytes: options.lifeRingBytes ?? LIFE_RING_BYTES,
        skipPrograms: [
          ...all.filter((name) => !loaded.has(name)),
          ...(filtering ? [] : STAGES.map(({ program }) => program)),
        ],
        stages: filtering ? STAGES : [],
        filtering: filtering ? 1 : 0,
        ...programs,
      });
    };
    const filtering = options.filtering ?? false;
    [this.#probe, this.#noFilters] = firstThatLoads(options.objects ?? PROBE_OBJECTS, filtering, open);
    const [events, life] = this.#probe.rings;
    this.#events = new Ring(events);
    this.#life = new Ring(life);
    this.#eventsBuffer = recordBuffer(events.data);
    this.#lifeBuffer = recordBuffer(life.data);
    this.#eventsView = new RecordView(this.#eventsBuffer);
    this.#lifeView = new RecordView(this.#lifeBuffer);
    this.#loaded = loaded;
    this.#setWanted(wanted);
    if (scope.kind === 'pids') {
      for (const pid of scope.known) this.#probe.setScopePid(pid, 2);
      for (const pid of scope.pids) this.#probe.setScopePid(pid, 1);
    }
    for (const program of LIFE_PROGRAMS) this.#probe.attach(program);
    this.#entries = new Entries(this.#probe, single && this.#probe.hasCallPrograms);
    this.#entries.watch(enteredEvents(wanted));
  }

  /**
   * Has the kernel take filters, which decide nothing before they are placed; they are to be placed, or dropped.
   * @param signal once aborted, no further filters are loaded
   */
  async loadFilters(filters: readonly RecordFilter[], signal?: AbortSignal): Promise<LoadedFilters> {
    return this.#loadFilters(filters, { signal });
  }

  async #loadFilters(filters: readonly RecordFilter[], options: LoadOptions): Promise<LoadedFilters> {
    const reason = this.#noFilters;
    if (reason !== undefined) return { filters: [], refusals: filters.map(({ name }) => ({ name, reason })) };
    return loadFilters(this.#probe, filters, options);
  }

  /**
   * Lets filters decide which events are sent. Before, all were, since the start or since `widen`.
   * @returns those that the kernel would not take: all events of their types are sent
   */
  placeFilters(filters: LoadedFilters): readonly Refusal[] {
    const { types, refusals } = placeFilters(this.#probe, filters);
    this.#filtered = [...this.#filtered, ...types];
    if (types.length > 0) this.#probe.setInheriting(true);
    return refusals;
  }

  /** Gives up filters that were loaded and are not going to be placed. */
  dropFilters(filters: LoadedFilters): void {
    dropFilters(this.#probe, filters);
  }

  /** Has the kernel take filters and lets each of them decide as soon as it is taken; as `placeFilters`. */
  async putFilters(filters: readonly RecordFilter[], signal?: AbortSignal): Promise<readonly Refusal[]> {
    const notPlaced: Refusal[] = [];
    const onLoaded = (filter: LoadedFilter) => {
      notPlaced.push(...this.placeFilters({ filters: [filter], refusals: [] }));
    };
    const { refusals } = await this.#loadFilters(filters, { signal, onLoaded });
    return [...refusals, ...notPlaced];
  }

  /** Loads what is missing to send events of these types. Rejects with the reason of the kernel; nothing has changed then. */
  async prepare(wanted: ReadonlySet<string>): Promise<void> {
    const programs = programsOf(wanted, this.#entries.single);
    const isMissing = ({ program }: TailCall) => !this.#loaded.has(program);
    const missing = {
      handlers: programs.handlers.filter(isMissing),
      entryHandlers: programs.entryHandlers.filter(isMissing),
      callPrograms: programs.callPrograms.filter(isMissing),
    };
    const names = namesOf(missing);
    if (names.length > 0) {
      await this.#probe.extend({ object: this.#object, ...missing });
      if (this.#stopped) return;
      for (const name of names) this.#loaded.add(name);
    }
    this.#entries.watch(enteredEvents(wanted));
  }

  /** Has all events of these types sent. Resolves when no program runs that does not know it yet. */
  async widen(wanted: ReadonlySet<string>): Promise<void> {
    for (const type of this.#filtered) this.#probe.setFiltered(type, false);
    this.#filtered = [];
    this.#probe.setInheriting(false);
    this.#setWanted(wanted);
    await this.#probe.settle();
  }

  /** Other rules ask for other event types, and other things of processes. */
  narrow(wanted: ReadonlySet<string>): void {
    this.#probe.forgetProcesses();
    this.#setWanted(wanted);
    this.#entries.narrow(enteredEvents(wanted));
  }

  #setWanted(wanted: ReadonlySet<string>): void {
    const isWanted = (event: EventDef) => event.state === true || wanted.has(event.name);
    const entered = new Set(enteredEvents(wanted));
    const isEntered = (event: EventDef) => entered.has(event);
    for (const event of KERNEL_EVENTS) {
      this.#probe.setWanted(recordNumber(event.name), isWanted(event), isEntered(event));
    }
    this.#probe.setCalls(callTable(process.arch === 'arm64' ? 'aarch64' : 'x86_64', isWanted, isEntered));
  }

  /** Says what is known of the process that made a record, for filters that ask for it. */
  setProcessBits(record: RecordView, answers: ImageAnswers): void {
    this.#processEntry.write(record, answers);
    this.#probe.setProcessBits(this.#processEntry.buffer);
  }

  /** The processes in scope that run already, as `process_snapshot` records. Events that begin meanwhile wait in the rings. */
  snapshot(onRecord: OnRecord): void {
    const buffer = this.#probe.snapshot();
    const records = recordBuffer(buffer);
    const view = new RecordView(records);
    for (let at = 0; at < buffer.byteLength;) {
      onRecord(view.point(records, at));
      at += Math.max(8, view.size);
    }
  }

  /** Reads records as they come, each batch followed by `onBatch`. */
  start(onRecord: OnRecord, onBatch: () => void): void {
    const turn = () => {
      clearTimeout(this.#timer);
      if (this.#stopped) return;
      const count = this.drain(onRecord);
      onBatch();
      if (count < BUSY_BATCH) this.#probe.arm(turn);
      // What came since it was looked may have woken nobody: only who sleeps is woken.
      if (count >= BUSY_BATCH || !this.#events.isEmpty || !this.#life.isEmpty) {
        this.#timer = setTimeout(turn, BUSY_PAUSE_MS);
      }
    };
    turn();
  }

  /**
   * Reads what both rings hold now, in order of time, and gives the room back. What a process did lies in one ring and
   * how it came to be in the other: the position of the events is taken first, so that whatever explains them is
   * already in the ring of lives.
   * @returns how many records there were
   */
  drain(onRecord: OnRecord): number {
    const eventsEnd = this.#events.end();
    const lifeEnd = this.#life.end();
    let count = 0;
    let event = this.#events.next(eventsEnd);
    let life = this.#life.next(lifeEnd);
    while (event >= 0 || life >= 0) {
      if (life >= 0) this.#lifeView.point(this.#lifeBuffer, life);
      if (event >= 0) this.#eventsView.point(this.#eventsBuffer, event);
      if (event < 0 || (life >= 0 && this.#lifeView.time <= this.#eventsView.time)) {
        onRecord(this.#lifeView);
        this.#life.advance();
        life = this.#life.next(lifeEnd);
      } else {
        onRecord(this.#eventsView);
        this.#events.advance();
        event = this.#events.next(eventsEnd);
      }
      count++;
    }
    this.#events.release();
    this.#life.release();
    if (!this.#stopped) this.#entries.attend();
    return count;
  }

  /** How often each thing was counted since the start, by record type. */
  counters(): ReadonlyMap<string, Readonly<Record<Counter, number>>> {
    const values = new Float64Array(this.#probe.counters());
    return new Map(
      RECORDS.map((record) => [
        record.name,
        Object.fromEntries(
          COUNTERS.map((counter, position) => [counter, values[record.number * COUNTERS.length + position] ?? 0]),
        ) as Record<Counter, number>,
      ]),
    );
  }

  /**
   * Gives memory back that was needed for a while only: loading reads the types of the whole kernel, compiling takes
   * some megabytes now and then, and a start reads more of the code of Node.js than is run again.
   */
  releaseMemory(): void {
    this.#probe.releaseMemory();
  }

  /** Detaches from the kernel, and reads what was left in the rings. */
  stop(onRecord: OnRecord): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#probe.detach();
    this.drain(onRecord);
  }

  close(): void {
    this.#stopped = true;
    this.#probe.close();
  }
}
