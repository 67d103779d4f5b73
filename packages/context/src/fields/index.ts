/** All fields that have values in live events, and the engine's way to them. */
import type { FieldBinding, FieldReader } from '@lanner/engine/runtime';
import type { FieldRef } from '@lanner/language';
import { EVENTS } from '@lanner/schema';
import type { FieldClass } from '@lanner/schema';
import type { LiveEvent } from '../event.ts';
import { CONTAINER_FIELDS } from './container.ts';
import { EVT_FIELDS } from './evt.ts';
import { FD_FIELDS } from './fd.ts';
import { K8SMETA_FIELDS } from './k8smeta.ts';
import { PATH_FIELDS } from './path.ts';
import { PROCESS_FIELDS } from './process.ts';
import type { FieldTable } from './types.ts';
import { USER_FIELDS } from './user.ts';

export const FIELD_IMPLEMENTATIONS: FieldTable = {
  ...CONTAINER_FIELDS,
  ...EVT_FIELDS,
  ...FD_FIELDS,
  ...K8SMETA_FIELDS,
  ...PATH_FIELDS,
  ...PROCESS_FIELDS,
  ...USER_FIELDS,
};

/** Fields of who made the event. */
const OF_PROCESSES: ReadonlySet<FieldClass> = new Set(['process', 'user', 'group', 'fd', 'fdlist']);

const nothing: FieldReader<LiveEvent> = () => undefined;

export const LIVE_BINDING: FieldBinding<LiveEvent> = {
  bind(ref: FieldRef, eventType: string) {
    const event = EVENTS.find((one) => one.name === eventType);
    if (event === undefined || (event.handler === 'none' && OF_PROCESSES.has(ref.field.class))) return nothing;
    return FIELD_IMPLEMENTATIONS[ref.field.name]?.bind(ref.argument, event) ?? nothing;
  },
  subjectOf: (ref) => FIELD_IMPLEMENTATIONS[ref.field.name]?.subject,
};
