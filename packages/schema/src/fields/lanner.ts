/** Fields that Lanner adds: what a path argument became, and how far an event can be trusted. */
import type { FieldDef } from '../types.ts';
import { fieldsOf } from './build.ts';

export const LANNER_FIELDS: readonly FieldDef[] = fieldsOf('lanner', [
  [
    'lanner.path.real',
    'CHARBUF',
    'Path at which the kernel arrived, with links, `..`, bind mounts and chroot resolved.',
  ],
  ['lanner.path.lexical', 'CHARBUF', 'Path that the process asked for, made absolute from the text alone.'],
  [
    'lanner.race',
    'BOOL',
    'True if an argument changed between entry and exit of the call: a race, or an attempt to deceive.',
  ],
  ['lanner.truncated', 'BOOL', 'True if a path, the arguments or the environment did not fit and were cut.'],
]);
