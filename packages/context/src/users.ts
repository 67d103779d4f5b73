/** Names of users and groups, from the host's own files. */
import { readFileSync, statSync } from 'node:fs';

export interface User {
  readonly name: string;
  readonly homedir: string;
  readonly shell: string;
}

const CHECK_INTERVAL_MS = 1000;

/** One file of colon-separated lines, read again when it has changed; looked at once a second at most. */
class ColonFile<T> {
  readonly #path: string;
  readonly #parse: (fields: readonly string[]) => readonly [number, T] | undefined;
  #entries = new Map<number, T>();
  #modified = -1;
  #checked = -Infinity;

  constructor(path: string, parse: (fields: readonly string[]) => readonly [number, T] | undefined) {
    this.#path = path;
    this.#parse = parse;
  }

  get(id: number): T | undefined {
    const now = performance.now();
    if (now - this.#checked > CHECK_INTERVAL_MS) {
      this.#checked = now;
      this.#refresh();
    }
    return this.#entries.get(id);
  }

  #refresh(): void {
    try {
      const { mtimeMs } = statSync(this.#path);
      if (mtimeMs === this.#modified) return;
      this.#modified = mtimeMs;
      const entries = new Map<number, T>();
      for (const line of readFileSync(this.#path, 'utf8').split('\n')) {
        const entry = this.#parse(line.split(':'));
        if (entry !== undefined && !entries.has(entry[0])) entries.set(...entry);
      }
      this.#entries = entries;
    } catch {
      // Without the file there are no names; what was known stays.
    }
  }
}

export class Users {
  readonly #users: ColonFile<User>;
  readonly #groups: ColonFile<string>;

  /** @param root prefix of /etc, for an engine that runs in a container */
  constructor(root = '') {
    this.#users = new ColonFile(`${root}/etc/passwd`, ([name, , uid, , , homedir, shell]) =>
      name === undefined || !uid ? undefined : [Number(uid), { name, homedir: homedir ?? '', shell: shell ?? '' }],
    );
    this.#groups = new ColonFile(`${root}/etc/group`, ([name, , gid]) =>
      name === undefined || !gid ? undefined : [Number(gid), name],
    );
  }

  user(uid: number): User | undefined {
    return this.#users.get(uid);
  }

  group(gid: number): string | undefined {
    return this.#groups.get(gid);
  }
}
