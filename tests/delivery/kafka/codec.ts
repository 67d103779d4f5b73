/**
 * Reads and writes messages of Kafka's protocol by their schemas, in the primitive types of https://kafka.apache.org/protocol.
 * It is strict: what a schema does not allow, and bytes that are left over, are errors.
 */

export type Type =
  'int16' | 'int32' | 'int64' | 'bool' | 'string' | 'bytes' | 'uuid' | readonly ['int32'] | readonly Field[];

export interface Field {
  readonly name: string;
  /** A list of fields is an array of structures. */
  readonly type: Type;
  /** The first version that has it. Default: 0. */
  readonly from?: number;
  /** The last one. Default: all later. */
  readonly to?: number;
  /** The first version in which it may be null. */
  readonly nullable?: number;
}

export type Value = number | bigint | boolean | string | Buffer | null | readonly Value[] | Message;
export interface Message {
  readonly [name: string]: Value;
}

/** What a client has sent is not what the protocol says. */
export class Violation extends Error {}

export class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  take(length: number): Buffer {
    if (length < 0 || length > this.left) throw new Violation(`${length} bytes are wanted where ${this.left} are left`);
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  int8 = (): number => this.take(1).readInt8();
  int16 = (): number => this.take(2).readInt16BE();
  int32 = (): number => this.take(4).readInt32BE();
  uint32 = (): number => this.take(4).readUInt32BE();
  int64 = (): bigint => this.take(8).readBigInt64BE();

  /** Base 128, least significant first. */
  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.take(1).readUInt8();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw new Violation('a varint has no end');
  }

  /** With the sign in the lowest bit. */
  zigzag(): bigint {
    const value = this.varint();
    return (value >> 1n) ^ -(value & 1n);
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function utf8(bytes: Buffer): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw new Violation('a string is not UTF-8');
  }
}

export function readMessage(fields: readonly Field[], version: number, isFlexible: boolean, reader: Reader): Message {
  const message = Object.fromEntries(
    inVersion(fields, version).map((field) => [field.name, readValue(field, version, isFlexible, reader)]),
  );
  if (isFlexible) readTags(reader);
  return message;
}

/** None is defined for what is read here. */
export function readTags(reader: Reader): void {
  const count = reader.varint();
  if (count !== 0n) throw new Violation(`${count} tagged fields that the schema does not have`);
}

function readValue(field: Field, version: number, isFlexible: boolean, reader: Reader): Value {
  const { type } = field;
  switch (type) {
    case 'int16':
    case 'int32':
    case 'int64':
      return reader[type]();
    case 'bool': {
      const byte = reader.int8();
      if (byte !== 0 && byte !== 1) throw new Violation(`${field.name} is ${byte}, no boolean`);
      return byte === 1;
    }
    case 'uuid':
      return reader.take(16);
    default: {
      const length = isFlexible ? Number(reader.varint()) - 1 : type === 'string' ? reader.int16() : reader.int32();
      if (length === -1 && version >= (field.nullable ?? Infinity)) return null;
      if (length < 0) throw new Violation(`${field.name} must not be null`);
      if (type === 'bytes') return reader.take(length);
      if (type === 'string') return utf8(reader.take(length));
      if (length > reader.left) throw new Violation(`${field.name} has ${length} elements`);
      return Array.from({ length }, () =>
        isStructure(type) ? readMessage(type, version, isFlexible, reader) : reader.int32(),
      );
    }
  }
}

export function writeMessage(fields: readonly Field[], version: number, isFlexible: boolean, message: Message): Buffer {
  const parts = inVersion(fields, version).map((field) => {
    const value = message[field.name];
    if (value === undefined) throw new Error(`no ${field.name}`);
    return writeValue(field, version, isFlexible, value);
  });
  return Buffer.concat(isFlexible ? [...parts, varint(0)] : parts);
}

function writeValue({ name, type }: Field, version: number, isFlexible: boolean, value: Value): Buffer {
  if (type === 'int16' || type === 'int32' || type === 'int64') return integer(type, value);
  if (type === 'bool') return Buffer.from([value === true ? 1 : 0]);
  if (type === 'uuid') return value as Buffer;
  if (value === null) return isFlexible ? varint(0) : type === 'string' ? integer('int16', -1) : integer('int32', -1);
  if (type === 'string' || type === 'bytes') {
    const bytes = Buffer.from(value as string | Buffer);
    const size = type === 'string' ? ('int16' as const) : ('int32' as const);
    return Buffer.concat([isFlexible ? varint(bytes.length + 1) : integer(size, bytes.length), bytes]);
  }
  if (!Array.isArray(value)) throw new Error(`${name} is no array`);
  const elements = value as readonly Value[];
  const length = isFlexible ? varint(elements.length + 1) : integer('int32', elements.length);
  return Buffer.concat([
    length,
    ...elements.map((one) =>
      isStructure(type) ? writeMessage(type, version, isFlexible, one as Message) : integer('int32', one),
    ),
  ]);
}

export function integer(type: 'int16' | 'int32' | 'int64', value: Value): Buffer {
  const bytes = Buffer.alloc({ int16: 2, int32: 4, int64: 8 }[type]);
  if (type === 'int64') bytes.writeBigInt64BE(value as bigint);
  else if (type === 'int32') bytes.writeInt32BE(value as number);
  else bytes.writeInt16BE(value as number);
  return bytes;
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return Buffer.from([...bytes, value]);
}

function inVersion(fields: readonly Field[], version: number): readonly Field[] {
  return fields.filter(({ from = 0, to = Infinity }) => version >= from && version <= to);
}

function isStructure(type: readonly ['int32'] | readonly Field[]): type is readonly Field[] {
  return typeof type[0] !== 'string';
}
