/** Loads the programs that decide in the kernel which records are sent. */
import type { BpfProgram, ProgramMap, RecordFilter } from '@lanner/schema';
import type { NativeProbe } from './native.ts';

const PROBE_MAPS = ['scratches', 'stages', 'counters', 'processes'] as const;
const INSTRUCTION = 8;
const IMMEDIATE = 4;

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

/** Loads filters, each type's programs before they may decide. */
export function putFilters(probe: NativeProbe, filters: readonly RecordFilter[]): readonly Refusal[] {
  if (filters.length === 0) return [];
  const maps = new Map<string, number>(PROBE_MAPS.map((name) => [name, probe.mapDescriptor(name)]));
  const tables = new Map<ArrayBuffer, number>();
  const refusals: Refusal[] = [];
  function tableOf(content: ArrayBuffer): number {
    let descriptor = tables.get(content);
    if (descriptor === undefined) tables.set(content, (descriptor = probe.createTable(content)));
    return descriptor;
  }
  function put(program: BpfProgram): void {
    const table = program.table === undefined ? -1 : tableOf(program.table);
    probe.putStage(
      program.stage,
      relocated(program, (map) => (map === 'table' ? table : (maps.get(map) ?? -1))),
    );
  }
  for (const { name, type, programs } of filters) {
    try {
      programs.forEach(put);
      probe.setFiltered(type, true);
    } catch (error) {
      refusals.push({ name, reason: reasonOf(error) });
    }
  }
  for (const descriptor of tables.values()) probe.closeTable(descriptor);
  return refusals;
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
