/** Writes the C header of the probe from the table. */
import { EVENTS } from './events.ts';
import type { EventDef } from './events.ts';
import {
  SCRATCH,
  STAGES,
  STAGE_SEND,
  STAGE_VIEWS,
  VIEWED_PATHS,
  VIEWS_DIFFER,
  VIEWS_UNKNOWN,
  VIEWS_KNOWN,
  VIEW_MAX,
  viewedPaths,
} from './filter-abi.ts';
import { AT_ENTRY, AT_EXIT, CALL_32, CALL_64, IA32_SOCKETCALL, SYSCALL_LIMIT } from './call-table.ts';
import { COUNTERS, RECORDS, RECORD_FLAGS, STATE_RECORDS, STRUCT_LAYOUTS } from './layout.ts';
import type { Placed, StructLayout } from './layout.ts';
import { EXEC_FLAG_BITS } from './exec-flags.ts';
import { CLONE_FLAG_BITS, OPEN_FLAG_BITS } from './flags.ts';

const C_SCALARS: Readonly<Record<string, string>> = {
  u8: '__u8',
  u16: '__u16',
  u32: '__u32',
  u64: '__u64',
  s32: '__s32',
  s64: '__s64',
};

const BANNER = '/* Generated from packages/schema: change the table there, then run `npm run generate`. */\n';

export function cStructName(name: string): string {
  return `lanner_${name}`;
}

export function cRecordName(name: string): string {
  return `record_${name}`;
}

export function cRecordNumber(name: string): string {
  return `RECORD_${name.toUpperCase()}`;
}

function declaration(member: Placed): string {
  const doc = member.doc === undefined ? '' : ` /* ${member.doc} */`;
  if (typeof member.type === 'object') return `\t__u8 ${member.name}[${member.type.bytes}];${doc}`;
  const type = C_SCALARS[member.type] ?? `struct ${cStructName(member.type)}`;
  return `\t${type} ${member.name};${doc}`;
}

function struct(name: string, layout: StructLayout): string {
  return [
    `struct ${name} {`,
    ...layout.members.map(declaration),
    '};',
    `_Static_assert(sizeof(struct ${name}) == ${layout.size}, "size of ${name}");`,
    ...layout.members.map(
      (member) =>
        `_Static_assert(__builtin_offsetof(struct ${name}, ${member.name}) == ${member.offset}, "${name}.${member.name}");`,
    ),
    '',
  ].join('\n');
}

function constants(prefix: string, names: readonly string[], value: (position: number) => string): string {
  return names.map((name, position) => `#define ${prefix}${name.toUpperCase()} ${value(position)}`).join('\n');
}

function syscallTable(architecture: 'x86_64' | 'aarch64'): string {
  return EVENTS.flatMap((event) => {
    const number = event.syscall?.[architecture];
    return number === undefined ? [] : [`\t[${number}] = ${cRecordNumber(event.name)}, \\`];
  }).join('\n');
}

const ABI = {
  STAGE_SEND,
  STAGE_VIEWS,
  STAGES,
  VIEWED_PATHS,
  VIEWS_UNKNOWN,
  VIEWS_DIFFER,
  VIEWS_KNOWN,
  VIEW_MAX,
} as const;

const CALL_TABLE = { SYSCALL_LIMIT, CALL_64, CALL_32, AT_EXIT, AT_ENTRY, IA32_SOCKETCALL } as const;

function scratchOffsets(): Readonly<Record<string, number>> {
  return {
    SCRATCH_VIEWS: SCRATCH.views,
    SCRATCH_VIEW: SCRATCH.view,
    SCRATCH_DATA: SCRATCH.data,
    SCRATCH_SIZE: SCRATCH.size,
  };
}

/** Where the ids of a call begin: the first argument that is stored and called an id of a user or a group. */
function firstId(event: EventDef): number {
  const ids = event.params.flatMap(({ name, source }) =>
    source.from === 'arg' && /[ug]id$/.test(name) ? [source.arg] : [],
  );
  return Math.min(...ids);
}

function ia32Table(): string {
  return EVENTS.flatMap((event) => {
    const { call, shortIds } = event.syscall?.ia32 ?? {};
    const record = cRecordNumber(event.name);
    return [
      ...(call === undefined ? [] : [`\t[${call}] = ${record}, \\`]),
      ...(shortIds === undefined ? [] : [`\t[${shortIds}] = ${record} | SHORT_IDS_FROM_${firstId(event)}, \\`]),
    ];
  }).join('\n');
}

function socketcallTable(): string {
  return EVENTS.flatMap((event) =>
    (event.syscall?.ia32?.socketcall ?? []).map((number) => `\t[${number}] = ${cRecordNumber(event.name)}, \\`),
  ).join('\n');
}

/** Every string, once: the text of `probe/schema.generated.h`. */
export function generateHeader(): string {
  const records = RECORDS.map((record) => struct(cRecordName(record.name), record)).join('\n');
  const structs = [...STRUCT_LAYOUTS.values()].map((layout) => struct(cStructName(layout.name), layout)).join('\n');
  return [
    BANNER,
    '#ifndef LANNER_SCHEMA_H',
    '#define LANNER_SCHEMA_H',
    '',
    ...RECORDS.map((record) => `#define ${cRecordNumber(record.name)} ${record.number}`),
    `#define RECORD_TYPES ${RECORDS.length + 1}`,
    `#define FIRST_STATE_RECORD ${EVENTS.length + 1} /* ${STATE_RECORDS.join(', ')} */`,
    '',
    constants('FLAG_', RECORD_FLAGS, (position) => `(1 << ${position})`),
    '',
    constants('COUNT_', COUNTERS, String),
    `#define COUNTERS ${COUNTERS.length}`,
    '',
    ...[...EXEC_FLAG_BITS, ...OPEN_FLAG_BITS, ...CLONE_FLAG_BITS].map(({ name, value }) => `#define ${name} ${value}u`),
    '',
    structs,
    records,
    ...Object.entries({ ...ABI, ...scratchOffsets() }).map(([name, value]) => `#define ${name} ${value}`),
    '',
    '/* Where the paths of a record lie that filters look at. */',
    '#define VIEWED { \\',
    ...EVENTS.map((event) => [cRecordNumber(event.name), viewedPaths(event)] as const)
      .filter(([, paths]) => paths.length > 0)
      .map(([number, paths]) => `\t[${number}] = { ${paths.join(', ')} }, \\`),
    '}',
    '',
    '/* What is asked of a call: bits of control.calls, see packages/schema/src/call-table.ts. */',
    ...Object.entries(CALL_TABLE).map(([name, value]) => `#define ${name} ${value}`),
    '',
    '#if defined(__TARGET_ARCH_arm64)',
    '#define SYSCALL_RECORDS { \\',
    syscallTable('aarch64'),
    '}',
    '#else',
    '#define SYSCALL_RECORDS { \\',
    syscallTable('x86_64'),
    '}',
    '/* The 32-bit interface; above the number of the record stands which arguments are ids of 16 bits. */',
    '#define SHORT_IDS_FROM_0 0x100',
    '#define SHORT_IDS_FROM_1 0x200',
    '#define IA32_RECORDS { \\',
    ia32Table(),
    '}',
    '#define SOCKETCALL_RECORDS { \\',
    socketcallTable(),
    '}',
    '#endif',
    '',
    '/* Life-cycle events: always wanted, and sent through the ring of their own. */',
    '#define STATE_EVENTS { \\',
    ...EVENTS.filter((event) => event.state === true).map((event) => `\t[${cRecordNumber(event.name)}] = 1, \\`),
    '}',
    '',
    '#endif',
    '',
  ].join('\n');
}
