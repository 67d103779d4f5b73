/** Makes room for a new file: `name` becomes `name.1`, `name.1` becomes `name.2`, and the last is gone. */
import { rename, stat } from 'node:fs/promises';

/** @returns whether the file was as large and has been renamed. Rejects with the error of the system. */
export async function rotate(path: string, atBytes: number, keep: number): Promise<boolean> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size < atBytes) return false;
  for (let n = keep - 1; n >= 1; n--) await rename(`${path}.${n}`, `${path}.${n + 1}`).catch(ignoreMissing);
  await rename(path, `${path}.1`);
  return true;
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
