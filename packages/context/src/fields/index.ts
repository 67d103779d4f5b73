/** All fields that have values in live events, and the engine's way to them. */
import type { FieldBinding, FieldReader } from '@lanner/engine/runtime';
import type { FieldRef } from '@lanner/language';
import { EVENTS, canHave } from '@lanner/schema';
import type { EventDef, FieldDef } from '@lanner/schema';
import type { LiveEvent } from '../event.ts';
import { CONTAINER_FIELDS } from './container.ts';
import { EVT_FIELDS } from './evt.ts';
import { FD_FIELDS } from './fd.ts';
import { K8SMETA_FIELDS } from './k8smeta.ts';
import { PATH_FIELDS } from './path.ts';
import { PROCESS_FIELDS } from './process.ts';
import type { FieldTable, Reader } from './types.ts';
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

/** @returns undefined: such events never have a value */
export function bindField(field: FieldDef, argument: string | undefined, event: EventDef): Reader | undefined {
  if (!canHave(event, field.class)) return undefined;
  return FIELD_IMPLEMENTATIONS[field.name]?.bind(argument, event);
}

const nothing: FieldReader<LiveEvent> = () => undefined;

export const LIVE_BINDING: FieldBinding<LiveEvent> = {
  bind(ref: FieldRef, eventType: string) {
    const event = EVENTS.find((one) => one.name === eventType);
    return (event && bindField(ref.field, ref.argument, event)) ?? nothing;
  },
  subjectOf: (ref) => FIELD_IMPLEMENTATIONS[ref.field.name]?.subject,
};
