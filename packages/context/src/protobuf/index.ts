/** The wire format of Protocol Buffers, as far as it is needed: messages are described by tables, read and written by them. */

const VARINT = 0;
const EIGHT_BYTES = 1;
const LENGTH_DELIMITED = 2;
const FOUR_BYTES = 5;

/** What a list has beyond so many is left out: a small message could make a large one. */
const MOST_ELEMENTS = 20_000;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A cursor over one message; it throws where the message ends too early or is none. */
class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;
  readonly #end: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#end = bytes.length;
  }

  get done(): boolean {
    return this.#at >= this.#end;
  }

  /** An integer of 64 bits, not negative. */
  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      if (this.done) break;
      const byte = this.#bytes[this.#at++] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new Error('a number in the message does not end');
  }

  bytes(): Uint8Array {
    const length = Number(this.varint());
    const start = this.#at;
    if (length > this.#end - start) throw new Error('the message ends too early');
    this.#at += length;
    return this.#bytes.subarray(start, this.#at);
  }

  skip(wire: number): void {
    if (wire === VARINT) this.varint();
    else if (wire === LENGTH_DELIMITED) this.bytes();
    else if (wire === EIGHT_BYTES || wire === FOUR_BYTES) this.#at += wire === EIGHT_BYTES ? 8 : 4;
    else throw new Error(`the message has a field of the unknown kind ${wire}`);
    if (this.#at > this.#end) throw new Error('the message ends too early');
  }
}

type Parts = number[];

function putVarint(out: Parts, value: bigint): void {
  let rest = BigInt.asUintN(64, value);
  while (rest >= 0x80n) {
    out.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  out.push(Number(rest));
}

function putBytes(out: Parts, bytes: Iterable<number>, length: number): void {
  putVarint(out, BigInt(length));
  for (const byte of bytes) out.push(byte);
}

/** How a value stands in a message. */
export interface Codec<T> {
  readonly wire: number;
  read(reader: Reader): T;
  write(out: Parts, value: T): void;
  /** What is not written, and what a field has that does not stand in the message. */
  readonly initial: T;
}

export const text: Codec<string> = {
  wire: LENGTH_DELIMITED,
  read: (reader) => decoder.decode(reader.bytes()),
  write(out, value) {
    const bytes = encoder.encode(value);
    putBytes(out, bytes, bytes.length);
  },
  initial: '',
};

export const bytes: Codec<Uint8Array> = {
  wire: LENGTH_DELIMITED,
  read: (reader) => reader.bytes(),
  write: (out, value) => putBytes(out, value, value.length),
  initial: new Uint8Array(),
};

export const flag: Codec<boolean> = {
  wire: VARINT,
  read: (reader) => reader.varint() !== 0n,
  write: (out, value) => putVarint(out, value ? 1n : 0n),
  initial: false,
};

/** Signed, of 64 bits. */
export const long: Codec<bigint> = {
  wire: VARINT,
  read: (reader) => BigInt.asIntN(64, reader.varint()),
  write: putVarint,
  initial: 0n,
};

/** Of 32 bits; an enumeration as well. */
export const integer: Codec<number> = {
  wire: VARINT,
  read: (reader) => Number(BigInt.asIntN(32, reader.varint())),
  write: (out, value) => putVarint(out, BigInt(value)),
  initial: 0,
};

/** A field of a message: how a further occurrence changes its value, and how it is written. */
export interface Field<T> {
  readonly initial: () => T;
  readonly wire: number;
  add(before: T, reader: Reader): T;
  write(out: Parts, number: number, value: T): void;
}

function putKey(out: Parts, number: number, wire: number): void {
  putVarint(out, BigInt((number << 3) | wire));
}

export function one<T>(codec: Codec<T>): Field<T> {
  return {
    initial: () => codec.initial,
    wire: codec.wire,
    add: (_, reader) => codec.read(reader),
    write(out, number, value) {
      if (value === codec.initial || value === undefined) return;
      putKey(out, number, codec.wire);
      codec.write(out, value);
    },
  };
}

export function many<T>(codec: Codec<T>): Field<readonly Exclude<T, undefined>[]> {
  return {
    initial: () => [],
    wire: codec.wire,
    add(before, reader) {
      const value = codec.read(reader);
      if (before.length < MOST_ELEMENTS) (before as T[]).push(value);
      return before;
    },
    write(out, number, values) {
      for (const value of values) {
        putKey(out, number, codec.wire);
        codec.write(out, value);
      }
    },
  };
}

type Fields<T> = { readonly [K in keyof T]: readonly [number: number, field: Field<T[K]>] };

export interface Message<T> extends Codec<T | undefined> {
  decode(bytes: Uint8Array): T;
  /** What is left out has its initial value. */
  encode(value: Partial<T>): Uint8Array;
}

/** A message by its fields, each with its number. Fields that it does not name are skipped. */
export function message<T extends object>(fields: Fields<T>): Message<T> {
  const entries = Object.entries(fields) as [string, readonly [number, Field<unknown>]][];
  const byNumber = new Map(entries.map(([name, [number, field]]) => [number, { name, field }]));
  const decode = (given: Uint8Array): T => {
    const values = Object.fromEntries(entries.map(([name, [, field]]) => [name, field.initial()]));
    const reader = new Reader(given);
    while (!reader.done) {
      const key = Number(reader.varint());
      const found = byNumber.get(key >>> 3);
      if (found?.field.wire === (key & 7)) values[found.name] = found.field.add(values[found.name], reader);
      else reader.skip(key & 7);
    }
    return values as T;
  };
  const encode = (value: Partial<T>): Uint8Array => {
    const out: Parts = [];
    const given = value as Readonly<Record<string, unknown>>;
    for (const [name, [number, field]] of entries) {
      if (given[name] !== undefined) field.write(out, number, given[name]);
    }
    return Uint8Array.from(out);
  };
  return {
    wire: LENGTH_DELIMITED,
    initial: undefined,
    read: (reader) => decode(reader.bytes()),
    write: (out, value) => bytes.write(out, encode(value ?? {})),
    decode,
    encode,
  };
}

const ENTRY = message<{ readonly key: string; readonly value: string }>({ key: [1, one(text)], value: [2, one(text)] });

/** A map of texts. */
export const textMap: Field<Readonly<Record<string, string>>> = {
  initial: () => ({}),
  wire: LENGTH_DELIMITED,
  add(before, reader) {
    const entry = ENTRY.read(reader);
    if (entry !== undefined) (before as Record<string, string>)[entry.key] = entry.value;
    return before;
  },
  write(out, number, value) {
    for (const [key, text] of Object.entries(value)) {
      putKey(out, number, LENGTH_DELIMITED);
      ENTRY.write(out, { key, value: text });
    }
  },
};
