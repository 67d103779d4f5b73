/** Batches of records, format 2, checked as a broker checks them: https://kafka.apache.org/documentation/#recordbatch. */
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { Reader, utf8, Violation } from './codec.ts';

export interface KafkaRecord {
  readonly key: string | null;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timestamp: number;
}

export interface RecordBatch {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly compression: string;
  readonly records: readonly KafkaRecord[];
}

const COMPRESSIONS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;

/** Since version 3 of the request there is one batch for a partition. */
export function readBatch(bytes: Buffer): RecordBatch {
  const head = new Reader(bytes);
  expect(head.int64() === 0n, 'the base offset is that of a producer');
  const length = head.int32();
  expect(length === head.left, `the batch says ${length} bytes and has ${head.left}`);
  head.int32();
  expect(head.int8() === 2, 'the magic byte is 2');
  const crc = head.uint32();
  const checked = head.take(head.left);
  expect(crc === crc32c(checked), 'the checksum is right');
  const body = new Reader(checked);
  const attributes = body.int16();
  const compression = COMPRESSIONS[attributes & 7];
  expect(compression !== undefined && (attributes & ~7) === 0, `the attributes are ${attributes}`);
  const lastOffsetDelta = body.int32();
  const baseTimestamp = body.int64();
  const maxTimestamp = body.int64();
  const producerId = body.int64();
  const producerEpoch = body.int16();
  const baseSequence = body.int32();
  const count = body.int32();
  expect(
    count > 0 && lastOffsetDelta === count - 1,
    `${count} records, the last of which is number ${lastOffsetDelta}`,
  );
  const reader = new Reader(unpacked(compression, body.take(body.left)));
  const records = Array.from({ length: count }, (_, index) => readRecord(reader, index, baseTimestamp));
  expect(reader.left === 0, `${reader.left} bytes behind the records`);
  const latest = records.reduce((most, { timestamp }) => Math.max(most, timestamp), -1);
  expect(Number(maxTimestamp) === latest, `the latest timestamp is ${latest}, not ${maxTimestamp}`);
  return { producerId, producerEpoch, baseSequence, compression: compression ?? '', records };
}

function readRecord(outer: Reader, index: number, base: bigint): KafkaRecord {
  const reader = new Reader(outer.take(Number(outer.zigzag())));
  expect(reader.int8() === 0, 'a record has no attributes');
  const timestamp = Number(base + reader.zigzag());
  expect(Number(reader.zigzag()) === index, 'the offsets of records are in order');
  const key = nullable(reader);
  const value = nullable(reader);
  const headers: [string, string][] = [];
  for (let left = Number(reader.zigzag()); left > 0; left--) {
    headers.push([utf8(reader.take(Number(reader.zigzag()))), utf8(nullable(reader) ?? Buffer.alloc(0))]);
  }
  expect(reader.left === 0, `${reader.left} bytes behind a record`);
  expect(value !== null, 'a record has a value');
  return {
    key: key === null ? null : utf8(key),
    value: utf8(value ?? Buffer.alloc(0)),
    headers: Object.fromEntries(headers),
    timestamp,
  };
}

function nullable(reader: Reader): Buffer | null {
  const length = Number(reader.zigzag());
  return length === -1 ? null : reader.take(length);
}

function unpacked(compression: string | undefined, bytes: Buffer): Buffer {
  if (compression === 'gzip') return gunzipSync(bytes);
  if (compression === 'zstd') return zstdDecompressSync(bytes);
  expect(compression === 'none', `compressed by ${compression}`);
  return bytes;
}

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Violation(`records: ${what}`);
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0x82f63b78 : 0);
  return value >>> 0;
});

/** CRC-32C of RFC 3720, which Node.js does not have. */
export function crc32c(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 255] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
}
