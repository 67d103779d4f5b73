/** From values to names. */
import { ERRNOS } from './errno.ts';
import type { FlagEntry, FlagSet } from './types.ts';

const WORD = 2 ** 32;

/** `value & mask` for integers of up to 53 bits, neither of them negative. */
function and(value: number, mask: number): number {
  const low = (value & mask) >>> 0;
  if (mask < WORD) return low;
  return (Math.floor(value / WORD) & Math.floor(mask / WORD)) * WORD + low;
}

function plain(set: FlagSet, value: number | bigint): number {
  const bits = typeof value === 'bigint' ? Number(BigInt.asUintN(53, value)) : value < 0 ? value >>> 0 : value;
  const { ignored } = set;
  return ignored !== undefined && and(bits, ignored.mask) === ignored.value ? bits - ignored.value : bits;
}

function hasFlag(bits: number, entry: FlagEntry): boolean {
  const mask = entry.mask ?? entry.value;
  return mask !== 0 && and(bits, mask) === entry.value;
}

/** The names of a value, in the order in which they show; empty if it has none. */
export function flagNames(set: FlagSet, value: number | bigint): readonly string[] {
  const bits = plain(set, value);
  const entries =
    set.kind === 'enum'
      ? set.entries.filter((entry) => entry.value === bits)
      : set.entries.filter((entry) => hasFlag(bits, entry));
  if (entries.length > 0) return entries.map((entry) => entry.name);
  const nothing =
    set.kind === 'flags' ? set.entries.find(({ value, mask }) => value === 0 && mask === undefined) : undefined;
  const name = nothing?.name ?? set.otherwise;
  return name === undefined ? [] : [name];
}

function digits(set: FlagSet, value: number | bigint): string {
  return set.octal === true && value !== 0 ? `0${value.toString(8)}` : value.toString();
}

/** A value as `evt.arg` shows it: its names joined by `|`, or the number if it has none. */
export function renderFlags(set: FlagSet, value: number | bigint): string {
  const names = flagNames(set, value);
  return names.length === 0 ? digits(set, value) : names.join('|');
}

/** A value as `evt.args` shows it: the number, and behind it the names if there are any: `9(EXE_WRITABLE|EXE_LOWER_LAYER)`. */
export function renderFlagsWithNumber(set: FlagSet, value: number | bigint): string {
  const names = flagNames(set, value);
  return names.length === 0 ? digits(set, value) : `${digits(set, value)}(${names.join('|')})`;
}

/** What a call returned (type ERRNO) as `evt.arg` shows it: `ENOENT` for -2, numbers that are no error as they are. */
export function renderErrno(value: number | bigint): string {
  return errnoName(value) ?? value.toString();
}

/** What a call returned (type ERRNO) as `evt.args` shows it: `-2(ENOENT)`, or the number alone. */
export function renderErrnoWithNumber(value: number | bigint): string {
  const name = errnoName(value);
  return name === undefined ? value.toString() : `${value}(${name})`;
}

/** What a call returned as `evt.res` shows it: `SUCCESS`, or the name of the error, or its negated number if it has none. */
export function renderResult(value: number | bigint): string {
  return value >= 0 ? 'SUCCESS' : renderErrno(value);
}

function errnoName(value: number | bigint): string | undefined {
  return value < 0 ? flagNames(ERRNOS, -value)[0] : undefined;
}
