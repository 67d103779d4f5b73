/** Programs for the kernel, as those who compile them hand them to those who load them. */

/** The maps that a program can refer to: those of the probe, and a table of its own. */
export type ProgramMap = 'scratches' | 'stages' | 'counters' | 'processes' | 'table';

/** The instruction at a position (in instructions) gets the descriptor of a map. */
export interface Relocation {
  readonly at: number;
  readonly map: ProgramMap;
}

export interface BpfProgram {
  /** Key in the array `stages`. */
  readonly stage: number;
  /** Instructions of 8 bytes each, in the byte order of the machine (little-endian). */
  readonly code: ArrayBuffer;
  readonly relocations: readonly Relocation[];
  /** The content of its table, if it has one. Equal programs of several types share the buffer. */
  readonly table?: ArrayBuffer;
}

/** What decides in the kernel which records of one type are sent. */
export interface RecordFilter {
  /** Name and number of the record type. */
  readonly name: string;
  readonly type: number;
  readonly programs: readonly BpfProgram[];
}
