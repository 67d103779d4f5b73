/** Loads the programs that decide in the kernel which records are sent. */
import type { BpfProgram, ProgramMap, RecordFilter } from '@lanner/schema';
import type { NativeProbe } from './native.ts';

const PROBE_MAPS = ['scratches', 'stages', 'counters'] as const;
const INSTRUCTION = 8;
const IMMEDIATE = 4;

/** The program with the descriptors of its maps in their places. */
function relocated({ code, relocations }: BpfProgram, descriptorOf: (map: ProgramMap) => number): ArrayBuffer {
  const copy = code.slice(0);
  const view = new DataView(copy);
  for (const { at, map } of relocations) view.setInt32(at * INSTRUCTION + IMMEDIATE, descriptorOf(map), true);
  return copy;
}

/**
 * Loads all filters, and only then lets them decide.
 * @throws Error with code ERR_PROBE and what the kernel objected to
 */
export function putFilters(probe: NativeProbe, filters: readonly RecordFilter[]): void {
  if (filters.length === 0) return;
  const maps = new Map<string, number>(PROBE_MAPS.map((name) => [name, probe.mapDescriptor(name)]));
  const tables = new Map<ArrayBuffer, number>();
  function tableOf(content: ArrayBuffer): number {
    let descriptor = tables.get(content);
    if (descriptor === undefined) tables.set(content, (descriptor = probe.createTable(content)));
    return descriptor;
  }
  try {
    for (const program of filters.flatMap(({ programs }) => programs)) {
      const table = program.table === undefined ? -1 : tableOf(program.table);
      probe.putStage(
        program.stage,
        relocated(program, (map) => (map === 'table' ? table : (maps.get(map) ?? -1))),
      );
    }
  } finally {
    for (const descriptor of tables.values()) probe.closeTable(descriptor);
  }
  for (const { type } of filters) probe.setFiltered(type, true);
}
