/** Regular expressions without groups and alternatives, piece by piece: what stands in every match, and one that may be. */

/** One piece, and how often it comes. Letters and digits behind a backslash, groups and alternatives are not understood. */
const PIECE =
  /(?:\[(\^?)(\[:[a-z]+:\]|\\?.)(?:\[:[a-z]+:\]|[^\]])*\]|\\([^A-Za-z0-9])|(\.)|([^\\[\](){}*+?|.^$]))([*+?]|\{\d+(?:,\d*)?\})?/sy;

interface Piece {
  /** The character that it is; absent if it may be one of several. */
  readonly character?: string;
  /** A character that it may be. */
  readonly example: string;
  readonly least: number;
  readonly isOnce: boolean;
}

const EXAMPLES: Readonly<Record<string, string>> = {
  digit: '0',
  xdigit: '0',
  space: ' ',
  blank: ' ',
  punct: '.',
  upper: 'A',
};

/** `undefined` for what is not understood. */
function piecesOf(pattern: string): Piece[] | undefined {
  const text = pattern.replace(/^\^/, '').replace(/(?<!\\)\$$/, '');
  const pieces: Piece[] = [];
  PIECE.lastIndex = 0;
  while (PIECE.lastIndex < text.length) {
    const found = PIECE.exec(text);
    if (found === null) return undefined;
    const [, negated, first, escaped, , plain, quantifier = ''] = found;
    const character = escaped ?? plain;
    const example = first === undefined ? (character ?? 'a') : memberOf(first, negated !== '');
    const least = leastOf(quantifier);
    pieces.push({ ...(character === undefined ? {} : { character }), example, least, isOnce: quantifier === '' });
  }
  return pieces;
}

function memberOf(first: string, negated: boolean): string {
  const named = /^\[:(.*):\]$/.exec(first)?.[1];
  if (negated) return first === 'a' || named !== undefined ? '/' : 'a';
  return named === undefined ? first.replace(/^\\/, '') : (EXAMPLES[named] ?? 'a');
}

function leastOf(quantifier: string): number {
  if (quantifier === '*' || quantifier === '?') return 0;
  const count = /\d+/.exec(quantifier)?.[0];
  return count === undefined ? 1 : Number(count);
}

/** More than a pattern needs, and less than a text of it would take. */
const LONGEST_RUN = 100;

/** A text that the expression may match: a guess, which its test has to confirm. */
export function sampleOf(pattern: string): string | undefined {
  return piecesOf(pattern)
    ?.map(({ example, least }) => example.repeat(Math.min(least, LONGEST_RUN)))
    .join('');
}

/** The texts that stand in whatever the expression matches; they may be empty. */
export function chunksOfRegex(pattern: string): readonly string[] {
  const runs = [''];
  for (const { character, isOnce } of piecesOf(pattern) ?? []) {
    if (character !== undefined && isOnce) runs.push((runs.pop() ?? '') + character);
    else runs.push('');
  }
  return runs;
}
