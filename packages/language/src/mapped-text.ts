/**
 * Text put together from places in files, which still knows where each of its characters comes from.
 *
 * Conditions are joined (`override: append`), have lists substituted into them, and come out of YAML scalars with
 * escapes and folded lines. Errors in the result must still point into the file.
 */
import type { SourceFile, Span } from './source.ts';

/** From `start` (offset in the text) on, up to the next piece. */
interface Piece {
  readonly start: number;
  readonly file: SourceFile;
  readonly fileStart: number;
  /** Absent: character `start + n` comes from `fileStart + n`. Given: the whole piece comes from fileStart..fileEnd. */
  readonly fileEnd?: number;
}

export interface MappedText {
  readonly text: string;
  readonly pieces: readonly Piece[];
}

/** A stretch of a file as it is. */
export function fileText(file: SourceFile, start = 0, end: number = file.text.length): MappedText {
  return { text: file.text.slice(start, end), pieces: [{ start: 0, file, fileStart: start }] };
}

/** Any text that stands for a place in a file as a whole. */
export function standInText(text: string, span: Span): MappedText {
  return { text, pieces: [{ start: 0, file: span.file, fileStart: span.start, fileEnd: span.end }] };
}

/** Text whose character `n` comes from offset `offsets[n]` of the file. `end`: where the last one ends. */
export function alignedText(text: string, file: SourceFile, offsets: readonly number[], start: number): MappedText {
  const pieces: Piece[] = [];
  let delta = Number.NaN;
  for (let at = 0; at < text.length; at++) {
    const offset = offsets[at] ?? start;
    if (offset - at !== delta) {
      delta = offset - at;
      pieces.push({ start: at, file, fileStart: offset });
    }
  }
  if (pieces.length === 0) pieces.push({ start: 0, file, fileStart: start });
  return { text, pieces };
}

function pieceIndex(mapped: MappedText, offset: number): number {
  let low = 0;
  let high = mapped.pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const piece = mapped.pieces[middle];
    if (piece !== undefined && piece.start <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function sliceText(mapped: MappedText, start: number, end: number = mapped.text.length): MappedText {
  const pieces: Piece[] = [];
  for (let at = pieceIndex(mapped, start); at < mapped.pieces.length; at++) {
    const piece = mapped.pieces[at];
    if (piece === undefined || (piece.start >= end && pieces.length > 0)) break;
    const skipped = Math.max(0, start - piece.start);
    const fileStart = piece.fileEnd === undefined ? piece.fileStart + skipped : piece.fileStart;
    pieces.push({ ...piece, start: Math.max(0, piece.start - start), fileStart });
  }
  return { text: mapped.text.slice(start, end), pieces };
}

export function joinTexts(parts: readonly MappedText[]): MappedText {
  const pieces: Piece[] = [];
  const texts: string[] = [];
  let length = 0;
  for (const part of parts) {
    if (part.text === '') continue;
    for (const piece of part.pieces) pieces.push({ ...piece, start: piece.start + length });
    texts.push(part.text);
    length += part.text.length;
  }
  if (pieces.length === 0) return parts[0] ?? { text: '', pieces: [] };
  return { text: texts.join(''), pieces };
}

export function trimText(mapped: MappedText): MappedText {
  const start = mapped.text.length - mapped.text.trimStart().length;
  return sliceText(mapped, start, Math.max(start, mapped.text.trimEnd().length));
}

function placeOf(mapped: MappedText, offset: number): Span {
  const piece = mapped.pieces[pieceIndex(mapped, offset)];
  if (piece === undefined) return { file: { name: '', text: mapped.text }, start: offset, end: offset + 1 };
  if (piece.fileEnd !== undefined) return { file: piece.file, start: piece.fileStart, end: piece.fileEnd };
  const start = piece.fileStart + offset - piece.start;
  return { file: piece.file, start, end: start + 1 };
}

/**
 * The place in a file that `start`..`end` of the text comes from. A range put together from several places gives the
 * hull where they lie in one file in order, else the first place.
 */
export function spanOf(mapped: MappedText, start: number, end: number): Span {
  const first = placeOf(mapped, start);
  if (end <= start) return { ...first, end: first.start };
  const last = placeOf(mapped, end - 1);
  return last.file === first.file && last.end > first.start ? { ...first, end: last.end } : first;
}
