/** `user.*` and `group.*`. A user or group without an entry has the name `<NA>`, which is a value and compares, as in Falco. */
import type { LiveEvent } from '../event.ts';
import { always } from './types.ts';
import type { FieldTable } from './types.ts';

const UNKNOWN = '<NA>';
const UNSET = 0xffffffff;

function user(e: LiveEvent, uid: number) {
  return e.host.users.user(uid, e.process);
}

export const USER_FIELDS: FieldTable = {
  'user.uid': always((e) => e.record.uid),
  'user.name': always((e) => user(e, e.record.uid)?.name ?? UNKNOWN),
  'user.homedir': always((e) => user(e, e.record.uid)?.homedir ?? UNKNOWN),
  'user.shell': always((e) => user(e, e.record.uid)?.shell ?? UNKNOWN),
  'user.loginuid': always((e) => (e.record.loginuid === UNSET ? -1 : e.record.loginuid)),
  // Who logged in did so on the host.
  'user.loginname': always((e) => e.host.users.user(e.record.loginuid)?.name ?? UNKNOWN),
  'group.gid': always((e) => e.record.gid),
  'group.name': always((e) => e.host.users.group(e.record.gid, e.process) ?? UNKNOWN),
};
