/** `fs.path.*`, `lanner.*`, `container.*` and `k8s.*` as far as they follow from the record. */
import { memberOffset } from '@lanner/capture';
import { isPathParam, pathParam, recordFlagBit } from '@lanner/schema';
import type { EventDef, PathRole } from '@lanner/schema';
import { pathSlots } from '../event.ts';
import type { PathSlots } from '../event.ts';
import { descriptorReader } from './descriptor.ts';
import { always, ofProcess } from './types.ts';
import type { FieldImplementation, FieldTable, Reader } from './types.ts';

function path(role: PathRole, raw: boolean): FieldImplementation {
  return {
    bind: (_, event): Reader | undefined => {
      const param = pathParam(event, role);
      if (param === undefined) return undefined;
      if (!isPathParam(param)) {
        const offset = memberOffset(event.name, param.name);
        return (e) => e.record.string(offset);
      }
      const slots = pathSlots(event, param);
      return raw ? (e) => e.record.string(slots.raw) : (e) => e.path(slots);
    },
  };
}

function firstPath(event: EventDef): PathSlots | undefined {
  const param = event.params.find(isPathParam);
  return param === undefined ? undefined : pathSlots(event, param);
}

const TRUNCATED = recordFlagBit('truncated_path') | recordFlagBit('truncated_args') | recordFlagBit('truncated_env');

export const PATH_FIELDS: FieldTable = {
  'fs.path.name': path('name', false),
  'fs.path.nameraw': path('name', true),
  'fs.path.source': path('source', false),
  'fs.path.sourceraw': path('source', true),
  'fs.path.target': path('target', false),
  'fs.path.targetraw': path('target', true),
  'lanner.path.real': {
    bind: (_, event) => {
      const slots = firstPath(event);
      const reader = descriptorReader(event);
      if (slots === undefined && reader === undefined) return undefined;
      return (e) => (slots === undefined ? undefined : e.record.string(slots.real)) ?? reader?.realPath(e);
    },
  },
  'lanner.path.lexical': {
    bind: (_, event) => {
      const slots = firstPath(event);
      return slots === undefined ? undefined : (e) => e.lexical(slots);
    },
  },
  'lanner.race': always((e) => e.raced),
  'lanner.truncated': always((e) => (e.record.flags & TRUNCATED) !== 0),
  'container.id': ofProcess(({ container }) => container.id),
  'container.full_id': ofProcess(({ container }) => container.fullId),
  'k8s.pod.id': ofProcess(({ container }) => container.podUid),
  'k8s.pod.uid': ofProcess(({ container }) => container.podUid),
  'lanner.container.by_lineage': ofProcess(({ containerByLineage }) => containerByLineage),
  'lanner.container.outer_id': ofProcess(({ container }) => container.outer?.id),
};
