/** Scalars as they are written → their values. */

/** Without blanks at its end; in linear time, which a regular expression does not promise. */
export function withoutBlanksAtEnd(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0x20) end--;
  return text.slice(0, end);
}

function withoutBlanksAtStart(text: string): string {
  let start = 0;
  while (text.charCodeAt(start) === 0x20) start++;
  return text.slice(start);
}

/** Lines of a plain scalar: an end of line becomes a blank, and empty lines become ends of lines. */
export function unfoldPlain(source: string): string {
  if (!source.includes('\n')) return source;
  let value = '';
  let separator = '';
  for (const line of source.split('\n')) {
    const content = withoutBlanksAtEnd(withoutBlanksAtStart(line));
    if (content === '') separator = separator === ' ' ? '\n' : `${separator}\n`;
    else {
      value += separator + content;
      separator = ' ';
    }
  }
  return value;
}

/** Lines of a folded scalar, without their indentation: like those of a plain one, but for lines indented further. */
export function foldBlock(lines: readonly string[]): string {
  let value = '';
  let separator = '';
  let deeper = false;
  for (const line of lines) {
    if (line === '') {
      if (separator === '\n') value += '\n';
      else separator = '\n';
    } else if (line.startsWith(' ')) {
      if (separator === ' ') separator = '\n';
      else if (!deeper && separator === '\n') separator = '\n\n';
      value += separator + line;
      separator = '\n';
      deeper = true;
    } else {
      value += separator + line;
      separator = ' ';
      deeper = false;
    }
  }
  return value;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['n', '\n'],
  ['t', '\t'],
]);

/** The frequent escapes of a double-quoted scalar on one line; `undefined` if there are others. */
export function unescapeDouble(content: string): string | undefined {
  if (!content.includes('\\')) return content;
  let value = '';
  let done = 0;
  for (let at = content.indexOf('\\'); at >= 0; at = content.indexOf('\\', done)) {
    const escaped = ESCAPES.get(content[at + 1] ?? '');
    if (escaped === undefined) return undefined;
    value += content.slice(done, at) + escaped;
    done = at + 2;
  }
  return value + content.slice(done);
}
