/** Reports of what is wrong with a test file; what several events of an item share is said once. */
import { diagnostic, type DiagnosticCode, type Report } from '../diagnostics.ts';
import type { Span } from '../source.ts';

export class TestReports {
  readonly #report: Report;
  readonly #said = new Set<string>();

  constructor(report: Report) {
    this.#report = report;
  }

  /** Always `undefined`, so that a reader can report and give up in one expression. */
  item(message: string, span: Span, hint?: string): undefined {
    this.#say('TEST_ERR_ITEM', message, span, hint);
  }

  event(message: string, span: Span, hint?: string): undefined {
    this.#say('TEST_ERR_EVENT', message, span, hint);
  }

  unfilled(message: string, span: Span, hint?: string): undefined {
    this.#say('TEST_UNFILLED_FIELD', message, span, hint);
  }

  #say(code: DiagnosticCode, message: string, span: Span, hint: string | undefined): void {
    const key = `${code} ${span.start} ${span.end} ${message}`;
    if (this.#said.has(key)) return;
    this.#said.add(key);
    this.#report(diagnostic(code, message, span, { hint }));
  }
}
