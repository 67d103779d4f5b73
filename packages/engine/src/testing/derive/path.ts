/** `fs.path.*`, `evt.abspath` and `lanner.*` of events made by hand. */
import { pathParam } from '@lanner/schema';
import type { FieldValue, PathRole } from '@lanner/schema';
import type { Derivation, DerivationTable, EventFields } from './types.ts';

/** A path as the parameter of the event gives it, or as that of the descriptor that the event opened. */
function path(role: PathRole): Derivation {
  return (event): FieldValue => {
    const param = pathParam(event.type, role);
    if (param === undefined) return undefined;
    const given = event.given(`evt.arg.${param.name}`);
    return given ?? (event.type.fd === undefined || role !== 'name' ? undefined : event.given('fd.name'));
  };
}

/** What the process wrote is the same, wherever the kernel went. */
function raw(role: PathRole): Derivation {
  return (event) => event.lexical.value(`fs.path.${role}`);
}

/** The only path of an event, or the last of two; `src` is the first. */
function absolute(event: EventFields, which: string | undefined): FieldValue {
  if (pathParam(event.type, 'name') !== undefined) return event.value('fs.path.name');
  return event.value(which === 'src' ? 'fs.path.source' : 'fs.path.target');
}

export const PATH_FIELDS: DerivationTable = {
  'fs.path.name': path('name'),
  'fs.path.source': path('source'),
  'fs.path.target': path('target'),
  'fs.path.nameraw': raw('name'),
  'fs.path.sourceraw': raw('source'),
  'fs.path.targetraw': raw('target'),
  'evt.abspath': absolute,
  'lanner.path.lexical': (event) => absolute(event.lexical, 'src'),
  'lanner.container.by_lineage': () => false,
  'lanner.race': () => false,
  'lanner.truncated': () => false,
};
