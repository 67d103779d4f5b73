/** Paths as text. */

/** A component that is empty, `.` or `..`. */
const FOLDABLE = /\/(?:\.{0,2})(?:\/|$)/;

const KNOWN_LIMIT = 4096;

/** What has been made of paths of late: the same few files are opened again and again. */
class KnownPaths {
  readonly #make: (path: string) => string;
  readonly #paths: string[] = Array<string>(KNOWN_LIMIT).fill('');
  readonly #made: string[] = Array<string>(KNOWN_LIMIT).fill('');

  constructor(make: (path: string) => string) {
    this.#make = make;
    this.#made.fill(make(''));
  }

  of(path: string): string {
    const { length } = path;
    const last = path.charCodeAt(length - 1) | (path.charCodeAt(length - 2) << 7) | (path.charCodeAt(length - 4) << 14);
    const place =
      (Math.imul(last ^ (path.charCodeAt(length >> 1) << 21) ^ (length << 3), 0x9e3779b1) >>> 20) & (KNOWN_LIMIT - 1);
    if (this.#paths[place] === path) return this.#made[place] ?? '';
    const made = this.#make(path);
    this.#paths[place] = path;
    this.#made[place] = made;
    return made;
  }
}

/** Makes a path absolute and folds `.`, `..` and double slashes, without looking at any file system. */
export function lexicalPath(base: string | undefined, raw: string): string {
  if (raw === '') return '';
  return raw.startsWith('/') ? folded.of(raw) : fold(`${base ?? ''}/${raw}`);
}

function fold(path: string): string {
  if (!FOLDABLE.test(path)) return path;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export function directoryOf(path: string): string {
  return directories.of(path);
}

function cutName(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? (slash === 0 ? '/' : '') : path.slice(0, slash);
}

export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

const folded = new KnownPaths(fold);
const directories = new KnownPaths(cutName);
