/** What is legal in rule files and yet hardly meant: one lint for each kind, all of one shape. */
import type { LoadResult, RelatedPlace, SourceFile, Span } from '@lanner/language';
import { applyAllowances } from './allow.ts';
import { makeContext, type LintContext } from './context.ts';
import { LINTS } from './table.ts';

/** One thing that a lint found. */
export interface Found {
  readonly message: string;
  readonly span: Span;
  readonly hint?: string;
  readonly related?: readonly RelatedPlace[];
  /** Place of the name of the rule, macro or list that it is about. */
  readonly item: Span;
}

export interface Lint {
  /** `LINT_…`; stays the same for ever. */
  readonly code: string;
  readonly title: string;
  /** Why it matters, in one or two sentences. */
  readonly why: string;
  /** What to do about it. */
  readonly advice: string;
  readonly find: (context: LintContext) => Iterable<Found>;
}

export interface LintFinding extends Found {
  readonly severity: 'note';
  readonly code: string;
  readonly title: string;
  readonly hint: string;
}

export interface LintOptions {
  /** Only these codes; default: all. */
  readonly codes?: ReadonlySet<string>;
}

/**
 * Lints rule files that have been loaded without errors (a rule with an error is not among the rules, and is not looked
 * at). The findings are in order of their places; those that a comment in the file allows are left out.
 */
export function lintRules(files: readonly SourceFile[], loaded: LoadResult, options: LintOptions = {}): LintFinding[] {
  const context = makeContext(loaded);
  const { codes } = options;
  const findings = LINTS.filter(({ code }) => codes?.has(code) ?? true).flatMap((lint) => {
    const { code, title, advice } = lint;
    return Array.from(lint.find(context), (found): LintFinding => {
      return { ...found, severity: 'note', code, title, hint: found.hint ?? advice };
    });
  });
  return inOrder(applyAllowances(files, findings, codes), files);
}

function inOrder(findings: readonly LintFinding[], files: readonly SourceFile[]): LintFinding[] {
  const order = new Map(files.map(({ name }, at) => [name, at]));
  const place = ({ span }: LintFinding): number => order.get(span.file.name) ?? files.length;
  return findings.toSorted((a, b) => place(a) - place(b) || a.span.start - b.span.start);
}
