/** What filters keep where: registers that survive calls, and places on the stack. */
import type { Register } from './bpf/instructions.ts';
import { MOST_AUTOMATA } from './text/automaton.ts';

export const RECORD: Register = 6;
export const CONTEXT: Register = 9;
export const FRAME: Register = 10;
export const KEY = -8;

/** Of the two words of bits of the process. */
export const MAY = -40;
export const MAY_NOT = -48;
/** Start and exec of the process, and its number: 8 bytes each. */
export const PROCESS_KEY = -72;

/** Where the output of an automaton for a text is kept; there is room for 13 texts. */
export function outputSlot(text: number, automaton: number): number {
  return -80 - 8 * (text * MOST_AUTOMATA + automaton);
}
