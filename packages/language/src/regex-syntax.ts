/** The syntax of `regex`: POSIX extended expressions as RE2 reads them. Only the syntax; matching is the engine's. */

const CLASSES: ReadonlySet<string> = new Set([
  'alnum',
  'alpha',
  'ascii',
  'blank',
  'cntrl',
  'digit',
  'graph',
  'lower',
  'print',
  'punct',
  'space',
  'upper',
  'word',
  'xdigit',
]);
/** RE2's limit for a count, and for counts within counts multiplied: `(a{100}){20}` is too large. */
const MAX_REPEAT = 1000;
/** About as many steps as RE2 has room for. */
const MAX_SIZE = 87_000;

/** What a repetition would repeat. */
interface Piece {
  /** Steps of a matcher, about. */
  size: number;
  /** The largest product of counts within counts. */
  count: number;
}

/** A group that is open, or the whole pattern. */
interface Group {
  size: number;
  count: number;
  /** The last piece; undefined where a repetition has nothing to repeat. */
  piece: Piece | undefined;
}

function newGroup(): Group {
  return { size: 0, count: 1, piece: undefined };
}

function addPiece(group: Group, piece: Piece): void {
  closePiece(group);
  group.piece = piece;
}

/** What the group holds is no longer to be repeated by itself. */
function closePiece(group: Group): void {
  if (group.piece === undefined) return;
  group.size += group.piece.size;
  group.count = Math.max(group.count, group.piece.count);
  group.piece = undefined;
}

/** What is wrong with a pattern, or `undefined` if nothing is. */
export function regexProblem(pattern: string): string | undefined {
  const outer: Group[] = [];
  let group = newGroup();
  let at = 0;
  while (at < pattern.length) {
    const character = pattern[at] ?? '';
    switch (character) {
      case '\\': {
        const length = escapeLength(pattern, at);
        if (length === undefined) return escapeProblem(pattern, at);
        addPiece(group, { size: 1, count: 1 });
        at += length;
        continue;
      }
      case '[': {
        const end = bracketEnd(pattern, at);
        if (typeof end === 'string') return end;
        addPiece(group, { size: classSize(pattern.slice(at, end)), count: 1 });
        at = end;
        continue;
      }
      case '(':
        closePiece(group);
        outer.push(group);
        group = newGroup();
        break;
      case ')': {
        const around = outer.pop();
        if (around === undefined) return `unexpected ): ${pattern}`;
        closePiece(group);
        addPiece(around, { size: group.size + 2, count: group.count });
        group = around;
        break;
      }
      case '|':
        closePiece(group);
        group.size++;
        break;
      case '*':
      case '+':
      case '?':
        if (group.piece === undefined) return `no argument for repetition operator: ${character}`;
        group.piece.size++;
        break;
      case '{': {
        const found = /^\{(\d+)(,(\d*))?\}/.exec(pattern.slice(at));
        if (found !== null) {
          if (group.piece === undefined) return `no argument for repetition operator: ${found[0]}`;
          const problem = repeat(group.piece, found);
          if (problem !== undefined) return problem;
          at += found[0].length;
          continue;
        }
        addPiece(group, { size: 1, count: 1 });
        break;
      }
      default:
        addPiece(group, { size: character === '.' ? ANY_SIZE : sizeOf(character), count: 1 });
    }
    at++;
  }
  if (outer.length > 0) return `missing ): ${pattern}`;
  closePiece(group);
  return group.size > MAX_SIZE ? `pattern too large: ${pattern}` : undefined;
}

/** Repeats a piece as often as `{low}`, `{low,}` or `{low,high}` says. */
function repeat(piece: Piece, [text, lowText, more, highText = '']: RegExpExecArray): string | undefined {
  const low = Number(lowText);
  const high = more === undefined ? low : highText === '' ? undefined : Number(highText);
  const times = high ?? low;
  if (low > MAX_REPEAT || times > MAX_REPEAT || times < low) return `invalid repetition size: ${text}`;
  if (times >= 2 && piece.count * times > MAX_REPEAT) return `invalid repetition size: ${text}`;
  piece.count *= Math.max(times, 1);
  piece.size = piece.size * Math.max(times, 1) + (times - low) + 1;
  return undefined;
}

/** Steps for any one character: it has up to four bytes. */
const ANY_SIZE = 12;

/** Steps for a character: one for each byte. */
function sizeOf(character: string): number {
  const code = character.charCodeAt(0);
  if (code < 0x80) return 1;
  return code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 2 : 3;
}

function classSize(text: string): number {
  return text.startsWith('[^') || /[^\0-\x7f]|\\x\{/.test(text) ? ANY_SIZE : Math.min(text.length, 8);
}

function escapeProblem(pattern: string, at: number): string {
  const escape = pattern.slice(at, at + 2);
  const perl = /^\\[dwsDWSb]$/.test(escape) ? '; bracket classes such as [[:digit:]] work' : '';
  return escape.length < 2 ? 'a backslash at the end' : `invalid escape sequence: ${escape}${perl}`;
}

/** Length of the escape sequence that begins at `at`, or `undefined` if it is none. */
function escapeLength(pattern: string, at: number): number | undefined {
  const rest = pattern.slice(at);
  const found =
    /^\\(?:x[0-9a-fA-F]{2}|x\{[0-9a-fA-F]{1,6}\}|0[0-7]{0,2}|[1-7][0-7]{1,2}|[afnrtv]|[\0-/:-@[-`{-\x7f])/s.exec(rest);
  const code = Number.parseInt(/^\\x\{(\w+)/.exec(found?.[0] ?? '')?.[1] ?? '0', 16);
  return code > 0x10ffff ? undefined : found?.[0].length;
}

/** Where the bracket expression that begins at `at` ends, or what is wrong with it. */
function bracketEnd(pattern: string, at: number): number | string {
  const start = at;
  at++;
  if (pattern[at] === '^') at++;
  let first = true;
  // Where the last name of a class ends; negative: there are no more, and none is looked for again.
  let nameEnd = at;
  for (; at < pattern.length; first = false) {
    if (pattern[at] === ']' && !first) return at + 1;
    if (pattern.startsWith('[:', at) && nameEnd >= 0) {
      nameEnd = pattern.indexOf(':]', at + 2);
      if (nameEnd >= 0) {
        const name = pattern.slice(at + 2, nameEnd);
        if (!CLASSES.has(name.replace(/^\^/, ''))) return `invalid character class range: [:${name}:]`;
        at = nameEnd + 2;
        continue;
      }
    }
    const low = bracketCharacter(pattern, at);
    if (low === undefined) return escapeProblem(pattern, at);
    let end = low.end;
    if (pattern[end] === '-' && pattern[end + 1] !== ']' && end + 1 < pattern.length) {
      const high = bracketCharacter(pattern, end + 1);
      if (high === undefined) return escapeProblem(pattern, end + 1);
      if (high.code < low.code) return `invalid character class range: ${pattern.slice(at, high.end)}`;
      end = high.end;
    }
    at = end;
  }
  return `missing ]: ${pattern.slice(start)}`;
}

function bracketCharacter(pattern: string, at: number): { code: number; end: number } | undefined {
  if (pattern[at] !== '\\') {
    const code = pattern.codePointAt(at) ?? 0;
    return { code, end: at + (code > 0xffff ? 2 : 1) };
  }
  const length = escapeLength(pattern, at);
  if (length === undefined) return undefined;
  return { code: escapedCode(pattern.slice(at + 1, at + length)), end: at + length };
}

/** The character that an escape sequence stands for, less its backslash. */
function escapedCode(escape: string): number {
  const hex = /^x\{?([0-9a-fA-F]+)/.exec(escape)?.[1];
  if (hex !== undefined) return Number.parseInt(hex, 16);
  if (/^[0-7]/.test(escape)) return Number.parseInt(escape, 8);
  return CONTROLS[escape] ?? escape.charCodeAt(0);
}

const CONTROLS: Readonly<Record<string, number>> = { a: 7, t: 9, n: 10, v: 11, f: 12, r: 13 };
