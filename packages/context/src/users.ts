/** Names of users and groups, from the files of the host and of each container. */
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { HOST } from './container-id.ts';
import { startedAt } from './proc-reader.ts';
import type { Process } from './process.ts';

export interface User {
  readonly name: string;
  readonly homedir: string;
  readonly shell: string;
}

const CHECK_INTERVAL_MS = 1000;
const CONTAINERS_LIMIT = 256;
/** How long the files of a container are kept once nobody is known to run in it and nobody asks for them. */
const KEPT_MS = 60_000;
const FILE_LIMIT = 1 << 20;
/** Processes of one container whose root directory is tried between two checks. */
const MOST_TRIED = 16;

/** What number 0 is even where no file says so. */
const ROOT_USER: User = { name: 'root', homedir: '/root', shell: '<NA>' };
const ROOT_GROUP = 'root';

/** A directory in which the files may be. */
interface Root {
  readonly path: string;
  /**
   * Whether it is still that of the process it was looked up for; asked after something there was opened, which then
   * is what it seems.
   */
  isStill(): boolean;
}

type Parse<T> = (fields: readonly string[]) => readonly [number, T] | undefined;

/** One file of colon-separated lines, read again when it has changed; looked at once a second at most. */
class ColonFile<T> {
  readonly #name: string;
  readonly #parse: Parse<T>;
  #entries = new Map<number, T>();
  #seen = '';
  #checked = -Infinity;
  /** Since the last check, a directory with the file was there. */
  #found = false;
  readonly #tried = new Set<string>();

  constructor(name: string, parse: Parse<T>) {
    this.#name = name;
    this.#parse = parse;
  }

  /**
   * @param roots below which the file may be; the first that can be read counts
   * @param trusted false: whoever runs there may have put anything in place of the file
   */
  get(id: number, roots: () => readonly Root[], trusted: boolean): T | undefined {
    const now = performance.now();
    if (now - this.#checked > CHECK_INTERVAL_MS) {
      this.#checked = now;
      this.#found = false;
      this.#tried.clear();
    }
    if (!this.#found && this.#tried.size < MOST_TRIED) {
      this.#found = roots().some((root) => !this.#tried.has(root.path) && this.#refresh(root, trusted));
    }
    return this.#entries.get(id);
  }

  /** @returns whether there was such a directory, with the file or without */
  #refresh({ path, isStill }: Root, trusted: boolean): boolean {
    this.#tried.add(path);
    try {
      if (!trusted && !lstatSync(`${path}/etc`).isDirectory()) return isStill();
      // Neither a link out of the container nor a pipe that nobody writes to.
      const flags = constants.O_RDONLY | constants.O_NONBLOCK | (trusted ? 0 : constants.O_NOFOLLOW);
      const file = openSync(`${path}/etc/${this.#name}`, flags);
      try {
        if (!isStill()) return false;
        this.#read(file);
      } finally {
        closeSync(file);
      }
      return true;
    } catch {
      // Without the file there are no names; what was known stays.
      return false;
    }
  }

  #read(file: number): void {
    const stat = fstatSync(file);
    const seen = `${stat.dev} ${stat.ino} ${stat.mtimeMs} ${stat.size}`;
    if (!stat.isFile() || stat.size > FILE_LIMIT || seen === this.#seen) return;
    this.#seen = seen;
    const entries = new Map<number, T>();
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      const entry = this.#parse(line.split(':'));
      if (entry !== undefined && !entries.has(entry[0])) entries.set(...entry);
    }
    this.#entries = entries;
  }
}

interface Files {
  readonly users: ColonFile<User>;
  readonly groups: ColonFile<string>;
}

/** How a user namespace numbers: ids from `inside` on are those from `outside` on of the host. */
interface IdRange {
  readonly inside: number;
  readonly outside: number;
  readonly count: number;
}

interface Contained extends Files {
  /** One that runs in it, for others that are gone before anyone could look. */
  resident?: Process;
  /** When somebody last asked, as `performance.now()` tells it. */
  asked: number;
  /** As `/proc/PID/uid_map` and `gid_map` have them, once they could be read. */
  readonly maps: Partial<Record<keyof Files, readonly IdRange[] | undefined>>;
}

const MAPS: Readonly<Record<keyof Files, string>> = { users: 'uid_map', groups: 'gid_map' };

function files(): Files {
  return {
    users: new ColonFile('passwd', ([name, , uid, , , homedir, shell]) =>
      name === undefined || !uid ? undefined : [Number(uid), { name, homedir: homedir ?? '', shell: shell ?? '' }],
    ),
    groups: new ColonFile('group', ([name, , gid]) => (name === undefined || !gid ? undefined : [Number(gid), name])),
  };
}

export class Users {
  readonly #root: string;
  readonly #procOf: (pid: number) => string;
  readonly #host: Files = files();
  readonly #containers = new Map<string, Contained>();

  /**
   * @param root prefix of /etc, for an engine that runs in a container
   * @param procOf where `root`, `stat`, `uid_map` and `gid_map` of a process can be seen
   */
  constructor(root = '', procOf: (pid: number) => string = (pid) => `${root}/proc/${pid}`) {
    this.#root = root;
    this.#procOf = procOf;
  }

  /**
   * @param uid as the host numbers it
   * @param process looked up where it runs: in its container; without it, on the host
   */
  user(uid: number, process?: Process): User | undefined {
    const id = this.#numberWithin('users', uid, process);
    return this.#get('users', id, process) ?? (id === 0 ? ROOT_USER : undefined);
  }

  /** The name of a group. */
  group(gid: number, process?: Process): string | undefined {
    const id = this.#numberWithin('groups', gid, process);
    return this.#get('groups', id, process) ?? (id === 0 ? ROOT_GROUP : undefined);
  }

  /** A process is in a container. */
  sight(process: Process): void {
    const files = this.#container(process.container.fullId);
    if (!isInhabited(files)) files.resident = process;
  }

  /** Forgets containers that are gone, or as good as: who is seen in one of them, or asked about, has it looked at anew. */
  sweep(): void {
    const before = performance.now() - KEPT_MS;
    for (const [id, files] of this.#containers) {
      if (!isInhabited(files) && files.asked < before) this.#containers.delete(id);
    }
  }

  /** How many containers are known. */
  get size(): number {
    return this.#containers.size;
  }

  #get<K extends keyof Files>(
    which: K,
    id: number | undefined,
    process: Process | undefined,
  ): ReturnType<Files[K]['get']> | undefined {
    if (id === undefined) return undefined;
    if (process === undefined || process.container === HOST) {
      return this.#host[which].get(id, () => [{ path: this.#root, isStill: () => true }], true) as ReturnType<
        Files[K]['get']
      >;
    }
    const roots = () => this.#placesOf(process).map(({ path, isStill }) => ({ path: `${path}/root`, isStill }));
    return this.#container(process.container.fullId)[which].get(id, roots, false) as ReturnType<Files[K]['get']>;
  }

  /** What number the container itself gives; undefined: it has none for it. */
  #numberWithin(which: keyof Files, id: number, process: Process | undefined): number | undefined {
    if (process === undefined || process.container === HOST) return id;
    const { maps } = this.#container(process.container.fullId);
    let map = maps[which];
    for (const { path, isStill } of map === undefined ? this.#placesOf(process) : []) {
      const found = readMap(`${path}/${MAPS[which]}`);
      if (found === undefined || !isStill()) continue;
      map = maps[which] = found;
      break;
    }
    if (map === undefined) return id;
    const range = map.find(({ outside, count }) => id >= outside && id < outside + count);
    return range && range.inside + (id - range.outside);
  }

  /**
   * Of the process, and of another one of its container, in /proc. Before a container has a root directory of its own, its
   * first process has that of the host.
   */
  #placesOf(process: Process): readonly Root[] {
    const { resident } = this.#container(process.container.fullId);
    const ofHost = directoryKey(`${this.#root}/`);
    return [process, ...(resident === undefined ? [] : [resident])]
      .map(({ facts: { pid, startTime } }) => {
        const path = this.#procOf(pid);
        return { path, isStill: () => startedAt(path, startTime) };
      })
      .filter(({ path }) => {
        const key = directoryKey(`${path}/root/`);
        return key !== undefined && key !== ofHost;
      });
  }

  #container(id: string): Contained {
    let found = this.#containers.get(id);
    if (found === undefined) {
      const [eldest] = this.#containers.keys();
      if (this.#containers.size >= CONTAINERS_LIMIT && eldest !== undefined) this.#containers.delete(eldest);
      this.#containers.set(id, (found = { ...files(), maps: {}, asked: 0 }));
    }
    found.asked = performance.now();
    return found;
  }
}

/** Whether a process is known that runs in the container. */
function isInhabited({ resident }: Contained): boolean {
  return resident !== undefined && resident.latest.exitTime === undefined;
}

function readMap(path: string): readonly IdRange[] | undefined {
  try {
    const numbers = readFileSync(path, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/ +/).map(Number));
    return numbers.flatMap(([inside, outside, count]) =>
      inside === undefined || outside === undefined || count === undefined ? [] : [{ inside, outside, count }],
    );
  } catch {
    return undefined;
  }
}

function directoryKey(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path);
    return `${dev} ${ino}`;
  } catch {
    return undefined;
  }
}
