/**
 * Records in a segment of the log: four bytes of length, four of checksum (CRC-32 of the payload), little-endian, then
 * the payload. A record that was only partly written, or that the disk has spoilt, is told by its checksum.
 */
import { crc32 } from 'node:zlib';
import { Packer, type Texts } from './block.ts';

export const HEADER = 8;

/** No record is longer; a length above it is not believed. */
export const MAX_PAYLOAD: number = 64 * 1024 * 1024;

/** The texts as records, one behind the other. */
export function encodeRecords(texts: readonly string[]): Texts {
  const packer = new Packer(HEADER);
  for (const text of texts) packer.add(text);
  return sealed(packer.finish());
}

/** Makes records of texts: writes the header of each into the gap before it. */
export function sealed(texts: Texts): Texts {
  const { bytes, ends } = texts;
  let at = 0;
  for (const end of ends) {
    bytes.writeUInt32LE(end - at - HEADER, at);
    bytes.writeUInt32LE(crc32(bytes.subarray(at + HEADER, end)), at + 4);
    at = end;
  }
  return texts;
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
