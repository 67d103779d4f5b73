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

/** Puts a text together from where each of its characters stands in a file. */
export class PieceBuilder {
  readonly #file: SourceFile;
  readonly #pieces: Piece[] = [];
  #delta = Number.NaN;

  constructor(file: SourceFile) {
    this.#file = file;
  }

  /** Character `at` comes from `offset` of the file. Characters are given in order. */
  add(at: number, offset: number): void {
    if (offset - at === this.#delta) return;
    this.#delta = offset - at;
    this.#pieces.push({ start: at, file: this.#file, fileStart: offset });
  }

  /** `start`: where an empty text stands. */
  text(text: string, start: number): MappedText {
    if (this.#pieces.length === 0) this.add(0, start);
    return { text, pieces: this.#pieces };
  }
}

/** The file of what stands in none: parentheses and commas between the texts that come from files. */
const NOWHERE: SourceFile = { name: '', text: '' };

/** Text that stands between others; joined with them, it gets the place where the text before it ends. */
export function glueText(text: string): MappedText {
  return { text, pieces: [{ start: 0, file: NOWHERE, fileStart: 0, fileEnd: 0 }] };
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
    for (const { start, file, fileStart, fileEnd } of part.pieces) {
      const at = start + length;
      const last = pieces.at(-1);
      if (file !== NOWHERE) pieces.push(piece(at, file, fileStart, fileEnd));
      else if (last === undefined) pieces.push(piece(at, NOWHERE, 0, 0));
      // Behind characters that stand in a file as they are, the places simply go on.
      else if (last.fileEnd !== undefined) pieces.push(piece(at, last.file, last.fileEnd, last.fileEnd));
    }
    texts.push(part.text);
    length += part.text.length;
  }
  if (pieces.length === 0) return parts[0] ?? { text: '', pieces: [] };
  return { text: texts.join(''), pieces: placedAtFront(pieces) };
}

/** A text that others are appended to, many perhaps: it is joined once, when it is asked for. */
export class GrowingText {
  readonly #parts: MappedText[];

  constructor(first: MappedText) {
    this.#parts = [first];
  }

  /** Appends, with a blank between. */
  append(text: MappedText): this {
    this.#parts.push(glueText(' '), text);
    return this;
  }

  get joined(): MappedText {
    const [first] = this.#parts;
    return first !== undefined && this.#parts.length === 1 ? first : joinTexts(this.#parts);
  }
}

/** The same text, from the same places. */
export function isSame(a: MappedText, b: MappedText): boolean {
  if (a === b) return true;
  if (a.text !== b.text || a.pieces.length !== b.pieces.length) return false;
  return a.pieces.every((one, at) => {
    const other = b.pieces[at];
    return (
      one.start === other?.start &&
      one.file === other.file &&
      one.fileStart === other.fileStart &&
      one.fileEnd === other.fileEnd
    );
  });
}

function piece(start: number, file: SourceFile, fileStart: number, fileEnd: number | undefined): Piece {
  return fileEnd === undefined ? { start, file, fileStart } : { start, file, fileStart, fileEnd };
}

/** Glue at the front gets the place where the first text from a file begins. */
function placedAtFront(pieces: Piece[]): Piece[] {
  const first = pieces.find(({ file }) => file !== NOWHERE);
  if (first === undefined) return pieces;
  const { file, fileStart } = first;
  for (let at = 0; pieces[at]?.file === NOWHERE; at++) {
    pieces[at] = { start: pieces[at]?.start ?? 0, file, fileStart, fileEnd: fileStart };
  }
  return pieces;
}

export function trimText(mapped: MappedText): MappedText {
  const start = mapped.text.length - mapped.text.trimStart().length;
  return sliceText(mapped, start, Math.max(start, mapped.text.trimEnd().length));
}

function placeOf(mapped: MappedText, offset: number): Span {
  const piece = mapped.pieces[pieceIndex(mapped, offset)];
  if (piece === undefined) return { file: { name: '', text: mapped.text }, start: offset, end: offset + 1 };
  if (piece.fileEnd !== undefined) return { file: piece.file, start: piece.fileStart, end: piece.fileEnd };
  // What has been put behind a text that ends the file has no place there.
  const start = Math.min(piece.fileStart + offset - piece.start, piece.file.text.length);
  return { file: piece.file, start, end: Math.min(start + 1, piece.file.text.length) };
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
