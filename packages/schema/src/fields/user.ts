/** Fields of the user and the group that the thread acts as. */
import type { FieldDef } from '../types.ts';
import { fieldsOf } from './build.ts';

export const USER_FIELDS: readonly FieldDef[] = [
  ...fieldsOf('user', [
    ['user.uid', 'UINT32', 'Effective user id of the thread.'],
    [
      'user.name',
      'CHARBUF',
      'Name of the effective user, from the user table of the host or container. `<NA>` if unknown.',
    ],
    ['user.homedir', 'CHARBUF', 'Home directory of the effective user.'],
    ['user.shell', 'CHARBUF', 'Login shell of the effective user.'],
    [
      'user.loginuid',
      'INT64',
      'User id with which the session was logged in, kept through su and sudo; -1 if never set.',
    ],
    ['user.loginname', 'CHARBUF', 'Name of the user who logged in. `<NA>` if unknown.'],
  ]),
  ...fieldsOf('group', [
    ['group.gid', 'UINT32', 'Effective group id of the thread.'],
    [
      'group.name',
      'CHARBUF',
      'Name of the effective group, from the group table of the host or container. `<NA>` if unknown.',
    ],
  ]),
];
