/** What is wrong with a file that is being written. */
import { loadRules, type LoadOptions } from '../load.ts';
import type { SourceFile } from '../source.ts';

/** A half-open range of offsets in the text, with what is wrong there. */
export interface Problem {
  readonly from: number;
  readonly to: number;
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

export interface ProblemOptions extends LoadOptions {
  /** Files that are loaded before this one, such as those with its macros, and after it. */
  readonly before?: readonly SourceFile[];
  readonly after?: readonly SourceFile[];
}

/** Checks a file among others; what is wrong with the others is left out. */
export function problemsIn(file: SourceFile, options: ProblemOptions = {}): Problem[] {
  const { before = [], after = [], ...rest } = options;
  const { diagnostics } = loadRules([...before, file, ...after], rest);
  const shift = file.text.startsWith('\ufeff') ? 1 : 0;
  return diagnostics.flatMap(({ span, severity, code, message, hint }) => {
    if (span.file.name !== file.name) return [];
    const from = Math.min(span.start + shift, file.text.length);
    const to = Math.min(Math.max(span.end + shift, from), file.text.length);
    return [{ from, to, severity, code, message, ...(hint === undefined ? {} : { hint }) }];
  });
}
