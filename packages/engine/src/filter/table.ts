/**
 * An automaton as the table that programs walk: the class of each byte (256 bytes), then a row for each state. A row
 * begins with the output of the state (8 bytes) and goes on with the offsets of the rows of its successors, one for each
 * class (4 bytes each). Behind the last row as much is left as a program could reach by any class.
 */
import type { Automaton } from './text/automaton.ts';

export const ROWS = 256;
export const OUTPUT_BYTES = 8;
const ENTRY_BYTES = 4;
const REACH: number = 256 * ENTRY_BYTES;
/** What the oldest kernels allow for the value of a map is far more; this is what a cache can hold. */
const MOST_BYTES = 2 << 20;

export interface Table {
  readonly bytes: ArrayBuffer;
  /** Offset of the last row, counted from the first. */
  readonly last: number;
  /** Rows from this offset on are those of states that never change. */
  readonly final: number;
}

/** @returns undefined where it would be too large */
export function makeTable({ classes, classCount, next, outputs, firstFinal }: Automaton): Table | undefined {
  const width = Math.ceil((OUTPUT_BYTES + classCount * ENTRY_BYTES) / 8) * 8;
  const size = ROWS + outputs.length * width + REACH;
  if (size > MOST_BYTES) return undefined;
  const view = new DataView(new ArrayBuffer(size));
  for (const [byte, column] of classes.entries()) view.setUint8(byte, column);
  for (const [state, output] of outputs.entries()) {
    const row = ROWS + state * width;
    view.setBigUint64(row, output, true);
    for (let column = 0; column < classCount; column++) {
      view.setUint32(row + OUTPUT_BYTES + column * ENTRY_BYTES, (next[state * classCount + column] ?? 0) * width, true);
    }
  }
  return { bytes: view.buffer, last: (outputs.length - 1) * width, final: firstFinal * width };
}
