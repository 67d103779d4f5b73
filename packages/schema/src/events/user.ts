import { RES, arg, nr } from './build.ts';
import type { EventDef } from './types.ts';

export const USER_EVENTS: readonly EventDef[] = [
  {
    name: 'setuid',
    category: 'user',
    syscall: nr(105, 146),
    params: [RES, arg('uid', 'UID', 0, 'u32')],
    handler: 'table',
  },
  {
    name: 'setgid',
    category: 'user',
    syscall: nr(106, 144),
    params: [RES, arg('gid', 'GID', 0, 'u32')],
    handler: 'table',
  },
  {
    name: 'setresuid',
    category: 'user',
    syscall: nr(117, 147),
    params: [RES, arg('ruid', 'UID', 0, 'u32'), arg('euid', 'UID', 1, 'u32'), arg('suid', 'UID', 2, 'u32')],
    handler: 'table',
  },
  {
    name: 'setresgid',
    category: 'user',
    syscall: nr(119, 149),
    params: [RES, arg('rgid', 'GID', 0, 'u32'), arg('egid', 'GID', 1, 'u32'), arg('sgid', 'GID', 2, 'u32')],
    handler: 'table',
  },
];
