/** Fields of the paths that calls on the file system take: mkdir, unlink, rename, link, chmod and their kin. */
import type { FieldDef } from '../types.ts';
import { fieldsOf } from './build.ts';

export const FS_PATH_FIELDS: readonly FieldDef[] = fieldsOf('fs.path', [
  [
    'fs.path.name',
    'CHARBUF',
    'Path that the call works on, made absolute. For calls with two paths see source and target.',
  ],
  ['fs.path.nameraw', 'CHARBUF', 'Path that the call works on, as the process gave it.'],
  ['fs.path.source', 'CHARBUF', 'First path of a rename, link or symlink, made absolute: what is moved or linked to.'],
  ['fs.path.sourceraw', 'CHARBUF', 'First path of a rename, link or symlink, as the process gave it.'],
  ['fs.path.target', 'CHARBUF', 'Second path of a rename, link or symlink, made absolute: the name that comes to be.'],
  ['fs.path.targetraw', 'CHARBUF', 'Second path of a rename, link or symlink, as the process gave it.'],
]);
