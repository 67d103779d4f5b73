/** Replacing a file as a whole. */
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { isUtf8 } from 'node:buffer';
import { basename, dirname, join } from 'node:path';
import { UserError, systemReason } from '../errors.ts';

const PERMISSIONS = 0o7777;

/**
 * Puts a text in the place of what a file holds: whoever reads it finds the old text or the new one, and never a part.
 * Mode and owner stay; a symbolic link stays one, and it is the file behind it that is replaced.
 *
 * Throws a UserError if that cannot be done; the file is then as it was.
 */
export function replaceFile(path: string, text: string): void {
  try {
    const target = realpathSync(path);
    const { mode, uid, gid } = statSync(target);
    const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
    const file = openSync(temporary, 'wx', 0o600);
    try {
      try {
        writeFileSync(file, text);
        // The owner first: a change of it takes special bits of the mode away.
        fchownSync(file, uid, gid);
        fchmodSync(file, mode & PERMISSIONS);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(temporary, target);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  } catch (error) {
    const advice = 'The file is as it was. Use --stdout to see what would be written.';
    throw new UserError(`cannot replace ${path}: ${systemReason(error)}`, advice, { cause: error });
  }
}

/** Would nothing be lost by reading a file as text and writing it again? */
export function isText(path: string): boolean {
  return isUtf8(readFileSync(path));
}
