/** The findings of `--lint`, as text and as JSON. */
import type { LintFinding } from '@lanner/engine';
import { positionOf, renderCoded, type Span } from '@lanner/language';
import { count } from '../count.ts';

/** One block a finding, as for errors and warnings. */
export function lintText(findings: readonly LintFinding[], options: { readonly colour: boolean }): string {
  return findings.map((found) => `${renderCoded(found, options)}\n\n`).join('');
}

/** `no findings`, `1 finding`, `3 findings`. */
export function lintSummary(findings: readonly LintFinding[]): string {
  return count(findings.length, 'finding');
}

/** `line`, `column` and `offset` (in UTF-16 units) count from 0, as in Falco's validation result. */
interface JsonPosition {
  readonly name: string;
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

export interface JsonFinding {
  readonly code: string;
  readonly title: string;
  readonly message: string;
  readonly hint: string;
  readonly position: JsonPosition;
  readonly related: readonly { readonly message: string; readonly position: JsonPosition }[];
}

/** What stands under `lanner_lint`. */
export function lintJson(findings: readonly LintFinding[]): JsonFinding[] {
  return findings.map(({ code, title, message, hint, span, related = [] }) => ({
    code,
    title,
    message,
    hint,
    position: jsonPosition(span),
    related: related.map((place) => ({ message: place.message, position: jsonPosition(place.span) })),
  }));
}

function jsonPosition({ file, start }: Span): JsonPosition {
  const { line, column } = positionOf(file, start);
  return { name: file.name, line: line - 1, column: column - 1, offset: start };
}
