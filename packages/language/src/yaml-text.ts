/** Which character of a YAML scalar's value comes from which place in the file. */
import type { Scalar } from 'yaml';
import { fileText, PieceBuilder, type MappedText } from './mapped-text.ts';
import type { SourceFile } from './source.ts';

/** Lengths of the hexadecimal escapes of double-quoted scalars. */
const HEX_ESCAPES: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\n' || character === '\r';
}

/** Where the content of a scalar begins: behind the quote, or behind the header line of a block scalar. */
function contentStart(node: Scalar.Parsed, file: SourceFile): number {
  const start = node.range[0];
  if (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE') return start + 1;
  if (node.type !== 'BLOCK_FOLDED' && node.type !== 'BLOCK_LITERAL') return start;
  const line = file.text.indexOf('\n', start);
  return line < 0 ? node.range[1] : line + 1;
}

/** How many characters of the source one character of the value took. */
function sourceLength(node: Scalar.Parsed, source: string, at: number): number {
  if (node.type === 'QUOTE_SINGLE') return source[at] === "'" ? 2 : 1;
  if (node.type !== 'QUOTE_DOUBLE' || source[at] !== '\\') return 1;
  return 2 + (HEX_ESCAPES[source[at + 1] ?? ''] ?? 0);
}

/** Does a backslash stand here that takes the end of the line away? */
function isContinued(node: Scalar.Parsed, source: string, at: number): boolean {
  return node.type === 'QUOTE_DOUBLE' && source[at] === '\\' && source[at + 1] === '\n';
}

/**
 * Walks value and source side by side. What is not blank stands in both in the same order; blanks may have been folded,
 * so a blank of the value takes a blank of the source where there is one, and the next place where there is none.
 */
export function scalarText(node: Scalar.Parsed, value: string, file: SourceFile): MappedText {
  const source = file.text;
  const end = node.range[1];
  const start = contentStart(node, file);
  // Most values stand in the file as they are.
  if (source.startsWith(value, start)) return fileText(file, start, start + value.length);
  const pieces = new PieceBuilder(file);
  let at = start;
  for (let index = 0; index < value.length; index++) {
    const wanted = value[index];
    const escaped = node.type === 'QUOTE_DOUBLE' && source[at] === '\\' && source[at + 1] !== '\n';
    if (!escaped && !isBlank(wanted)) {
      while (at < end && (isBlank(source[at]) || isContinued(node, source, at))) at++;
    }
    pieces.add(index, Math.min(at, end));
    if (!isBlank(wanted) || escaped || isBlank(source[at])) at += sourceLength(node, source, at);
  }
  return pieces.text(value, start);
}
