/** A cursor over one record of the probe: nothing is copied, text is decoded when it is asked for. */
import { offsetOf, recordLayout, STRUCT_LAYOUTS } from '@lanner/schema';

const HEADER = STRUCT_LAYOUTS.get('header');
if (HEADER === undefined) throw new Error('the layout has no header');
const header = HEADER;

function at(member: string): number {
  return offsetOf(header, member);
}

const TYPE = at('type');
const FLAGS = at('flags');
const SIZE = at('size');
const TIME = at('time');
const START = at('startTime');
const EXEC_ID = at('execId');
const RET = at('ret');
const CAP_EFFECTIVE = at('capEffective');
const CAP_PERMITTED = at('capPermitted');
const CAP_INHERITABLE = at('capInheritable');
const PID = at('pid');
const TID = at('tid');
const UID = at('uid');
const GID = at('gid');
const LOGINUID = at('loginuid');
const CPU = at('cpu');
const COMM = at('comm');

const COMM_BYTES = 16;
// A byte order mark is part of the text: a path that starts with one is another path.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Typed arrays over one buffer of records; make it once a buffer. */
export interface RecordBuffer {
  readonly u8: Uint8Array;
  readonly u16: Uint16Array;
  readonly u32: Uint32Array;
  readonly s32: Int32Array;
  readonly u64: BigUint64Array;
  readonly s64: BigInt64Array;
}

/** @param buffer of a length that is a multiple of eight */
export function recordBuffer(buffer: ArrayBuffer): RecordBuffer {
  return {
    u8: new Uint8Array(buffer),
    u16: new Uint16Array(buffer),
    u32: new Uint32Array(buffer),
    s32: new Int32Array(buffer),
    u64: new BigUint64Array(buffer),
    s64: new BigInt64Array(buffer),
  };
}

/** Points at one record. Offsets given to its methods count from the start of the record. */
export class RecordView {
  #buffer: RecordBuffer;
  #base = 0;

  constructor(buffer: RecordBuffer) {
    this.#buffer = buffer;
  }

  /** @param base byte offset of the record in the buffer, a multiple of eight */
  point(buffer: RecordBuffer, base: number): this {
    this.#buffer = buffer;
    this.#base = base;
    return this;
  }

  /** The same record in memory of its own. */
  copy(): RecordView {
    const bytes = new Uint8Array((this.size + 7) & ~7);
    bytes.set(this.#buffer.u8.subarray(this.#base, this.#base + this.size));
    return new RecordView(recordBuffer(bytes.buffer));
  }

  get type(): number {
    return this.u16(TYPE);
  }
  get flags(): number {
    return this.u16(FLAGS);
  }
  get size(): number {
    return this.u32(SIZE);
  }
  /** ns since boot */
  get time(): bigint {
    return this.u64(TIME);
  }
  /** ns since boot; with `pid` the identity of the process */
  get startTime(): bigint {
    return this.u64(START);
  }
  get execId(): bigint {
    return this.u64(EXEC_ID);
  }
  get ret(): number {
    return Number(this.s64(RET));
  }
  get capEffective(): bigint {
    return this.u64(CAP_EFFECTIVE);
  }
  get capPermitted(): bigint {
    return this.u64(CAP_PERMITTED);
  }
  get capInheritable(): bigint {
    return this.u64(CAP_INHERITABLE);
  }
  get pid(): number {
    return this.u32(PID);
  }
  get tid(): number {
    return this.u32(TID);
  }
  /** effective */
  get uid(): number {
    return this.u32(UID);
  }
  get gid(): number {
    return this.u32(GID);
  }
  /** 4294967295: unset */
  get loginuid(): number {
    return this.u32(LOGINUID);
  }
  get cpu(): number {
    return this.u32(CPU);
  }
  get comm(): string {
    return this.chars(COMM, COMM_BYTES);
  }

  u8(offset: number): number {
    return this.#buffer.u8[this.#base + offset] ?? 0;
  }
  u16(offset: number): number {
    return this.#buffer.u16[(this.#base + offset) >>> 1] ?? 0;
  }
  u32(offset: number): number {
    return this.#buffer.u32[(this.#base + offset) >>> 2] ?? 0;
  }
  s32(offset: number): number {
    return this.#buffer.s32[(this.#base + offset) >>> 2] ?? 0;
  }
  u64(offset: number): bigint {
    return this.#buffer.u64[(this.#base + offset) >>> 3] ?? 0n;
  }
  s64(offset: number): bigint {
    return this.#buffer.s64[(this.#base + offset) >>> 3] ?? 0n;
  }

  /** A fixed array of characters, up to its NUL. */
  chars(offset: number, bytes: number): string {
    const { u8 } = this.#buffer;
    const start = this.#base + offset;
    let end = start;
    while (end < start + bytes && u8[end] !== 0) end++;
    return text(u8, start, end);
  }

  /** The bytes of a fixed array; a view, valid as long as the record. */
  fixed(offset: number, bytes: number): Uint8Array {
    return this.#buffer.u8.subarray(this.#base + offset, this.#base + offset + bytes);
  }

  /** The text in a `string` slot; undefined if absent, or if it would lie outside of the record. */
  string(slot: number): string | undefined {
    const start = this.#start(slot);
    return start < 0 ? undefined : text(this.#buffer.u8, start, start + this.u16(slot + LENGTH));
  }

  /** The bytes in a `string` slot; a copy, since it outlives the record. */
  bytes(slot: number): Uint8Array | undefined {
    const start = this.#start(slot);
    return start < 0 ? undefined : this.#buffer.u8.slice(start, start + this.u16(slot + LENGTH));
  }

  /** The first byte in a `string` slot; -1 if there is none. */
  firstByte(slot: number): number {
    const start = this.#start(slot);
    return start < 0 || this.u16(slot + LENGTH) === 0 ? -1 : (this.#buffer.u8[start] ?? -1);
  }

  /** Whether two `string` slots hold the same bytes; nothing is decoded. */
  sameString(slot: number, other: number): boolean {
    const start = this.#start(slot);
    const otherStart = this.#start(other);
    if (start < 0 || otherStart < 0) return start === otherStart;
    const length = this.u16(slot + LENGTH);
    if (length !== this.u16(other + LENGTH)) return false;
    if (start === otherStart) return true;
    const { u8 } = this.#buffer;
    for (let at = 0; at < length; at++) {
      if (u8[start + at] !== u8[otherStart + at]) return false;
    }
    return true;
  }

  /** Where the bytes of a `string` slot begin in the buffer; -1 if absent or not wholly inside of the record. */
  #start(slot: number): number {
    const offset = this.u16(slot);
    const end = offset + this.u16(slot + LENGTH);
    if (offset === 0 || end > this.size || this.#base + end > this.#buffer.u8.length) return -1;
    return this.#base + offset;
  }
}

/** Offset of the length in a `string` slot. */
const LENGTH = 2;

/** Longer texts are left to the decoder of the platform. */
const SHORT = 128;
/** So many bytes at the end of a text say where it is kept. */
const HASHED = 16;
/** A power of two. */
const KNOWN_LIMIT = 4096;
/** Texts of late, by hash: the same few names come again and again, and need not be made anew. */
const known: (string | undefined)[] = Array<string | undefined>(KNOWN_LIMIT).fill(undefined);

function text(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > SHORT) return decoder.decode(bytes.subarray(start, end));
  let hash = end - start;
  // Paths differ at their ends.
  for (let at = Math.max(start, end - HASHED); at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  const place = (hash ^ (hash >>> 15)) & (KNOWN_LIMIT - 1);
  const found = known[place];
  if (found !== undefined && isAscii(found, bytes, start, end)) return found;
  let ascii = '';
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x80) return decoder.decode(bytes.subarray(start, end));
    ascii += String.fromCharCode(byte);
  }
  return (known[place] = ascii);
}

function isAscii(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let at = start; at < end; at++) {
    if (text.charCodeAt(at - start) !== bytes[at]) return false;
  }
  return true;
}

/** Offset of a member of a record type, such as `memberOffset('openat', 'name.raw')`. */
export function memberOffset(record: string, member: string): number {
  return offsetOf(recordLayout(record), member);
}
