/**
 * The numbers of flags as rules see them (`evt.rawarg`, and `evt.args` in front of the names): Falco's, which are the same
 * on every architecture, and for some sets others than those of Linux, which the records hold.
 */
import { flagBits, shownEntries } from './shown.ts';
import { encodedOf, type FlagSet } from './types.ts';

/** Whether the number of each value is the one that Linux has for it. */
export function isUnencoded({ kind, entries, unencoded, otherwise }: FlagSet): boolean {
  return (
    unencoded ?? (kind === 'enum' && otherwise === undefined && entries.every(({ encoded }) => encoded === undefined))
  );
}

/** The number of a value as rules see it. */
export function encodeFlags(set: FlagSet, value: number | bigint): number | bigint {
  if (isUnencoded(set)) return set.ignored === undefined ? value : flagBits(set, value);
  const shown = shownEntries(set, value);
  if (set.kind === 'flags') return shown.reduce((bits, entry) => (bits | encodedOf(entry)) >>> 0, 0);
  const [entry] = shown;
  return entry === undefined ? 0 : encodedOf(entry);
}

/** A value that has this number, for events that are written by hand; undefined if none has. */
export function decodeFlags(set: FlagSet, number: number): number | undefined {
  if (isUnencoded(set)) return number;
  const value =
    set.kind === 'enum'
      ? set.entries.find((entry) => encodedOf(entry) === number)?.value
      : set.entries.reduce(
          (bits, entry) =>
            (number & encodedOf(entry)) >>> 0 === encodedOf(entry) ? withBits(bits, entry.value) : bits,
          0,
        );
  return value !== undefined && encodeFlags(set, value) === number ? value : undefined;
}

/** `bits | more` for integers of up to 53 bits. */
function withBits(bits: number, more: number): number {
  return Number(BigInt(bits) | BigInt(more));
}
