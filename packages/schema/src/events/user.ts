import { RES, arg, nr } from './build.ts';
import type { EventDef } from './types.ts';

export const USER_EVENTS: readonly EventDef[] = [
  {
    name: 'setuid',
    category: 'user',
    syscall: nr(105, 146, 213, { shortIds: 23 }),
    params: [RES, arg('uid', 'UID', 0, 'u32')],
    handler: 'table',
  },
  {
    name: 'setgid',
    category: 'user',
    syscall: nr(106, 144, 214, { shortIds: 46 }),
    params: [RES, arg('gid', 'GID', 0, 'u32')],
    handler: 'table',
  },
  {
    name: 'setresuid',
    category: 'user',
    syscall: nr(117, 147, 208, { shortIds: 164 }),
    params: [RES, arg('ruid', 'UID', 0, 'u32'), arg('euid', 'UID', 1, 'u32'), arg('suid', 'UID', 2, 'u32')],
    handler: 'table',
  },
  {
    name: 'setresgid',
    category: 'user',
    syscall: nr(119, 149, 210, { shortIds: 170 }),
    params: [RES, arg('rgid', 'GID', 0, 'u32'), arg('egid', 'GID', 1, 'u32'), arg('sgid', 'GID', 2, 'u32')],
    handler: 'table',
  },
];
