/**
 * Automata as the table that programs walk: for each, the class of each byte (256 bytes), then a row for each state. A row
 * begins with the output of the state (8 bytes) and goes on with the offsets of the rows of its successors, one for each
 * class (4 bytes each). Behind the last row as much is left as a program could reach by any class.
 */
import type { Automaton } from './text/automaton.ts';
import type { Pair } from './text/sought.ts';

export const ROWS = 256;
export const OUTPUT_BYTES = 8;
const ENTRY_BYTES = 4;
const REACH: number = 256 * ENTRY_BYTES;
/** What the oldest kernels allow for the value of a map is far more; this is what a cache can hold. */
const MOST_BYTES = 2 << 20;

/** A bit for each pair of bytes, in the order of the numbers that they are when loaded at once. */
const PAIRS_BYTES: number = 65536 / 8;

/** Where one of several automata lies in the table. */
export interface TablePart {
  /** Offset of its classes of bytes; its rows follow. */
  readonly base: number;
  /** Offset of the last row, counted from the first. */
  readonly last: number;
  /** Rows from this offset on are those of states that never change. */
  readonly final: number;
  /** What it comes to where a text has none of the pairs of bytes in the table; undefined: it has to be walked. */
  readonly otherwise: bigint | undefined;
}

export interface Table {
  readonly bytes: ArrayBuffer;
  readonly parts: readonly TablePart[];
  /** Offset of the bits of all pairs that automata seek; 0 where none does. */
  readonly pairs: number;
}

function widthOf({ classCount }: Automaton): number {
  return Math.ceil((OUTPUT_BYTES + classCount * ENTRY_BYTES) / 8) * 8;
}

/** @returns undefined where it would be too large */
export function makeTable(automata: readonly Automaton[]): Table | undefined {
  const parts: TablePart[] = [];
  let size = 0;
  for (const automaton of automata) {
    const width = widthOf(automaton);
    const { length } = automaton.outputs;
    const { sought, firstFinal } = automaton;
    parts.push({ base: size, last: (length - 1) * width, final: firstFinal * width, otherwise: sought?.output });
    size += ROWS + length * width;
  }
  const pairs = automata.flatMap(({ sought }) => sought?.pairs ?? []);
  const pairsAt = pairs.length > 0 ? size : 0;
  if (pairs.length > 0) size += PAIRS_BYTES;
  size += REACH;
  if (size > MOST_BYTES) return undefined;
  const view = new DataView(new ArrayBuffer(size));
  for (const [index, automaton] of automata.entries()) write(view, parts[index]?.base ?? 0, automaton);
  writePairs(view, pairsAt, pairs);
  return { bytes: view.buffer, parts, pairs: pairsAt };
}

function writePairs(view: DataView, base: number, pairs: readonly Pair[]): void {
  for (const pair of pairs) {
    const loaded = (pair >> 8) | ((pair & 0xff) << 8);
    const at = base + (loaded >> 3);
    view.setUint8(at, view.getUint8(at) | (1 << (loaded & 7)));
  }
}

function write(view: DataView, base: number, automaton: Automaton): void {
  const { classes, classCount, next, outputs } = automaton;
  const width = widthOf(automaton);
  for (const [byte, column] of classes.entries()) view.setUint8(base + byte, column);
  for (const [state, output] of outputs.entries()) {
    const row = base + ROWS + state * width;
    view.setBigUint64(row, output, true);
    for (let column = 0; column < classCount; column++) {
      view.setUint32(row + OUTPUT_BYTES + column * ENTRY_BYTES, (next[state * classCount + column] ?? 0) * width, true);
    }
  }
}
