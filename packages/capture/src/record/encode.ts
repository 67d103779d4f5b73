/** Records from plain values: for events built by hand, in tests and in replays. */
import { RECORDS, STRUCT_LAYOUTS } from '@lanner/schema';
import type { Placed, StructLayout } from '@lanner/schema';

export type MemberValue = number | bigint | string | Uint8Array | { readonly [member: string]: MemberValue };

const encoder = new TextEncoder();
/** Offsets have 16 bits. */
const OFFSET_LIMIT = 0xffff;

/**
 * @param name of a record type
 * @param values of its members; what is left out is zero or absent. Type and size of the header are filled in.
 * @returns the record, padded to a multiple of eight
 * @throws RangeError when the record would be larger than its offsets can say; Error for names that do not exist
 */
export function encodeRecord(name: string, values: { readonly [member: string]: MemberValue }): ArrayBuffer {
  const layout = RECORDS.find((record) => record.name === name);
  if (layout === undefined) throw new Error(`no record type is called ${name}`);
  const texts: Uint8Array[] = [];
  let end = layout.size;
  const fixed = new DataView(new ArrayBuffer(layout.size));

  function put(struct: StructLayout, base: number, given: { readonly [member: string]: MemberValue }): void {
    for (const [member, value] of Object.entries(given)) {
      const placed = struct.members.find((candidate) => candidate.name === member);
      if (placed === undefined) throw new Error(`${struct.name} has no member ${member}`);
      putMember(placed, base + placed.offset, value);
    }
  }

  function putMember({ type }: Placed, offset: number, value: MemberValue): void {
    if (typeof type === 'object') {
      const bytes = typeof value === 'string' ? encoder.encode(value) : value;
      if (bytes instanceof Uint8Array) new Uint8Array(fixed.buffer).set(bytes.subarray(0, type.bytes), offset);
      return;
    }
    if (type === 'string') {
      const bytes = typeof value === 'string' ? encoder.encode(value) : (value as Uint8Array);
      fixed.setUint16(offset, end, true);
      fixed.setUint16(offset + 2, bytes.length, true);
      texts.push(bytes);
      end += bytes.length;
      if (end > OFFSET_LIMIT) throw new RangeError(`${name} would be larger than ${OFFSET_LIMIT} bytes`);
      return;
    }
    const struct = STRUCT_LAYOUTS.get(type);
    if (struct !== undefined) put(struct, offset, value as { readonly [member: string]: MemberValue });
    else putScalar(type, offset, value as number | bigint);
  }

  function putScalar(type: string, offset: number, value: number | bigint): void {
    if (type === 'u8') fixed.setUint8(offset, Number(value));
    else if (type === 'u16') fixed.setUint16(offset, Number(value), true);
    else if (type === 'u32') fixed.setUint32(offset, Number(value), true);
    else if (type === 's32') fixed.setInt32(offset, Number(value), true);
    else fixed.setBigUint64(offset, BigInt.asUintN(64, BigInt(value)), true);
  }

  put(layout, 0, values);
  put(layout, 0, { header: { type: layout.number, size: end } });
  const record = new Uint8Array(Math.ceil(end / 8) * 8);
  record.set(new Uint8Array(fixed.buffer));
  let at = layout.size;
  for (const bytes of texts) {
    record.set(bytes, at);
    at += bytes.length;
  }
  return record.buffer;
}
