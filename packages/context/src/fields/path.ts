/** `fs.path.*`, `lanner.*` and `container.*` as far as they follow from the record. */
import { memberOffset } from '@lanner/capture';
import { recordFlagBit } from '@lanner/schema';
import type { EventDef, ParamDef } from '@lanner/schema';
import { isPathParam, pathSlots } from '../event.ts';
import type { PathSlots } from '../event.ts';
import { descriptorReader } from './descriptor.ts';
import { always } from './types.ts';
import type { FieldImplementation, FieldTable, Reader } from './types.ts';

type Role = 'name' | 'source' | 'target';

function paramOf(event: EventDef, role: Role): ParamDef | undefined {
  const paths = event.params.filter(isPathParam);
  const target = event.params.find((param) => param.name === 'target');
  if (target !== undefined) return role === 'source' ? target : role === 'target' ? paths[0] : undefined;
  if (paths.length === 2) return role === 'source' ? paths[0] : role === 'target' ? paths[1] : undefined;
  return role === 'name' ? paths[0] : undefined;
}

function path(role: Role, raw: boolean): FieldImplementation {
  return {
    bind: (_, event): Reader | undefined => {
      const param = paramOf(event, role);
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
  'container.id': always((e) => e.process.container.id),
  'container.full_id': always((e) => e.process.container.fullId),
  'container.type': always((e) => e.process.container.type),
};
