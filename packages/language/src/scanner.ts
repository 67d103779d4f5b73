/** Reads the tokens of the condition language off a text, one at a time, where the parser expects them. */
import { diagnostic, type Diagnostic, type DiagnosticCode } from './diagnostics.ts';
import { spanOf, type MappedText } from './mapped-text.ts';
import type { Span } from './source.ts';

const BLANKS = /[ \t\n\r\f\v]*/y;
const IDENTIFIER = /[a-zA-Z][a-zA-Z0-9_]*/y;
const CALL = /[a-z][a-z0-9]*\(/y;
const FIELD_NAME = /[a-zA-Z][a-zA-Z0-9_]*(?:\.[a-zA-Z0-9_]+)+/y;
const BARE_TEXT = /[^()"' \t\n\r\f\v=,]+/y;
const BARE_ARGUMENT = /[^"'[\] \t\n\r\f\v]+/y;
const NUMBER = /0[xX][0-9a-fA-F]+|[+-]?[0-9]+\.?[0-9]*(?:[eE][+-][0-9]+)?/y;
const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '\\': '\\',
  '/': '/',
  // Older rule files write a lone backslash as backslash and blank.
  ' ': '\\',
};

/** Ends the parse of one condition; it never leaves this package. */
export class SyntaxFailure extends Error {
  readonly diagnostic: Diagnostic;

  constructor(reason: Diagnostic) {
    super(reason.message);
    this.diagnostic = reason;
  }
}

export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A position in a text; `at` moves over the tokens that are taken. */
export class Scanner {
  readonly source: MappedText;
  readonly code: DiagnosticCode;
  at = 0;

  constructor(source: MappedText, code: DiagnosticCode, at = 0) {
    this.source = source;
    this.code = code;
    this.at = at;
  }

  get ended(): boolean {
    return this.at >= this.source.text.length;
  }

  span(start: number, end: number = this.at): Span {
    const { file, start: from, end: to } = spanOf(this.source, start, end);
    return { file, start: from, end: to, at: start };
  }

  fail(message: string, start: number = this.at, end: number = start + 1, hint?: string): never {
    throw new SyntaxFailure(
      diagnostic(this.code, message, this.span(start, Math.min(end, this.source.text.length)), {
        hint,
        offset: this.at,
      }),
    );
  }

  /** Skips blanks; true if there were any. */
  blanks(): boolean {
    const start = this.at;
    this.skip(BLANKS);
    return this.at > start;
  }

  /** Takes `text` if it stands here. */
  take(text: string): boolean {
    if (!this.source.text.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  /** Takes a word if it stands here as a whole: what follows cannot continue it. */
  word(word: string): boolean {
    if (!this.source.text.startsWith(word, this.at)) return false;
    const next = this.source.text[this.at + word.length];
    if (next !== undefined && /[a-zA-Z0-9_.]/.test(next)) return false;
    this.at += word.length;
    return true;
  }

  /** The name of a function, if its parenthesis stands right behind it; both are taken. */
  call(): string | undefined {
    const start = this.at;
    return this.skip(CALL) ? this.source.text.slice(start, this.at - 1) : undefined;
  }

  identifier(): Token | undefined {
    return this.match(IDENTIFIER);
  }

  fieldName(): Token | undefined {
    return this.match(FIELD_NAME);
  }

  bareText(): Token | undefined {
    return this.match(BARE_TEXT);
  }

  bareArgument(): Token | undefined {
    return this.match(BARE_ARGUMENT);
  }

  number(): Token | undefined {
    return this.match(NUMBER);
  }

  /**
   * A quoted text, its escapes resolved. It ends at the next such quote without a backslash before it, so that a text
   * cannot end with a doubled backslash. `undefined` if no quoted text begins here or if it does not end.
   */
  quoted(): Token | undefined {
    const { text } = this.source;
    const quote = text[this.at];
    if (quote !== '"' && quote !== "'") return undefined;
    const start = this.at;
    let end = text.indexOf(quote, start + 1);
    while (end > 0 && text[end - 1] === '\\') end = text.indexOf(quote, end + 1);
    if (end < 0) return undefined;
    this.at = end + 1;
    const value = this.unescape(start + 1, end, quote);
    return { text: value, start, end: this.at };
  }

  private unescape(start: number, end: number, quote: string): string {
    const { text } = this.source;
    let value = '';
    for (let at = start; at < end; at++) {
      const character = text[at] ?? '';
      if (character !== '\\') {
        value += character;
        continue;
      }
      const escape = text[at + 1] ?? '';
      const replacement = escape === quote ? quote : ESCAPES[escape];
      if (replacement === undefined) {
        const hint = `write '\\\\${escape}' for a backslash followed by '${escape}'`;
        this.fail(`unknown escape sequence '\\${escape}' in a ${quote}-quoted text`, at, at + 2, hint);
      }
      value += replacement;
      at++;
    }
    return value;
  }

  /** Moves behind what matches here. */
  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.source.text)) return false;
    this.at = pattern.lastIndex;
    return true;
  }

  private match(pattern: RegExp): Token | undefined {
    const start = this.at;
    if (!this.skip(pattern)) return undefined;
    return { text: this.source.text.slice(start, this.at), start, end: this.at };
  }
}
