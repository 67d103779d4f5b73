/** What stands between the nodes of a YAML file: comments, blank lines, anchors and tags. */
import type { CST } from 'yaml';
import type { OwnLineComment } from './model.ts';

/** Comments in the order of the file, of which those that begin left of a column belong to what is outside. */
export interface PlacedComment extends OwnLineComment {
  readonly column: number;
}

export interface Trivia {
  /** Comments before the first line feed. */
  readonly sameLine: string[];
  readonly ownLine: PlacedComment[];
  /** A blank line stands after the last comment. */
  blankAfter: boolean;
  readonly properties: string[];
}

/** Reads tokens; `fresh`: a line begins with them. */
export function readTrivia(text: string, tokens: readonly CST.SourceToken[] | undefined, fresh: boolean): Trivia {
  const trivia: Trivia = { sameLine: [], ownLine: [], blankAfter: false, properties: [] };
  let atLineStart = fresh;
  let seenLine = fresh;
  let blank = false;
  for (const { type, source, offset } of tokens ?? []) {
    if (type === 'newline') {
      if (atLineStart) blank = true;
      atLineStart = true;
      seenLine = true;
    } else if (type === 'comment') {
      const comment = source.trimEnd();
      if (seenLine) {
        const column = offset - text.lastIndexOf('\n', offset - 1) - 1;
        trivia.ownLine.push({ text: comment, blankBefore: blank, column });
      } else {
        trivia.sameLine.push(comment);
      }
      blank = false;
      atLineStart = false;
    } else if (type === 'anchor' || type === 'tag') {
      trivia.properties.push(source);
      atLineStart = false;
    } else if (type !== 'space') {
      atLineStart = false;
    }
  }
  trivia.blankAfter = blank;
  return trivia;
}

/** Splits what stands at the end of a collection: from the first comment left of `column` on it belongs outside. */
export function splitAtColumn(
  comments: readonly PlacedComment[],
  column: number,
): { readonly inside: PlacedComment[]; readonly outside: PlacedComment[] } {
  const found = comments.findIndex((comment) => comment.column < column);
  const at = found < 0 ? comments.length : found;
  return { inside: comments.slice(0, at), outside: comments.slice(at) };
}
