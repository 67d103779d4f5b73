/** Notices that files have changed, however: written to, replaced by rename, or behind a link that leads elsewhere now. */
import { realpathSync, statSync, watch, type FSWatcher } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { yamlFilesIn } from '../yaml-files.ts';

export class FileWatch {
  readonly #onChange: () => void;
  #paths: readonly string[] = [];
  #watchers = new Map<string, FSWatcher>();
  #state = '';

  /** @param onChange called when something at the paths is different, perhaps while it is still being written */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Watches these files and directories, of which some may not be there yet. None: watches nothing. */
  watch(paths: readonly string[]): void {
    this.#paths = paths.map((path) => resolve(path));
    this.#state = stateOf(this.#paths);
    this.#arm();
  }

  close(): void {
    this.watch([]);
  }

  #arm(): void {
    const directories = new Set(this.#paths.flatMap(directoriesOf));
    for (const [directory, watcher] of this.#watchers) {
      if (directories.has(directory)) continue;
      watcher.close();
      this.#watchers.delete(directory);
    }
    for (const directory of directories) {
      if (this.#watchers.has(directory)) continue;
      try {
        const watcher = watch(directory, { persistent: false }, () => this.#look());
        watcher.on('error', () => {
          watcher.close();
          this.#watchers.delete(directory);
        });
        this.#watchers.set(directory, watcher);
      } catch {
        // It has gone meanwhile, or there are too many watches: SIGHUP is left.
      }
    }
  }

  #look(): void {
    const state = stateOf(this.#paths);
    if (state === this.#state) return;
    this.#state = state;
    this.#arm();
    this.#onChange();
  }
}

/** In which something happens when a path changes: a file that is replaced is another file. */
function directoriesOf(path: string): readonly string[] {
  const found = [existing(dirname(path))];
  try {
    const real = realpathSync(path);
    found.push(statSync(real).isDirectory() ? real : dirname(real));
    if (statSync(path).isDirectory()) found.push(path);
  } catch {
    // Not there: its directory will tell.
  }
  return found;
}

function existing(directory: string): string {
  return statSync(directory, { throwIfNoEntry: false }) !== undefined || directory === dirname(directory)
    ? directory
    : existing(dirname(directory));
}

function stateOf(paths: readonly string[]): string {
  return paths.map(stateAt).join('\n');
}

function stateAt(path: string): string {
  try {
    const stats = statSync(path, { bigint: true });
    if (stats.isDirectory()) return `${path}: ${stateOf(yamlFilesIn(path))}`;
    const { dev, ino, size, mtimeNs, ctimeNs } = stats;
    return `${path} ${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch {
    return `${path} -`;
  }
}
