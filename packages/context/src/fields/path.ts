/** `fs.path.*`, `lanner.*` and `container.*` as far as they follow from the record. */
import { recordFlagBit } from '@lanner/schema';
import type { EventDef, ParamDef } from '@lanner/schema';
import { isPathParam, pathSlots } from '../event.ts';
import { memberOffset } from '@lanner/capture';
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
      const reader = descriptorReader(event);
      return reader === undefined ? undefined : (e) => reader.realPath(e);
    },
  },
  'lanner.path.lexical': {
    bind: (_, event) => {
      const reader = descriptorReader(event);
      return reader === undefined ? undefined : (e) => reader.lexicalPath(e);
    },
  },
  'lanner.race': always((e) => e.raced),
  'lanner.truncated': always((e) => (e.record.flags & TRUNCATED) !== 0),
  'container.id': always((e) => e.process.container.id),
  'container.full_id': always((e) => e.process.container.fullId),
  'container.type': always((e) => e.process.container.type),
};
