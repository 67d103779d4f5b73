/** The field table: everything that conditions and outputs can ask about an event. */
import { CONTAINER_FIELDS } from './fields/container.ts';
import { EVT_FIELDS } from './fields/evt.ts';
import { FD_FIELDS } from './fields/fd.ts';
import { FDLIST_FIELDS } from './fields/fdlist.ts';
import { FS_PATH_FIELDS } from './fields/fs-path.ts';
import { K8SMETA_FIELDS } from './fields/k8smeta.ts';
import { LANNER_FIELDS } from './fields/lanner.ts';
import { PROCESS_FIELDS } from './fields/process.ts';
import { USER_FIELDS } from './fields/user.ts';
import type { FieldDef } from './types.ts';

/** All fields, class by class, in the order in which they are listed. */
export const FIELDS: readonly FieldDef[] = [
  ...EVT_FIELDS,
  ...PROCESS_FIELDS,
  ...USER_FIELDS,
  ...FD_FIELDS,
  ...FS_PATH_FIELDS,
  ...FDLIST_FIELDS,
  ...CONTAINER_FIELDS,
  ...K8SMETA_FIELDS,
  ...LANNER_FIELDS,
];

const BY_NAME: ReadonlyMap<string, FieldDef> = new Map(FIELDS.map((field) => [field.name, field]));

/**
 * The field of exactly this name, without an argument: `evt.arg`, not `evt.arg.flags`. Undefined if there is none.
 */
export function findField(name: string): FieldDef | undefined {
  return BY_NAME.get(name);
}
