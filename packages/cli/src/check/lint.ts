/** The findings of `--lint`, as text and as JSON. */
import type { LintFinding } from '@lanner/engine';
import { renderCoded, type Span } from '@lanner/language';
import { count } from '../count.ts';
import { jsonPlace, type JsonPlace } from './place.ts';

/** One block a finding, as for errors and warnings. */
export function lintText(findings: readonly LintFinding[], options: { readonly colour: boolean }): string {
  return findings.map((found) => `${renderCoded(found, options)}\n\n`).join('');
}

/** `no findings`, `1 finding`, `3 findings`. */
export function lintSummary(findings: readonly LintFinding[]): string {
  return count(findings.length, 'finding');
}

/** `offset`, too, is in UTF-16 units and counts from 0. */
interface JsonPosition extends JsonPlace {
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

function jsonPosition(span: Span): JsonPosition {
  return { ...jsonPlace(span), offset: span.start };
}
