/**
 * Colours of a condition, line by line, and where in a condition one is: what completion asks.
 *
 * The parser cannot be used for this: a condition that is being written does not parse yet.
 */
import { resolveField } from '../fields.ts';
import { LIST_MODIFIERS, LIST_OPERATORS, NUMERIC_OPERATORS, STRING_OPERATORS, TRANSFORMER_NAMES } from '../syntax.ts';
import type { Vocabulary } from '../vocabulary.ts';
import type { Token, TokenKind } from './token.ts';

/**
 * What can come next. `term`: a check, a macro, `not`, a parenthesis. `modified`: a value, behind an operator that also
 * takes a list with `anyof` and its kin. `values`: one of a list.
 */
export type Expected = 'term' | 'operator' | 'value' | 'modified' | 'list' | 'values' | 'operands' | 'connector';

export interface ConditionState {
  readonly expected: Expected;
  /** What is open: groups `(`, lists `,`, transformers left (`l`) and right (`r`) of an operator. */
  readonly nesting: string;
  /** The quote of a text that goes on. */
  readonly quote: '' | '"' | "'";
  /** The left side of the check one is in, as it is written. */
  readonly left: string;
}

export const CONDITION_START: ConditionState = { expected: 'term', nesting: '', quote: '', left: '' };

const WORD_OPERATORS: ReadonlySet<string> = new Set(
  [...STRING_OPERATORS, ...LIST_OPERATORS, 'exists'].filter((operator) => /^\w/.test(operator)),
);
const SIGNS = [...NUMERIC_OPERATORS, '==', '!=', '='];
const LIST_WORDS: readonly string[] = LIST_OPERATORS;
const NUMBER_SIGNS: readonly string[] = NUMERIC_OPERATORS;

const FIELD = /[a-zA-Z][a-zA-Z0-9_]*(?:\.[a-zA-Z0-9_]+)+(?:\[(?:"[^"]*"|'[^']*'|[^"'[\]\s]*)\]?)?/y;
const CALL = new RegExp(`(?:${TRANSFORMER_NAMES.join('|')})\\(`, 'y');
const WORD = /[a-zA-Z][a-zA-Z0-9_]*(?![a-zA-Z0-9_.])/y;
const SIGN = new RegExp(SIGNS.join('|'), 'y');
const NUMBER = /0[xX][0-9a-fA-F]+|[+-]?[0-9]+\.?[0-9]*(?:[eE][+-][0-9]+)?/y;
const BARE = /[^()"'\s=,]+/y;
const OPTION = /\[[^\]]*\]?/y;
const BLANKS = /\s+/y;

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** Tokens of `text` from `start` up to `end`, and the state behind them. */
export function conditionTokens(
  text: string,
  start: number,
  end: number,
  state: ConditionState,
  vocabulary: Vocabulary,
): { readonly tokens: readonly Token[]; readonly state: ConditionState } {
  const reader = new ConditionReader(text.slice(0, end), start, state, vocabulary);
  reader.read();
  return { tokens: reader.tokens, state: reader.state };
}

class ConditionReader {
  readonly tokens: Token[] = [];
  state: ConditionState;
  private readonly text: string;
  private readonly vocabulary: Vocabulary;
  private at: number;

  constructor(text: string, at: number, state: ConditionState, vocabulary: Vocabulary) {
    this.text = text;
    this.at = at;
    this.state = state;
    this.vocabulary = vocabulary;
  }

  read(): void {
    if (this.state.quote !== '') this.readQuoted(this.state.quote);
    while (this.at < this.text.length) {
      const blanks = matchAt(BLANKS, this.text, this.at);
      if (blanks !== undefined) this.at += blanks.length;
      else if (!this.readNext()) this.take(this.text.slice(this.at, this.at + 1), 'invalid');
    }
  }

  private take(text: string, kind: TokenKind, next: Partial<ConditionState> = {}): true {
    this.tokens.push({ start: this.at, end: this.at + text.length, kind });
    this.at += text.length;
    this.state = { ...this.state, ...next };
    return true;
  }

  private readNext(): boolean {
    const character = this.text[this.at] ?? '';
    if (character === '(') return this.open();
    if (character === ')') return this.close();
    switch (this.state.expected) {
      case 'term':
        return this.readTerm();
      case 'operator':
        return this.readOperator();
      case 'connector':
        return this.readConnector();
      case 'operands':
        return this.readOperand();
      case 'value':
      case 'modified':
      case 'list':
      case 'values':
        return this.readValue();
    }
  }

  private open(): true {
    const { expected, nesting } = this.state;
    if (expected === 'list') return this.take('(', 'paren', { expected: 'values', nesting: `${nesting},` });
    if (expected === 'operands') return this.take('(', 'paren', { nesting: `${nesting}o` });
    return this.take('(', expected === 'term' ? 'paren' : 'invalid', { expected: 'term', nesting: `${nesting}(` });
  }

  private close(): true {
    const { nesting } = this.state;
    const last = nesting.at(-1);
    const outer = nesting.slice(0, -1);
    if (last === undefined) return this.take(')', 'invalid', { expected: 'connector' });
    if (last === 'o') return this.take(')', 'paren', { nesting: outer });
    if (last !== 'l' && last !== 'r') return this.take(')', 'paren', { expected: 'connector', nesting: outer });
    this.take(')', 'paren', { nesting: outer });
    const option = matchAt(OPTION, this.text, this.at);
    if (option !== undefined) this.take(option, 'string');
    const around = outer.at(-1);
    if (around === 'l' || around === 'r' || around === 'o') return true;
    this.state = { ...this.state, expected: last === 'r' ? 'connector' : 'operator' };
    if (last === 'l') this.state = { ...this.state, left: this.text.slice(this.leftStart(), this.at) };
    return true;
  }

  /** Where the outermost transformer before `at` begins; on an earlier line the left side is not known in full. */
  private leftStart(): number {
    let depth = 0;
    for (let index = this.tokens.length - 1; index >= 0; index--) {
      const token = this.tokens[index];
      if (token === undefined) break;
      const text = this.text.slice(token.start, token.end);
      if (text === ')') depth++;
      if (token.kind === 'function' && --depth === 0) return token.start;
    }
    return this.at;
  }

  private readTerm(): boolean {
    const call = matchAt(CALL, this.text, this.at);
    if (call !== undefined) return this.call(call, 'l');
    const field = matchAt(FIELD, this.text, this.at);
    if (field !== undefined) return this.take(field, this.fieldKind(field), { expected: 'operator', left: field });
    const word = matchAt(WORD, this.text, this.at);
    if (word === 'not') return this.take(word, 'operatorKeyword');
    if (word === undefined) return this.takeBare('invalid', {});
    return this.take(word, 'macroName', { expected: 'connector' });
  }

  private call(text: string, side: 'l' | 'r'): true {
    this.tokens.push({ start: this.at, end: this.at + text.length - 1, kind: 'function' });
    this.at += text.length - 1;
    return this.take('(', 'paren', { expected: 'operands', nesting: this.state.nesting + side });
  }

  private fieldKind(text: string): TokenKind {
    const [name = '', argument] = text.replace(/\]?$/, '').split('[');
    const span = { file: { name: '', text }, start: 0, end: text.length };
    const found = resolveField(this.vocabulary, name, argument?.replace(/^["']|["']$/g, ''), span);
    return found.problem === undefined ? 'variableName' : 'invalid';
  }

  private readOperator(): boolean {
    const word = matchAt(WORD, this.text, this.at);
    if (word !== undefined) {
      if (!WORD_OPERATORS.has(word)) return this.take(word, 'invalid');
      const next = word === 'exists' ? 'connector' : LIST_WORDS.includes(word) ? 'list' : 'modified';
      return this.take(word, 'operatorKeyword', { expected: next });
    }
    const sign = matchAt(SIGN, this.text, this.at);
    if (sign === undefined) return this.takeBare('invalid', {});
    return this.take(sign, 'operator', { expected: NUMBER_SIGNS.includes(sign) ? 'value' : 'modified' });
  }

  private readConnector(): boolean {
    const word = matchAt(WORD, this.text, this.at);
    if (word !== 'and' && word !== 'or') return this.takeBare('invalid', {});
    return this.take(word, 'operatorKeyword', { expected: 'term' });
  }

  private readValue(): boolean {
    const { expected } = this.state;
    const behind = expected === 'values' ? 'values' : 'connector';
    if (expected === 'values' && this.text[this.at] === ',') return this.take(',', 'punctuation');
    if (expected !== 'values') {
      const call = matchAt(CALL, this.text, this.at);
      if (call !== undefined) return this.call(call, 'r');
    }
    const word = matchAt(WORD, this.text, this.at);
    if (expected === 'modified' && (LIST_MODIFIERS as readonly string[]).includes(word ?? '')) {
      return this.take(word ?? '', 'modifier', { expected: 'list' });
    }
    const quote = this.text[this.at];
    if (quote === '"' || quote === "'") return this.openQuote(quote, behind);
    const value = matchAt(BARE, this.text, this.at);
    return value !== undefined && this.take(value, this.valueKind(value), { expected: behind });
  }

  private valueKind(value: string): TokenKind {
    const { left, expected } = this.state;
    if (left === 'evt.type') {
      // The name of a list may stand for event types.
      if (this.vocabulary.isEventName(value)) return 'typeName';
      return expected === 'values' || expected === 'list' ? 'string' : 'invalid';
    }
    if (value === 'true' || value === 'false') return 'bool';
    return matchAt(NUMBER, value, 0) === value ? 'number' : 'string';
  }

  private readOperand(): boolean {
    if (this.text[this.at] === ',') return this.take(',', 'punctuation');
    const call = matchAt(CALL, this.text, this.at);
    if (call !== undefined) return this.call(call, this.state.nesting.includes('r') ? 'r' : 'l');
    const field = matchAt(FIELD, this.text, this.at);
    if (field !== undefined) return this.take(field, this.fieldKind(field));
    const quote = this.text[this.at];
    if (quote === '"' || quote === "'") return this.openQuote(quote, 'operands');
    const number = matchAt(NUMBER, this.text, this.at);
    return number === undefined ? this.takeBare('invalid', {}) : this.take(number, 'number');
  }

  private takeBare(kind: TokenKind, next: Partial<ConditionState>): boolean {
    const text = matchAt(BARE, this.text, this.at);
    return text !== undefined && this.take(text, kind, next);
  }

  private openQuote(quote: '"' | "'", expected: Expected): true {
    this.take(quote, 'string', { expected, quote });
    return this.readQuoted(quote);
  }

  private readQuoted(quote: '"' | "'"): true {
    let from = this.at;
    const flush = (): void => {
      if (this.at > from) this.tokens.push({ start: from, end: this.at, kind: 'string' });
    };
    while (this.at < this.text.length) {
      const character = this.text[this.at];
      if (character === '\\') {
        flush();
        this.take(this.text.slice(this.at, this.at + 2), 'escape');
        from = this.at;
        continue;
      }
      this.at++;
      if (character === quote) {
        this.state = { ...this.state, quote: '' };
        break;
      }
    }
    flush();
    return true;
  }
}
