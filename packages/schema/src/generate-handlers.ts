/** Writes the probe's handlers of all events that follow from their row of the table alone. */
import { EVENTS } from './events.ts';
import type { EventDef, ParamDef } from './events.ts';
import { cRecordName, cRecordNumber } from './generate-header.ts';

const CASTS = { u8: '__u8', u16: '__u16', u32: '__u32', u64: '__u64', s32: '__s32', s64: '__s64' } as const;

/** The paths of an event that are copied at entry, in order of their parameters. */
function entryPaths(event: EventDef): readonly ParamDef[] {
  return event.params.filter((param) => param.source.from === 'path' && param.source.entry === true);
}

/** Whether the probe does something when the call begins. */
export function hasEntryHandler(event: EventDef): boolean {
  return event.entry === 'own' || entryPaths(event).length > 0;
}

function fill(event: EventDef, param: ParamDef): readonly string[] {
  const { source } = param;
  switch (source.from) {
    case 'arg': {
      // Process ids and the like arrive as 32-bit integers in 64-bit registers.
      const narrowed = source.as === 's64' ? `(__s32)ARG(${source.arg})` : `ARG(${source.arg})`;
      return [`\tr->${param.name} = (${CASTS[source.as]})${narrowed};`];
    }
    case 'string':
      return [`\tput_user_string(s, &r->${param.name}, (const char *)ARG(${source.arg}));`];
    case 'path': {
      const at = source.at === undefined ? 'AT_FDCWD' : `(__s32)ARG(${source.at})`;
      const entry = entryPaths(event).indexOf(param);
      return [`\tput_path(s, &r->${param.name}, ${at}, (const char *)ARG(${source.arg}), ${entry});`];
    }
    default:
      return [];
  }
}

function handler(event: EventDef): string {
  const descriptor =
    event.fd === undefined
      ? []
      : [`\tput_descriptor(s, &r->descriptor, ${'ret' in event.fd ? '(__s32)ret' : `(__s32)ARG(${event.fd.arg})`});`];
  return [
    `HANDLER(${event.name})`,
    '{',
    `\tstruct scratch *s = call_begin(${cRecordNumber(event.name)}, sizeof(struct ${cRecordName(event.name)}), ret);`,
    '',
    '\tif (!s)',
    '\t\treturn 0;',
    `\tstruct ${cRecordName(event.name)} *r = (void *)s->data;`,
    '',
    ...descriptor,
    ...event.params.flatMap((param) => fill(event, param)),
    ...(entryPaths(event).length > 0 ? ['\tentry_used();'] : []),
    '\treturn record_submit(ctx, s);',
    '}',
    '',
  ].join('\n');
}

/** How many arguments there are up to the last of these. */
function argumentsOf(params: readonly ParamDef[]): number {
  return 1 + Math.max(...params.map(({ source }) => (source.from === 'path' ? source.arg : 0)));
}

function entryHandler(event: EventDef): string {
  const paths = entryPaths(event);
  return [
    `ENTRY_HANDLER(${event.name}, ${event.name.toUpperCase()}, ${argumentsOf(paths)})`,
    '{',
    '\tstruct entry *e = entry_begin();',
    '',
    '\tif (!e)',
    '\t\treturn 0;',
    ...paths.map((param, position) =>
      param.source.from === 'path' ? `\tentry_path(e, ${position}, (const char *)ARG(${param.source.arg}));` : '',
    ),
    `\treturn entry_end(e, ${cRecordNumber(event.name)});`,
    '}',
    '',
  ].join('\n');
}

/** The text of `probe/handlers.generated.h`. */
export function generateHandlers(): string {
  return [
    '/* Generated from packages/schema: change the table there, then run `npm run generate`. */',
    '',
    ...EVENTS.filter((event) => event.handler === 'table').map(handler),
    ...EVENTS.filter((event) => entryPaths(event).length > 0).map(entryHandler),
  ].join('\n');
}
