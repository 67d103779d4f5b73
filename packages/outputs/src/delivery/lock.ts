/** A directory belongs to one process at a time. */
import { mkdir, stat } from 'node:fs/promises';
import { createServer } from 'node:net';

export interface Lock {
  release(): Promise<void>;
}

/**
 * Takes a directory, which is made if it is not there. The kernel gives it back when this process ends, however it
 * ends: what stands for it is a socket with a name but without a file. Rejects if another process has the directory.
 */
export async function lockDirectory(directory: string): Promise<Lock> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const { dev, ino } = await stat(directory);
  const server = createServer((socket) => socket.destroy());
  server.unref();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', (error: NodeJS.ErrnoException) =>
    reject(error.code === 'EADDRINUSE' ? new Error(`${directory} is in use by another process`) : error),
  );
  server.listen(`\0lanner-${dev}-${ino}`, resolve);
  await promise;
  return {
    release: () => new Promise((done) => server.close(() => done())),
  };
}
