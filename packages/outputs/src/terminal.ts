/** What may go to a terminal, and how. */

/** Controls of C0 and C1, format characters (the bidirectional ones among them), line separators, lone surrogates. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Text from outside, such as a command line, made harmless for terminals and logs: what could move the cursor, change
 * the order of what is shown or hide something is written as `\n`, `\x1b` or `\u202e`. Backslashes stay as they are.
 */
export function escapeControls(text: string): string {
  return text.replace(UNSAFE, (character) => {
    const short = SHORT[character];
    if (short !== undefined) return short;
    const code = character.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    if (code < 0x100) return `\\x${hex.padStart(2, '0')}`;
    return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
  });
}

/** Whether to colour what goes to this stream: a terminal that can, unless NO_COLOR is set. */
export function wantsColour(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  const { NO_COLOR = '', TERM } = environment;
  return stream.isTTY === true && NO_COLOR === '' && TERM !== 'dumb';
}
