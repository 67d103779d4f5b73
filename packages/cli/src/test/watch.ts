/** Doing something again whenever files change. */
import { statSync, watch, type FSWatcher } from 'node:fs';
import { dirname } from 'node:path';

/** Editors write a file in several steps. */
const SETTLE_MS = 100;

/**
 * Runs at once, and again when something changes at one of the paths that the run before depended on. `ready` is called
 * when no change can be missed any more. Never ends by itself.
 */
export function watchFiles(run: () => readonly string[], ready: () => void): void {
  let watchers: readonly FSWatcher[] = [];
  let timer: NodeJS.Timeout | undefined;
  const again = (): void => {
    clearTimeout(timer);
    timer = setTimeout(start, SETTLE_MS);
  };
  function start(): void {
    const paths = run();
    const before = watchers;
    // Directories, because a file that is replaced is another file.
    watchers = [...new Set(paths.flatMap(directoriesOf))].map((directory) => watch(directory, again));
    for (const watcher of watchers) watcher.on('error', again);
    for (const watcher of before) watcher.close();
    ready();
  }
  start();
}

function directoriesOf(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory() === true) return [path];
  const directory = dirname(path);
  return statSync(directory, { throwIfNoEntry: false }) === undefined ? [] : [directory];
}
