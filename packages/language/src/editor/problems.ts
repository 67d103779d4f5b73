/** What is wrong with a file that is being written. */
import { loadRules, type LoadOptions, type LoadResult } from '../load.ts';
import type { Finding } from '../render.ts';
import type { SourceFile } from '../source.ts';

/** A half-open range of offsets in the text, with what is wrong there. */
export interface Problem {
  readonly from: number;
  readonly to: number;
  readonly severity: Finding['severity'];
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

type CodedFinding = Finding & { readonly code: string };

export interface ProblemOptions extends LoadOptions {
  /** Files that are loaded before this one, such as those with its macros, and after it. */
  readonly before?: readonly SourceFile[];
  readonly after?: readonly SourceFile[];
  /** What is legal and yet hardly meant: `lintRules` of `@lanner/engine`. Asked where there are no errors. */
  readonly lint?: (files: readonly SourceFile[], loaded: LoadResult) => readonly CodedFinding[];
}

/** Checks a file among others; what is wrong with the others is left out. */
export function problemsIn(file: SourceFile, options: ProblemOptions = {}): Problem[] {
  const { before = [], after = [], lint, ...rest } = options;
  const files = [...before, file, ...after];
  const loaded = loadRules(files, rest);
  const good = loaded.diagnostics.every(({ severity }) => severity !== 'error');
  const found: readonly CodedFinding[] = [...loaded.diagnostics, ...(good && lint ? lint(files, loaded) : [])];
  // A mark of the byte order does not count in places.
  const shift = file.text.startsWith('\ufeff') ? 1 : 0;
  return found.flatMap(({ span, severity, code, message, hint }) => {
    if (span.file.name !== file.name) return [];
    const from = Math.min(span.start + shift, file.text.length);
    const to = Math.min(Math.max(span.end + shift, from), file.text.length);
    return [{ from, to, severity, code, message, ...(hint === undefined ? {} : { hint }) }];
  });
}
