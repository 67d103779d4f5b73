/** The shape of a flag set: the names that the bits or values of an argument have. */

export interface FlagEntry {
  readonly name: string;
  /** As Linux has it on x86-64. Bits that Linux does not have are our own: the probe sets them. */
  readonly value: number;
  /** The bits that are compared with `value`, where they are not just the bits of `value` itself. */
  readonly mask?: number;
  /** As Falco has it, where that is another number. */
  readonly encoded?: number;
}

/**
 * Names for the value of an argument.
 *
 * - `flags`: every entry shows whose bits are all set: `(value & (mask ?? entry.value)) === entry.value`. An entry of
 *   value 0 without a mask shows when no other does.
 * - `enum`: every entry shows that equals the value; values with two names show both.
 *
 * The order of the entries is the order in which they show.
 */
export interface FlagSet {
  readonly name: string;
  readonly kind: 'flags' | 'enum';
  readonly entries: readonly FlagEntry[];
  /** Shown for a value that no entry names, with the number 0; without it, such a value shows as a number. */
  readonly otherwise?: string;
  /**
   * Rules see the number that Linux has, with all of its bits. Otherwise, of `flags`, the numbers of the entries that show
   * and nothing else; of an `enum`, that of the entry. See encode.ts.
   */
  readonly unencoded?: boolean;
  /** A mark in bits of no meaning, dropped before the value is looked at. */
  readonly ignored?: { readonly mask: number; readonly value: number };
  /** The number beside the names is written in octal, with a leading 0. */
  readonly octal?: boolean;
}

/** Entries written as `NAME value` pairs in a row; `NAME [value, encoded]` where Falco has another number. */
export function entriesOf(
  values: Readonly<Record<string, number | readonly [value: number, encoded: number]>>,
): readonly FlagEntry[] {
  return Object.entries(values).map(([name, numbers]) =>
    typeof numbers === 'number' ? { name, value: numbers } : { name, value: numbers[0], encoded: numbers[1] },
  );
}

/** The number of an entry as Falco has it. */
export function encodedOf({ value, encoded = value }: FlagEntry): number {
  return encoded;
}
