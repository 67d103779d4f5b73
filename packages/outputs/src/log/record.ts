/**
 * Records in a segment of the log: four bytes of length, four of checksum (CRC-32 of the payload), little-endian, then
 * the payload. A record that was only partly written, or that the disk has spoilt, is told by its checksum.
 */
import { crc32 } from 'node:zlib';

export const HEADER = 8;

/** No record is longer; a length above it is not believed. */
export const MAX_PAYLOAD: number = 64 * 1024 * 1024;

/** The texts as records, one behind the other. */
export function encodeRecords(texts: readonly string[]): Buffer {
  const lengths = texts.map((text) => Buffer.byteLength(text));
  const bytes = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + length + HEADER, 0));
  let at = 0;
  texts.forEach((text, index) => {
    const length = lengths[index] ?? 0;
    bytes.writeUInt32LE(length, at);
    bytes.write(text, at + HEADER, 'utf8');
    bytes.writeUInt32LE(crc32(bytes.subarray(at + HEADER, at + HEADER + length)), at + 4);
    at += HEADER + length;
  });
  return bytes;
}

/** What stands at a place of the bytes. */
export type RecordAt =
  | { readonly kind: 'record'; readonly payload: Buffer; readonly next: number }
  /** The bytes end before the record does, which has so many. */
  | { readonly kind: 'cut'; readonly needs: number }
  | { readonly kind: 'damaged' };

export function recordAt(bytes: Buffer, at: number): RecordAt {
  if (bytes.length - at < HEADER) return { kind: 'cut', needs: HEADER };
  const length = bytes.readUInt32LE(at);
  // No alert is an empty text: zeros are what a file system shows where nothing was written.
  if (length === 0 || length > MAX_PAYLOAD) return { kind: 'damaged' };
  const next = at + HEADER + length;
  if (next > bytes.length) return { kind: 'cut', needs: HEADER + length };
  const payload = bytes.subarray(at + HEADER, next);
  return crc32(payload) === bytes.readUInt32LE(at + 4) ? { kind: 'record', payload, next } : { kind: 'damaged' };
}
