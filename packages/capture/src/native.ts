/** The shape of the native addon (`packages/capture/native`), and where it and the probe object lie. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

export interface NativeRing {
  /** One page; the first 8 bytes are the position up to which user space has read. */
  readonly consumer: ArrayBuffer;
  /** One page; the first 8 bytes are the position up to which the kernel has written. */
  readonly producer: ArrayBuffer;
  /** The data, and its start again behind it, so that no record is ever split. */
  readonly data: ArrayBuffer;
  readonly size: number;
}

export interface TailCall {
  readonly program: string;
  readonly key: number;
}

export interface NativeOptions {
  readonly object: string;
  readonly selfPid: number;
  /** As enum scope_mode of the probe: 0 all, 1 pids, 2 cgroup. */
  readonly scopeMode: number;
  readonly scopeCgroup: bigint;
  readonly scopeHierarchy: number;
  readonly eventsRingBytes: number;
  readonly lifeRingBytes: number;
  readonly skipPrograms: readonly string[];
  readonly handlers: readonly TailCall[];
  readonly entryHandlers: readonly TailCall[];
  /** Programs of the beginning of single calls, by record type; left out where the object has none at all. */
  readonly callPrograms: readonly TailCall[];
  /** Programs that filters share; none where `filtering` is 0. */
  readonly stages: readonly TailCall[];
  /** 1: handlers call filters. */
  readonly filtering: number;
}

export type LaterHandlers = Pick<NativeOptions, 'object' | 'handlers' | 'entryHandlers' | 'callPrograms'>;

/** One loaded probe. Every method throws an Error with code ERR_PROBE whose message says what the kernel objected to. */
export interface NativeProbe {
  /** Whether the object has programs of the beginning of single calls. */
  readonly hasCallPrograms: boolean;
  readonly rings: readonly [events: NativeRing, life: NativeRing];
  attach(program: string): void;
  detachProgram(program: string): void;
  /**
   * Runs the program in `callPrograms` of a record type at a tracepoint of the group `syscalls`.
   * @returns whether the kernel does that
   */
  watchCall(type: number, tracepoint: string): boolean;
  /** Ends that for these record types. Resolves when the kernel has let go, which takes it some 30 ms for each. */
  unwatchCalls(types: readonly number[]): Promise<void>;
  /** Whether the probe has met a call of the 32-bit interface that is asked for. */
  metCompat(): boolean;
  /** Calls back once, when a ring has something to read. The callback of the first call is the one that is used. */
  arm(callback: () => void): void;
  /** `entered`: something is to be done when the call begins, too. */
  setWanted(type: number, wanted: boolean, entered: boolean): void;
  /** What is asked of system calls, by their number: as `callTable` gives it. */
  setCalls(table: ArrayBuffer): void;
  /** The descriptor by which programs refer to a map of the probe. */
  mapDescriptor(name: string): number;
  /** Makes a table that programs can read. @returns its descriptor, to be closed once the programs are loaded */
  createTable(content: ArrayBuffer): number;
  /** Loads a program (eBPF instructions of 8 bytes). Resolves to its descriptor, to be closed once it is in its place */
  loadStage(code: ArrayBuffer): Promise<number>;
  /** Puts a program into the array `stages`. */
  placeStage(key: number, descriptor: number): void;
  /** Can be called once the probe is closed, too. */
  closeDescriptor(descriptor: number): void;
  /** Loads handlers that were skipped. The probe may be closed meanwhile. */
  extend(handlers: LaterHandlers): Promise<void>;
  /** Resolves when no program that began before the call still runs. */
  settle(): Promise<void>;
  /** Nothing is known of any image of a process any more. */
  forgetProcesses(): void;
  /** Whether the stages decide what is sent of a record type. */
  setFiltered(type: number, filtered: boolean): void;
  /** Whether what is known of a process holds of those that it starts. Programs that run already may not see it yet. */
  setInheriting(inheriting: boolean): void;
  /** What is known of an image of a process, as process-entry.ts writes it. */
  setProcessBits(entry: ArrayBuffer): void;
  setScopePid(pid: number, mark: number): void;
  /** `process_snapshot` records of the processes in scope, one behind the other. */
  snapshot(): ArrayBuffer;
  /** Float64 values, record type by record type, as many a type as there are counters. */
  counters(): ArrayBuffer;
  /** Gives memory back to the machine: what malloc holds and nobody uses, and pages of programs that come back from their files. */
  releaseMemory(): void;
  /** Stops the flow; what lies in the rings can still be read. */
  detach(): void;
  close(): void;
}

export interface NativeModule {
  readonly Probe: new (options: NativeOptions) => NativeProbe;
}

function built(object: string): string {
  return fileURLToPath(new URL(`../../../probe/build/${object}`, import.meta.url));
}

/** The best first: one for kernels since 6.2, which allow loads by address, and one for all (probe/read.h). */
export const PROBE_OBJECTS: readonly string[] = [built('lanner-direct.bpf.o'), built('lanner.bpf.o')];
export const ADDON: string = fileURLToPath(new URL('../native/build/lanner.node', import.meta.url));

/** @throws Error when the addon has not been built. */
export function loadNative(): NativeModule {
  return createRequire(import.meta.url)(ADDON) as NativeModule;
}
