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
const MAX_REPEAT = 1000;

/** What is wrong with a pattern, or `undefined` if nothing is. */
export function regexProblem(pattern: string): string | undefined {
  let depth = 0;
  let repeatable = false;
  let at = 0;
  while (at < pattern.length) {
    const character = pattern[at] ?? '';
    switch (character) {
      case '\\': {
        const length = escapeLength(pattern, at);
        if (length === undefined) return escapeProblem(pattern, at);
        at += length;
        repeatable = true;
        continue;
      }
      case '[': {
        const end = bracketEnd(pattern, at);
        if (typeof end === 'string') return end;
        at = end;
        repeatable = true;
        continue;
      }
      case '(':
        depth++;
        repeatable = false;
        break;
      case ')':
        if (depth === 0) return `unexpected ): ${pattern}`;
        depth--;
        repeatable = true;
        break;
      case '|':
        repeatable = false;
        break;
      case '*':
      case '+':
      case '?':
        if (!repeatable) return `no argument for repetition operator: ${character}`;
        break;
      case '{': {
        const found = /^\{(\d+)(,(\d*))?\}/.exec(pattern.slice(at));
        if (found !== null) {
          if (!repeatable) return `no argument for repetition operator: ${found[0]}`;
          const low = Number(found[1]);
          const high = found[3] === undefined || found[3] === '' ? low : Number(found[3]);
          if (low > MAX_REPEAT || high > MAX_REPEAT || high < low) return `invalid repetition size: ${found[0]}`;
          at += found[0].length;
          continue;
        }
        repeatable = true;
        break;
      }
      default:
        repeatable = true;
    }
    at++;
  }
  return depth > 0 ? `missing ): ${pattern}` : undefined;
}

function escapeProblem(pattern: string, at: number): string {
  const escape = pattern.slice(at, at + 2);
  const perl = /^\\[dwsDWSb]$/.test(escape) ? '; bracket classes such as [[:digit:]] work' : '';
  return escape.length < 2 ? 'a backslash at the end' : `invalid escape sequence: ${escape}${perl}`;
}

/** Length of the escape sequence that begins at `at`, or `undefined` if it is none. */
function escapeLength(pattern: string, at: number): number | undefined {
  const rest = pattern.slice(at);
  const found = /^\\(?:x[0-9a-fA-F]{2}|x\{[0-9a-fA-F]{1,6}\}|0[0-7]{0,2}|[1-7][0-7]{1,2}|[afnrtv]|[^a-zA-Z0-9])/s.exec(
    rest,
  );
  return found?.[0].length;
}

/** Where the bracket expression that begins at `at` ends, or what is wrong with it. */
function bracketEnd(pattern: string, at: number): number | string {
  const start = at;
  at++;
  if (pattern[at] === '^') at++;
  let first = true;
  for (; at < pattern.length; first = false) {
    if (pattern[at] === ']' && !first) return at + 1;
    const named = /^\[:(\^?)([a-z]*):\]/.exec(pattern.slice(at));
    if (named !== null) {
      if (!CLASSES.has(named[2] ?? '')) return `invalid character class range: ${named[0]}`;
      at += named[0].length;
      continue;
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
  const hex = /^\\x\{?([0-9a-fA-F]+)/.exec(pattern.slice(at, at + length));
  return { code: hex ? Number.parseInt(hex[1] ?? '0', 16) : pattern.charCodeAt(at + length - 1), end: at + length };
}
