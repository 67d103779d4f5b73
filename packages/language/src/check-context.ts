/** What the passes of the checker share. */
import { diagnostic, type DiagnosticCode, type DiagnosticExtras, type Report } from './diagnostics.ts';
import type { Condition } from './ir.ts';
import type { Span } from './source.ts';
import type { MacroSyntax } from './syntax.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface CheckContext {
  readonly vocabulary: Vocabulary;
  /**
   * The checked condition of a macro that is named `depth` levels deep; `undefined` when it has none, which has then been
   * reported.
   */
  readonly macro: (reference: MacroSyntax, depth: number) => Condition | undefined;
  readonly report: Report;
}

/** Reports an error of a condition; gives `undefined`, which stands for "cannot be checked". */
export function fail(context: CheckContext, message: string, span: Span, extras: DiagnosticExtras = {}): undefined {
  context.report(diagnostic('LOAD_ERR_COMPILE_CONDITION', message, span, extras));
  return undefined;
}

export function warn(context: CheckContext, code: DiagnosticCode, message: string, span: Span, hint?: string): void {
  context.report(diagnostic(code, message, span, { hint }));
}
