/** Paths as text. */

/** A component that is empty, `.` or `..`. */
const FOLDABLE = /\/(?:\.{0,2})(?:\/|$)/;

/** Makes a path absolute and folds `.`, `..` and double slashes, without looking at any file system. */
export function lexicalPath(base: string | undefined, raw: string): string {
  if (raw === '') return '';
  if (raw.startsWith('/') && !FOLDABLE.test(raw)) return raw;
  const parts: string[] = [];
  for (const part of (raw.startsWith('/') ? raw : `${base ?? ''}/${raw}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? (slash === 0 ? '/' : '') : path.slice(0, slash);
}

export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
