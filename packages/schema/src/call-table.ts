/** What the probe is asked of system calls: one byte for each number, which is all that most calls are looked up in. */
import { KERNEL_EVENTS } from './events.ts';
import type { EventDef } from './events.ts';

export const SYSCALL_LIMIT = 512;
/** Bits of a byte: the interface in which a call of that number has a record that is asked for. */
export const CALL_64 = 1;
export const CALL_32 = 2;
/** By how much the two are shifted: what is asked for when the call ends, and when it begins. */
export const AT_EXIT = 0;
export const AT_ENTRY = 2;
/** One number of the 32-bit interface for all calls on sockets. */
export const IA32_SOCKETCALL = 102;

export type Architecture = 'x86_64' | 'aarch64';

/** @returns numbers of an event's call, in each interface; on arm64 the probe counts 32-bit calls by the numbers of 64-bit ones */
function numbersOf({ syscall }: EventDef, architecture: Architecture): readonly (readonly [number, number])[] {
  const native = syscall?.[architecture];
  const own = native === undefined ? [] : ([[native, CALL_64]] as const);
  if (architecture === 'aarch64') return native === undefined ? [] : [[native, CALL_64 | CALL_32]];
  const { call, shortIds, socketcall = [] } = syscall?.ia32 ?? {};
  const numbers = [call, shortIds, socketcall.length > 0 ? IA32_SOCKETCALL : undefined];
  return [...own, ...numbers.filter((number) => number !== undefined).map((number) => [number, CALL_32] as const)];
}

/**
 * @param isWanted whether records of an event are asked for
 * @param isEntered whether something is to be done when its call begins, too
 * @returns SYSCALL_LIMIT bytes, as `control.calls` of the probe
 */
export function callTable(
  architecture: Architecture,
  isWanted: (event: EventDef) => boolean,
  isEntered: (event: EventDef) => boolean,
): ArrayBuffer {
  const table = new Uint8Array(SYSCALL_LIMIT);
  for (const event of KERNEL_EVENTS) {
    const moments = (isWanted(event) ? 1 << AT_EXIT : 0) | (isEntered(event) ? 1 << AT_ENTRY : 0);
    for (const [number, interfaces] of numbersOf(event, architecture)) {
      table[number] = (table[number] ?? 0) | (interfaces * moments);
    }
  }
  return table.buffer;
}
