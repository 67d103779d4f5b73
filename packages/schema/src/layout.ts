/** Where each member of each record lies. The C compiler is made to agree (`static_assert` in the generated header). */
import { EVENTS } from './events.ts';
import type { EventDef, ParamDef, Storage } from './events.ts';
import { STATE_RECORDS, STRUCTS } from './layout/structs.ts';
import type { MemberDef, MemberType, StructDef } from './layout/structs.ts';

export * from './layout/structs.ts';

export interface Placed {
  readonly name: string;
  readonly type: MemberType;
  /** Bytes from the start of the struct. */
  readonly offset: number;
  readonly doc?: string;
}

export interface StructLayout {
  readonly name: string;
  readonly size: number;
  readonly align: number;
  readonly members: readonly Placed[];
}

export interface RecordLayout extends StructLayout {
  /** `header.type` of the record. */
  readonly number: number;
  /** The row of the event table, for records that are events. */
  readonly event?: EventDef;
}

const SCALARS: Readonly<Record<Storage, number>> = { u8: 1, u16: 2, u32: 4, u64: 8, s32: 4, s64: 8 };

function place(name: string, members: readonly MemberDef[], known: ReadonlyMap<string, StructLayout>): StructLayout {
  let offset = 0;
  let align = 1;
  const placed: Placed[] = [];
  for (const member of members) {
    const [size, alignment] = extent(member.type, known);
    offset = Math.ceil(offset / alignment) * alignment;
    placed.push({ ...member, offset });
    offset += size;
    align = Math.max(align, alignment);
  }
  return { name, size: Math.ceil(offset / align) * align, align, members: placed };
}

function extent(type: MemberType, known: ReadonlyMap<string, StructLayout>): readonly [size: number, align: number] {
  if (typeof type === 'object') return [type.bytes, 1];
  if (type in SCALARS) {
    const size = SCALARS[type as Storage];
    return [size, size];
  }
  const struct = known.get(type);
  if (struct === undefined) throw new Error(`struct ${type} is used before it is declared`);
  return [struct.size, struct.align];
}

function layOutStructs(structs: readonly StructDef[]): ReadonlyMap<string, StructLayout> {
  const known = new Map<string, StructLayout>();
  for (const struct of structs) known.set(struct.name, place(struct.name, struct.members, known));
  return known;
}

export const STRUCT_LAYOUTS: ReadonlyMap<string, StructLayout> = layOutStructs(STRUCTS);

/** The slot that a parameter has in its record, if it has one of its own. */
function slotOf(param: ParamDef): MemberDef | undefined {
  switch (param.source.from) {
    case 'arg':
    case 'slot':
      return { name: param.name, type: param.source.as };
    case 'string':
      return { name: param.name, type: 'string' };
    case 'path':
      return { name: param.name, type: 'path' };
    default:
      return undefined;
  }
}

function membersOf(event: EventDef): readonly MemberDef[] {
  const slots = event.params.map(slotOf).filter((slot) => slot !== undefined);
  return [
    { name: 'header', type: 'header' },
    ...(event.fd === undefined ? [] : [{ name: 'descriptor', type: 'descriptor' } as const]),
    ...(event.carries === 'process' ? [{ name: 'process', type: 'process' } as const] : []),
    ...(event.carries === 'cwd' ? [{ name: 'cwd', type: 'string' } as const] : []),
    ...slots,
  ];
}

export const RECORDS: readonly RecordLayout[] = [
  ...EVENTS.map((event, position) => ({
    ...place(event.name, membersOf(event), STRUCT_LAYOUTS),
    number: position + 1,
    event,
  })),
  ...STATE_RECORDS.map((name, position) => ({
    ...place(
      name,
      [
        { name: 'header', type: 'header' },
        { name: 'process', type: 'process' },
      ],
      STRUCT_LAYOUTS,
    ),
    number: EVENTS.length + 1 + position,
  })),
];

const BY_NAME: ReadonlyMap<string, RecordLayout> = new Map(RECORDS.map((record) => [record.name, record]));

export function recordLayout(name: string): RecordLayout {
  const record = BY_NAME.get(name);
  if (record === undefined) throw new Error(`no record type is called ${name}`);
  return record;
}

/** Byte offset of a member given by its dotted name, such as `header.time` or `name.raw`. */
export function offsetOf(struct: StructLayout, dotted: string): number {
  const [first, ...rest] = dotted.split('.');
  const member = struct.members.find((candidate) => candidate.name === first);
  if (member === undefined) throw new Error(`${struct.name} has no member ${dotted}`);
  if (rest.length === 0) return member.offset;
  const inner = typeof member.type === 'string' ? STRUCT_LAYOUTS.get(member.type) : undefined;
  if (inner === undefined) throw new Error(`${struct.name}.${first} is no struct`);
  return member.offset + offsetOf(inner, rest.join('.'));
}
