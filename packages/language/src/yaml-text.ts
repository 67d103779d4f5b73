/** Which character of a YAML scalar's value comes from which place in the file. */
import { fileText, PieceBuilder, type MappedText } from './mapped-text.ts';
import type { SourceFile } from './source.ts';
import type { ScalarNode, ScalarStyle } from './yaml-nodes.ts';

/** Lengths of the hexadecimal escapes of double-quoted scalars. */
const HEX_ESCAPES: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

const LINE_FEED = 0x0a;
const QUOTE = 0x27;
const BACKSLASH = 0x5c;

/** Of a blank, a tab, or the end of a line; by code, since every character of every text comes by here. */
function isBlank(code: number): boolean {
  return code === 0x20 || code === LINE_FEED || code === 0x09 || code === 0x0d;
}

/** Where the content of a scalar begins: behind the quote, or behind the header line of a block scalar. */
function contentStart({ style, start, end }: ScalarNode, file: SourceFile): number {
  if (style === 'double-quoted' || style === 'single-quoted') return start + 1;
  if (style === 'plain') return start;
  const line = file.text.indexOf('\n', start);
  return line < 0 ? end : line + 1;
}

/** How many characters of the source one character of the value took. */
function sourceLength(style: ScalarStyle, source: string, at: number): number {
  if (style === 'single-quoted') return source.charCodeAt(at) === QUOTE ? 2 : 1;
  if (style !== 'double-quoted' || source.charCodeAt(at) !== BACKSLASH) return 1;
  return 2 + (HEX_ESCAPES[source[at + 1] ?? ''] ?? 0);
}

/** Does a backslash stand here that takes the end of the line away? */
function isContinued(style: ScalarStyle, source: string, at: number): boolean {
  return style === 'double-quoted' && source.charCodeAt(at) === BACKSLASH && endsLine(source, at + 1);
}

function endsLine(source: string, at: number): boolean {
  const code = source.charCodeAt(at);
  return code === LINE_FEED || (code === 0x0d && source.charCodeAt(at + 1) === LINE_FEED);
}

/**
 * Walks value and source side by side. What is not blank stands in both in the same order; blanks may have been folded,
 * so a blank of the value takes a blank of the source where there is one, and the next place where there is none.
 */
export function scalarText(node: ScalarNode, file: SourceFile): MappedText {
  const source = file.text;
  const { style, value, end } = node;
  const start = contentStart(node, file);
  // Most values stand in the file as they are.
  if (source.startsWith(value, start)) return fileText(file, start, start + value.length);
  const pieces = new PieceBuilder(file);
  const escapes = style === 'double-quoted';
  let at = start;
  for (let index = 0; index < value.length; index++) {
    const blank = isBlank(value.charCodeAt(index));
    const escaped = escapes && source.charCodeAt(at) === BACKSLASH && !endsLine(source, at + 1);
    if (!escaped && !blank) {
      while (at < end && (isBlank(source.charCodeAt(at)) || isContinued(style, source, at))) at++;
    }
    pieces.add(index, Math.min(at, end));
    if (!blank || escaped || isBlank(source.charCodeAt(at))) at += sourceLength(style, source, at);
  }
  return pieces.text(value, start);
}
