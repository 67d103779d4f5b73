/** Which entries of a set a value has. */
import type { FlagEntry, FlagSet } from './types.ts';

const WORD = 2 ** 32;

/** `value & mask` for integers of up to 53 bits, neither of them negative. */
function and(value: number, mask: number): number {
  const low = (value & mask) >>> 0;
  if (mask < WORD) return low;
  return (Math.floor(value / WORD) & Math.floor(mask / WORD)) * WORD + low;
}

/** The bits of a value, less a mark that is to be ignored: an integer of up to 53 bits, not negative. */
export function flagBits(set: FlagSet, value: number | bigint): number {
  const bits = typeof value === 'bigint' ? Number(BigInt.asUintN(53, value)) : value < 0 ? value >>> 0 : value;
  const { ignored } = set;
  return ignored !== undefined && and(bits, ignored.mask) === ignored.value ? bits - ignored.value : bits;
}

function hasFlag(bits: number, entry: FlagEntry): boolean {
  const mask = entry.mask ?? entry.value;
  return mask !== 0 && and(bits, mask) === entry.value;
}

/** In the order in which they show. An entry of value 0 without a mask is none of them. */
export function shownEntries(set: FlagSet, value: number | bigint): readonly FlagEntry[] {
  const bits = flagBits(set, value);
  return set.kind === 'enum'
    ? set.entries.filter((entry) => entry.value === bits)
    : set.entries.filter((entry) => hasFlag(bits, entry));
}
