/** Diagnostics as text: place, line of the source, caret. */
import { DIAGNOSTIC_CODES, type Diagnostic, type RelatedPlace } from './diagnostics.ts';
import type { SourceFile, Span } from './source.ts';
import { indexOf } from './text-index.ts';

/** Lines are shown up to about this many characters. */
const MAX_WIDTH = 140;

export interface RenderOptions {
  /** Colour by ANSI escape sequences. */
  readonly colour?: boolean;
}

/** A place in a file; lines and columns (in UTF-16 units) count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export function positionOf(file: SourceFile, offset: number): Position {
  const index = indexOf(file);
  const line = index.lineAt(offset);
  return { line: line + 1, column: offset - index.startOf(line) + 1 };
}

/** `file:line:column` of the beginning of a place. */
export function formatPlace(span: Span): string {
  const { line, column } = positionOf(span.file, span.start);
  return `${printable(span.file.name)}:${line}:${column}`;
}

type Style = 'error' | 'warning' | 'note' | 'bold' | 'faint';
const STYLES: Readonly<Record<Style, string>> = {
  error: '31;1',
  warning: '33;1',
  note: '36;1',
  bold: '1',
  faint: '2',
};

/** Something to be said about a place in a file of any kind: a diagnostic of rules, or of a configuration. */
export interface Finding {
  readonly severity: 'error' | 'warning' | 'note';
  readonly message: string;
  readonly span: Span;
  readonly hint?: string;
  readonly related?: readonly RelatedPlace[];
}

/** Several lines without a final line feed. */
export function renderDiagnostic(found: Diagnostic, options: RenderOptions = {}): string {
  return renderCoded({ ...found, title: DIAGNOSTIC_CODES[found.code] }, options);
}

/** The same for what has a code that is not of the rule language; `title`: what the code stands for. */
export function renderCoded(
  found: Finding & { readonly code: string; readonly title: string },
  options: RenderOptions = {},
): string {
  const code = `${found.code} (${found.title})`;
  return `${renderFinding(found, options)}\n  ${painter(options)(code, 'faint')}`;
}

/** Several lines without a final line feed. `place`: instead of file, line and column. */
export function renderFinding(found: Finding, options: RenderOptions & { readonly place?: string } = {}): string {
  const paint = painter(options);
  const place = options.place ?? formatPlace(found.span);
  const head = `${paint(place, 'bold')}: ${paint(found.severity, found.severity)}: ${printable(found.message)}`;
  const lines = [head, ...renderSnippet(found.span, (text) => paint(text, found.severity))];
  if (found.hint !== undefined) lines.push(`  hint: ${printable(found.hint)}`);
  for (const { message, span } of found.related ?? []) lines.push(`  ${formatPlace(span)}: ${printable(message)}`);
  return lines.join('\n');
}

function painter(options: RenderOptions): (text: string, style: Style) => string {
  return (text, style) => (options.colour === true ? `\u001b[${STYLES[style]}m${text}\u001b[0m` : text);
}

/** The line of the place, cut around it if it is long, and a line of carets below, which `mark` may colour. */
export function renderSnippet(span: Span, mark: (carets: string) => string = (carets) => carets): string[] {
  const index = indexOf(span.file);
  const number = index.lineAt(span.start);
  const lineStart = index.startOf(number);
  const length = index.endOf(number) - lineStart;
  const column = Math.min(span.start - lineStart, length);
  const from = length <= MAX_WIDTH ? 0 : Math.max(0, column - (MAX_WIDTH >> 1));
  const shown = span.file.text.slice(lineStart + from, lineStart + Math.min(from + MAX_WIDTH, length));
  const prefix = from > 0 ? '...' : '';
  const suffix = from + MAX_WIDTH < length ? '...' : '';
  const width = Math.max(1, Math.min(span.end - span.start, shown.length - (column - from)));
  const pad = ' '.repeat(prefix.length + column - from);
  return [`  | ${prefix}${printable(shown)}${suffix}`, `  | ${pad}${mark('^'.repeat(width))}`];
}

/**
 * Rule files may come from anywhere: nothing in them may steer a terminal, end a line or turn its direction. Widths stay
 * as they are.
 */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, (character) =>
    character === '\t' ? ' ' : '\ufffd',
  );
}
