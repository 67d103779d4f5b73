/** From values to names. */
import { encodeFlags } from './encode.ts';
import { ERRNOS } from './errno.ts';
import { shownEntries } from './shown.ts';
import type { FlagSet } from './types.ts';

/** The names of a value, in the order in which they show; empty if it has none. */
export function flagNames(set: FlagSet, value: number | bigint): readonly string[] {
  const entries = shownEntries(set, value);
  if (entries.length > 0) return entries.map((entry) => entry.name);
  const nothing =
    set.kind === 'flags' ? set.entries.find(({ value, mask }) => value === 0 && mask === undefined) : undefined;
  const name = nothing?.name ?? set.otherwise;
  return name === undefined ? [] : [name];
}

/** The number as rules see it. */
function digits(set: FlagSet, value: number | bigint): string {
  const number = encodeFlags(set, value);
  return set.octal === true && number !== 0 ? `0${number.toString(8)}` : number.toString();
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
