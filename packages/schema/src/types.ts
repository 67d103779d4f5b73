/**
 * The vocabulary of the table: the types of parameters and fields, named as the Falco rule language names them.
 *
 * How a value of each type is held in TypeScript, everywhere in Lanner:
 *
 * | types | held as |
 * |---|---|
 * | CHARBUF, FSPATH, FSRELPATH | string (bytes that are not UTF-8 become U+FFFD) |
 * | BYTEBUF | Uint8Array |
 * | BOOL | boolean |
 * | integers of up to 32 bits, SYSCALLID, PORT, PID, FD, UID, GID, MODE, FLAGS*, ENUMFLAGS*, SIGTYPE, ERRNO, DOUBLE | number |
 * | INT64, UINT64 | number where it is a safe integer, bigint beyond |
 * | RELTIME, ABSTIME | bigint, nanoseconds |
 * | IPADDR, IPNET | number for IPv4 (host order), bigint for IPv6 (128 bits) |
 * | SOCKADDR, SOCKTUPLE, SIGSET, FDLIST | string, as rendered |
 * | list fields, and fields that speak of either end of a connection | array of the above |
 *
 * A field without a value is `undefined`.
 */
export const VALUE_TYPES = [
  'INT8',
  'INT16',
  'INT32',
  'INT64',
  'UINT8',
  'UINT16',
  'UINT32',
  'UINT64',
  'DOUBLE',
  'BOOL',
  'CHARBUF',
  'BYTEBUF',
  'FSPATH',
  'FSRELPATH',
  'ERRNO',
  'FD',
  'PID',
  'UID',
  'GID',
  'PORT',
  'MODE',
  'SIGTYPE',
  'IPADDR',
  'IPNET',
  'SOCKADDR',
  'SOCKTUPLE',
  'RELTIME',
  'ABSTIME',
  'FLAGS8',
  'FLAGS16',
  'FLAGS32',
  'ENUMFLAGS8',
  'ENUMFLAGS16',
  'ENUMFLAGS32',
  'DYNAMIC',
  'SYSCALLID',
  'SIGSET',
  'FDLIST',
] as const;

export type ValueType = (typeof VALUE_TYPES)[number];

/** One value that is present. */
export type Scalar = string | number | bigint | boolean | Uint8Array;

/** What reading a field gives: a value, several for list and either-end fields, or nothing. */
export type FieldValue = Scalar | readonly Scalar[] | undefined;

/**
 * The classes under which `lanner list fields` groups fields; Falco's, and `lanner` for our own. `static`: constants of
 * the configuration, `plugin`: fields of other event sources; neither are in a table.
 */
export type FieldClass =
  | 'evt'
  | 'process'
  | 'user'
  | 'group'
  | 'fd'
  | 'fs.path'
  | 'fdlist'
  | 'container'
  | 'k8smeta'
  | 'lanner'
  | 'static'
  | 'plugin';

/** How a field takes an argument: `field[3]` is an index, `field[name]` a key. */
export interface FieldArgument {
  readonly required: boolean;
  readonly kinds: readonly ('index' | 'key')[];
  /** The argument may also be written as a further part of the name: `evt.arg.flags`, `thread.cgroup.cpu`. */
  readonly dotted?: boolean;
}

export interface FieldDef {
  readonly name: string;
  readonly type: ValueType;
  readonly class: FieldClass;
  /** One or two sentences, for `lanner list fields`, the editor and the reference. */
  readonly description: string;
  readonly argument?: FieldArgument;
  /** Holds several values; only `in`, `intersects` and `exists` apply. */
  readonly list?: boolean;
  /** Speaks of either end of a connection: true if any of its values is. */
  readonly any?: boolean;
  /** Without an argument it speaks of any ancestor: true if any of its values is. With one, of that ancestor alone. */
  readonly anyWithoutArgument?: boolean;
  /** Can be used in conditions only, not in outputs. */
  readonly filterOnly?: boolean;
  /** Exists for table views only; neither in conditions nor listed by name. */
  readonly tableOnly?: boolean;
  /** Exists for outputs only. */
  readonly printOnly?: boolean;
  readonly deprecated?: boolean;
  /** May not stand on the right side of a comparison (`val(field)`). */
  readonly noRhs?: boolean;
  /** May not be given to a transformer. */
  readonly noTransformer?: boolean;
  /** How a number is written: in hexadecimal (as text in JSON too), or in text with zeros in front. Otherwise in decimal. */
  readonly format?: 'hex' | 'nine digits';
  /** Exists for the events of every source, not of system calls alone. */
  readonly generic?: boolean;
  /** Added to every output unless turned off. */
  readonly suggested?: boolean;
  /** Known for the field, but nothing fills it yet: it never has a value. */
  readonly unfilled?: boolean;
}
