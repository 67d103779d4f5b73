/** Records as plain values: for replays and for looking at what the probe sends. The engine reads through `RecordView`. */
import { RECORDS, STRUCT_LAYOUTS } from '@lanner/schema';
import type { Placed, StructLayout } from '@lanner/schema';
import type { MemberValue } from './encode.ts';
import type { RecordView } from './record-view.ts';

export interface DecodedRecord {
  readonly name: string;
  /** Every member. Strings and fixed arrays are bytes, 64-bit members bigint; an absent string has no entry. */
  readonly values: { readonly [member: string]: MemberValue };
}

/** @returns undefined if the number in the header is that of no record type */
export function decodeRecord(record: RecordView): DecodedRecord | undefined {
  const layout = RECORDS[record.type - 1];
  return layout === undefined ? undefined : { name: layout.name, values: members(record, layout, 0) };
}

function members(record: RecordView, struct: StructLayout, base: number): { readonly [member: string]: MemberValue } {
  const values: Record<string, MemberValue> = {};
  for (const placed of struct.members) {
    const value = member(record, placed, base + placed.offset);
    if (value !== undefined) values[placed.name] = value;
  }
  return values;
}

function member(record: RecordView, { type }: Placed, offset: number): MemberValue | undefined {
  if (typeof type === 'object') return record.fixed(offset, type.bytes).slice();
  switch (type) {
    case 'u8':
    case 'u16':
    case 'u32':
    case 's32':
    case 'u64':
    case 's64':
      return record[type](offset);
    case 'string':
      return record.bytes(offset);
    default: {
      const struct = STRUCT_LAYOUTS.get(type);
      return struct === undefined ? undefined : members(record, struct, offset);
    }
  }
}
