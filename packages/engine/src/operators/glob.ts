/** fnmatch(3) with flags 0, as `glob` means it: `*` crosses slashes, `[...]` are classes, a backslash quotes. */

/** Source of the regular expression that accepts exactly what the pattern accepts. */
export function globSource(pattern: string): string {
  let source = '';
  let at = 0;
  while (at < pattern.length) {
    const character = pattern[at] ?? '';
    at++;
    if (character === '*') {
      while (pattern[at] === '*') at++;
      source += '[^]*';
    } else if (character === '?') {
      source += '[^]';
    } else if (character === '\\') {
      // A backslash at the end quotes nothing, and then nothing matches.
      source += at < pattern.length ? quote(pattern[at] ?? '') : '[]';
      at++;
    } else if (character === '[') {
      const [text, next] = bracket(pattern, at);
      source += text;
      at = next;
    } else {
      source += quote(character);
    }
  }
  return source;
}

const NAMED_CLASSES: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: '0-9A-Za-z',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\t-\\r ',
  blank: '\\t ',
  punct: '!-\\/:-@\\[-`{-~',
  cntrl: '\\0-\\x1f\\x7f',
  print: ' -~',
  graph: '!-~',
  xdigit: '0-9A-Fa-f',
};

function bracket(pattern: string, start: number): readonly [source: string, next: number] {
  let at = start;
  const negated = pattern[at] === '!' || pattern[at] === '^';
  if (negated) at++;
  let members = '';
  for (let first = true; ; first = false) {
    const character = pattern[at];
    if (character === undefined) return ['\\[', start];
    if (character === ']' && !first) break;
    const named = /^\[:(\w+):\]/.exec(pattern.slice(at));
    const set = named?.[1] === undefined ? undefined : NAMED_CLASSES[named[1]];
    if (named !== null && set !== undefined) {
      members += set;
      at += named[0].length;
      continue;
    }
    const low = character === '\\' ? (pattern[++at] ?? '\\') : character;
    at++;
    if (pattern[at] === '-' && pattern[at + 1] !== undefined && pattern[at + 1] !== ']') {
      at++;
      const high = pattern[at] === '\\' ? (pattern[++at] ?? '\\') : (pattern[at] ?? '');
      at++;
      if (low <= high) members += `${quote(low)}-${quote(high)}`;
    } else {
      members += quote(low);
    }
  }
  return [members === '' ? (negated ? '[^]' : '[]') : `[${negated ? '^' : ''}${members}]`, at + 1];
}

function quote(character: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(character) ? `\\${character}` : character;
}

/**
 * Matches a glob in time linear in the text for each star: the pattern is cut at its stars, and the pieces are looked
 * for one after the other, leftmost first.
 */
export function compileGlob(pattern: string, ignoreCase: boolean): (text: string) => boolean {
  const flags = ignoreCase ? 'i' : '';
  const pieces = splitAtStars(pattern).map(globSource);
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (pieces.length === 1) {
    const whole = new RegExp(`^(?:${first})$`, flags);
    return (text) => whole.test(text);
  }
  const head = new RegExp(`(?:${first})`, `${flags}y`);
  const middle = pieces
    .slice(1, -1)
    .filter((piece) => piece !== '')
    .map((piece) => new RegExp(piece, `${flags}g`));
  const tail = new RegExp(`(?:${last})$`, `${flags}y`);
  const tailLength = pieceLength(last);
  return (text) => {
    head.lastIndex = 0;
    if (!head.test(text)) return false;
    let at = head.lastIndex;
    for (const piece of middle) {
      piece.lastIndex = at;
      if (!piece.test(text)) return false;
      at = piece.lastIndex;
    }
    if (text.length - tailLength < at) return false;
    tail.lastIndex = text.length - tailLength;
    return tail.test(text);
  };
}

/** Every element of a piece without stars takes exactly one character. */
function pieceLength(source: string): number {
  return source.replace(/\\[^]|\[\^?(?:\\[^]|[^\]\\])*\]/g, '.').length;
}

function splitAtStars(pattern: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? '';
    if (character === '*') {
      pieces.push(piece);
      piece = '';
    } else if (character === '\\') {
      piece += character + (pattern[++at] ?? '');
    } else if (character === '[') {
      const [, next] = bracket(pattern, at + 1);
      piece += pattern.slice(at, Math.max(next, at + 1));
      at = Math.max(next, at + 1) - 1;
    } else {
      piece += character;
    }
  }
  return [...pieces, piece];
}
