/** Loads the programs that decide in the kernel which records are sent. */
import type { BpfProgram, ProgramMap, RecordFilter } from '@lanner/schema';
import type { NativeProbe } from './native.ts';

const PROBE_MAPS = ['scratches', 'stages', 'counters', 'processes'] as const;
const INSTRUCTION = 8;
const IMMEDIATE = 4;

/** Event types that happen most, the most frequent first. */
const FREQUENT = ['openat', 'open', 'openat2', 'read', 'write', 'close', 'recvfrom', 'sendto', 'recvmsg', 'sendmsg'];

/** In the order in which it is worth having them. */
function byFrequency(filters: readonly RecordFilter[]): readonly RecordFilter[] {
  const frequent = FREQUENT.flatMap((name) => filters.find((filter) => filter.name === name) ?? []);
  return [...new Set([...frequent, ...filters])];
}

/** The program with the descriptors of its maps in their places. */
function relocated({ code, relocations }: BpfProgram, descriptorOf: (map: ProgramMap) => number): ArrayBuffer {
  const copy = code.slice(0);
  const view = new DataView(copy);
  for (const { at, map } of relocations) view.setInt32(at * INSTRUCTION + IMMEDIATE, descriptorOf(map), true);
  return copy;
}

/** A filter that the kernel would not take, and why. All events of its type are sent. */
export interface Refusal {
  readonly name: string;
  readonly reason: string;
}

export interface LoadedFilter {
  readonly name: string;
  readonly type: number;
  readonly stages: readonly { readonly key: number; readonly descriptor: number }[];
}

/** Programs that the kernel has taken, and that decide nothing yet: to be placed, or dropped. */
export interface LoadedFilters {
  readonly filters: readonly LoadedFilter[];
  readonly refusals: readonly Refusal[];
}

export interface LoadOptions {
  /** Once aborted, no further filters are loaded. */
  readonly signal?: AbortSignal | undefined;
  /** Told of each filter that the kernel has taken, at once. */
  readonly onLoaded?: (filter: LoadedFilter) => void;
}

/**
 * Has the kernel take filters, beside the thread that calls: the kernel takes its time for each of them. Those of types that
 * happen most come first.
 */
export async function loadFilters(
  probe: NativeProbe,
  filters: readonly RecordFilter[],
  { signal, onLoaded }: LoadOptions,
): Promise<LoadedFilters> {
  if (filters.length === 0) return { filters: [], refusals: [] };
  const maps = new Map<string, number>(PROBE_MAPS.map((name) => [name, probe.mapDescriptor(name)]));
  const tables = new Map<ArrayBuffer, number>();
  const loaded: LoadedFilter[] = [];
  const refusals: Refusal[] = [];
  function tableOf(content: ArrayBuffer): number {
    let descriptor = tables.get(content);
    if (descriptor === undefined) tables.set(content, (descriptor = probe.createTable(content)));
    return descriptor;
  }
  async function load(program: BpfProgram): Promise<LoadedFilter['stages'][number]> {
    const table = program.table === undefined ? -1 : tableOf(program.table);
    const code = relocated(program, (map) => (map === 'table' ? table : (maps.get(map) ?? -1)));
    return { key: program.stage, descriptor: await probe.loadStage(code) };
  }
  for (const { name, type, programs } of byFrequency(filters)) {
    if (signal?.aborted === true) break;
    const stages: LoadedFilter['stages'][number][] = [];
    const filter = { name, type, stages };
    try {
      for (const program of programs) stages.push(await load(program));
    } catch (error) {
      close(probe, filter);
      refusals.push({ name, reason: reasonOf(error) });
      continue;
    }
    loaded.push(filter);
    onLoaded?.(filter);
  }
  for (const descriptor of tables.values()) probe.closeDescriptor(descriptor);
  return { filters: loaded, refusals };
}

/**
 * Lets filters decide. No filter of these types may decide, or still run.
 * @returns the record types that are filtered now, and all refusals
 */
export function placeFilters(
  probe: NativeProbe,
  { filters, refusals }: LoadedFilters,
): { readonly types: readonly number[]; readonly refusals: readonly Refusal[] } {
  const types: number[] = [];
  const all = [...refusals];
  for (const filter of filters) {
    try {
      for (const { key, descriptor } of filter.stages) probe.placeStage(key, descriptor);
      probe.setFiltered(filter.type, true);
      types.push(filter.type);
    } catch (error) {
      all.push({ name: filter.name, reason: reasonOf(error) });
    }
    close(probe, filter);
  }
  return { types, refusals: all };
}

/** Gives up filters that are in no place. */
export function dropFilters(probe: NativeProbe, { filters }: LoadedFilters): void {
  for (const filter of filters) close(probe, filter);
}

/** A program that is in its place stays there. */
function close(probe: NativeProbe, { stages }: LoadedFilter): void {
  for (const { descriptor } of stages) probe.closeDescriptor(descriptor);
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
