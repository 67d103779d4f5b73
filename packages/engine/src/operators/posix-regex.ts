/**
 * Patterns of `regex` for RE2JS. They are written for RE2 in POSIX mode, which RE2JS does not offer; where it reads a
 * pattern otherwise, the pattern is rewritten:
 *
 * - A repetition may be repeated: `a**`, `a{2}{3}`. RE2JS refuses the second operator, or takes `?` for "not greedy".
 * - `^` and `$` hold at the ends of lines as well.
 * - `[` in a bracket expression is a character unless a name such as `[:alpha:]` begins there; RE2JS looks for the end of
 *   a name in the wrong place.
 *
 * RE2JS, and not the platform's RegExp, since the texts come from watched processes: matching must take time linear in
 * the text, whatever the pattern.
 */
import { RE2JS } from 're2js';

const REPETITION = /[*+?]|\{\d+(?:,\d*)?\}/y;
const ATOM = /\\x\{[^}]*\}|\\x..|\\[0-7]{1,3}|\\[^]|\[\^?\]?(?:\[:\^?\w+:\]|\\[^]|[^\]\\])*\]|[^]/uy;

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** The same pattern for RE2JS. */
export function forRe2js(pattern: string): string {
  let source = '';
  /** Where the piece begins that a repetition would repeat; -1 if there is none. */
  let piece = -1;
  let isRepeated = false;
  const open: number[] = [];
  for (let at = 0; at < pattern.length;) {
    const repetition = piece < 0 ? undefined : matchAt(REPETITION, pattern, at);
    if (repetition !== undefined) {
      if (isRepeated) source = `${source.slice(0, piece)}(?:${source.slice(piece)})`;
      source += repetition;
      isRepeated = true;
      at += repetition.length;
      continue;
    }
    const atom = matchAt(ATOM, pattern, at) ?? '';
    if (atom === '(') open.push(source.length);
    if (atom === ')') piece = open.pop() ?? -1;
    else piece = atom === '(' || atom === '|' ? -1 : source.length;
    isRepeated = false;
    source += atom.length > 1 && atom.startsWith('[') ? withPlainBrackets(atom) : atom;
    at += Math.max(atom.length, 1);
  }
  return source;
}

function withPlainBrackets(bracket: string): string {
  return `[${bracket.slice(1).replace(/\[:\^?\w+:\]|\\[^]|\[/g, (part) => (part === '[' ? '\\[' : part))}`;
}

/** A test of whole texts. Throws what RE2JS throws where nested counts make the pattern too large. */
export function compileRegex(pattern: string): (text: string) => boolean {
  const compiled = RE2JS.compile(forRe2js(pattern), RE2JS.MULTILINE);
  return (text) => compiled.matches(text);
}

/** A search in texts. Undefined: this is no pattern. */
export function compileSearch(pattern: string): ((text: string) => boolean) | undefined {
  try {
    const compiled = RE2JS.compile(forRe2js(pattern), RE2JS.MULTILINE);
    return (text) => compiled.matcher(text).find();
  } catch {
    return undefined;
  }
}
