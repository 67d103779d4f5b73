/** Colours of one line of a rules file, given the state at the end of the line before. */
import { resolveField } from '../fields.ts';
import { ITEM_KINDS } from '../item-keys.ts';
import { parsePriority } from '../priority.ts';
import type { Vocabulary } from '../vocabulary.ts';
import { booleanOf } from '../yaml.ts';
import { conditionTokens } from './condition-tokens.ts';
import {
  knownKey,
  openValue,
  roleOfPath,
  type LineState,
  type OpenValue,
  type PathKey,
  type Role,
} from './line-state.ts';
import { outputTokens } from './output-tokens.ts';
import type { Token, TokenKind } from './token.ts';

const KEY = /(?:"[^"]*"|'[^']*'|[a-zA-Z_][\w-]*)(?=\s*:(?:\s|$))/y;
const DASH = /-(?=\s|$)/y;
const COLON = /\s*:/y;
const PROPERTY = /[&!*][^\s,[\]{}]*/y;
const HEADER = /[|>][-+0-9]*(?=\s|$)/y;
const FLOW_WORD = /(?:[^,[\]{}"'\s#:]|:(?![\s,[\]{}]|$)|(?<!\s)#|\s+(?![#\s,[\]{}]|$))+/y;

export interface LineTokens {
  readonly tokens: readonly Token[];
  /** At the end of the line. */
  readonly state: LineState;
}

/** Reads one line, without its line feed; `end` is where the reading stops. */
export function lineTokens(
  line: string,
  state: LineState,
  vocabulary: Vocabulary,
  end: number = line.length,
): LineTokens {
  const reader = new LineReader(line.slice(0, end), state, vocabulary);
  reader.read();
  return { tokens: reader.tokens, state: { path: reader.path, value: reader.value } };
}

class LineReader {
  readonly tokens: Token[] = [];
  path: readonly PathKey[];
  value: OpenValue | undefined;
  private readonly line: string;
  private readonly vocabulary: Vocabulary;
  private at = 0;

  constructor(line: string, { path, value }: LineState, vocabulary: Vocabulary) {
    this.line = line;
    this.path = path;
    this.value = value;
    this.vocabulary = vocabulary;
  }

  read(): void {
    this.at = /^[ ]*/.exec(this.line)?.[0].length ?? 0;
    const blank = this.line.trim() === '';
    const { value } = this;
    if (value !== undefined && (blank || this.goesOn(value))) {
      if (!blank || value.style === 'block') this.continueValue(value);
      return;
    }
    this.value = undefined;
    if (!blank) this.structure();
  }

  /** Does the line belong to a value that began earlier? */
  private goesOn({ style, column }: OpenValue): boolean {
    if (style === 'single' || style === 'double' || style === 'flow') return true;
    if (this.at <= column) return false;
    if (style === 'block') return true;
    if (this.line[this.at] === '#') return false;
    return style === 'plain' || !(this.test(DASH) || this.test(KEY));
  }

  private continueValue(value: OpenValue): void {
    if (value.style === 'open') return this.startValue(value.column, value.role);
    if (value.style === 'block') return this.content(value, this.line.length);
    if (value.style === 'plain') return this.plain(value);
    if (value.style === 'flow') return this.flow(value);
    this.quoted(value);
  }

  private test(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    return pattern.exec(this.line)?.[0];
  }

  private take(length: number, kind: TokenKind): void {
    if (length > 0) this.tokens.push({ start: this.at, end: this.at + length, kind });
    this.at += length;
  }

  private skipBlanks(): void {
    while (this.line[this.at] === ' ' || this.line[this.at] === '\t') this.at++;
  }

  private structure(): void {
    if (this.at === 0 && /^(---|\.\.\.)(\s|$)|^%/.test(this.line)) {
      this.path = [];
      this.take(this.line.startsWith('%') ? this.line.length : 3, 'documentMeta');
      this.skipBlanks();
    }
    if (this.line[this.at] === '#') return this.take(this.line.length - this.at, 'comment');
    let column = this.at;
    let dashed = false;
    while (this.test(DASH) !== undefined) {
      column = this.at;
      dashed = true;
      this.path = this.path.filter((key) => key.column <= column);
      this.take(1, 'punctuation');
      this.skipBlanks();
    }
    const key = this.test(KEY);
    if (key !== undefined) return this.key(key);
    if (this.at < this.line.length || dashed) this.startValue(dashed ? column : column - 1, roleOfPath(this.path));
  }

  private key(text: string): void {
    const column = this.at;
    const name = text.replace(/^["']|["']$/g, '');
    this.path = [...this.path.filter((key) => key.column < column), { column, key: name }];
    const isKind = this.path.length === 1 && (ITEM_KINDS as readonly string[]).includes(name);
    const known = knownKey(this.path) !== undefined;
    this.take(text.length, isKind ? 'keyword' : known ? 'propertyName' : 'attributeName');
    this.at += (this.test(COLON)?.length ?? 1) - 1;
    this.take(1, 'punctuation');
    this.startValue(column, roleOfPath(this.path));
  }

  private startValue(column: number, role: Role): void {
    this.skipBlanks();
    for (let found = this.test(PROPERTY); found !== undefined; found = this.test(PROPERTY)) {
      this.take(found.length, found.startsWith('!') ? 'typeName' : 'labelName');
      this.skipBlanks();
    }
    const character = this.line[this.at];
    if (character === undefined || character === '#') {
      this.comment();
      this.value = openValue(column, role);
      return;
    }
    const header = this.test(HEADER);
    if (header !== undefined) {
      this.take(header.length, 'documentMeta');
      this.comment();
      this.value = openValue(column, role, 'block');
    } else if (character === '"' || character === "'") {
      this.take(1, 'punctuation');
      this.quoted(openValue(column, role, character === '"' ? 'double' : 'single'));
    } else if (character === '[' || character === '{') {
      this.flow(openValue(column, role, 'flow'));
    } else {
      this.plain(openValue(column, role, 'plain'));
    }
  }

  private comment(): void {
    this.skipBlanks();
    if (this.line[this.at] === '#') this.take(this.line.length - this.at, 'comment');
    else if (this.at < this.line.length) this.take(this.line.length - this.at, 'invalid');
  }

  private plain(value: OpenValue): void {
    const aside = /\s#/.exec(this.line.slice(this.at));
    this.content(value, aside === null ? this.line.length : this.at + aside.index);
    if (aside === null) return;
    this.comment();
    this.value = undefined;
  }

  private quoted(value: OpenValue): void {
    const pattern = value.style === 'double' ? /(?:[^"\\]|\\.?)*/y : /(?:[^']|'')*/y;
    this.content(value, this.at + (this.test(pattern)?.length ?? 0));
    if (this.at >= this.line.length) return;
    this.take(1, 'punctuation');
    this.value = undefined;
    this.comment();
  }

  /** Takes the text up to `end` as what it is by its role, and leaves the value open. */
  private content(value: OpenValue, end: number): void {
    this.value = value;
    const { role } = value;
    if (role === 'condition') {
      const text = unescaped(this.line, value.style);
      const { tokens, state } = conditionTokens(text, this.at, end, value.condition, this.vocabulary);
      this.tokens.push(...tokens);
      this.value = { ...value, condition: state };
      this.at = end;
    } else if (role === 'output') {
      this.tokens.push(...outputTokens(this.line, this.at, end, this.vocabulary));
      this.at = end;
    } else {
      const text = this.line.slice(this.at, end);
      this.take(text.trimEnd().length, this.kindOf(text.trim(), role));
      this.at = end;
    }
  }

  private kindOf(text: string, role: Exclude<Role, 'condition' | 'output'>): TokenKind {
    switch (role) {
      case 'name':
        return 'definition';
      case 'priority':
        return parsePriority(text) === undefined ? 'invalid' : 'atom';
      case 'boolean':
        return booleanOf(text) === undefined ? 'invalid' : 'bool';
      case 'number':
        return /^\d+$/.test(text) ? 'number' : 'invalid';
      case 'source':
        return this.vocabulary.sources.has(text) ? 'atom' : 'invalid';
      case 'operation':
        return text === 'append' || text === 'replace' ? 'modifier' : 'invalid';
      case 'operators':
        return 'operator';
      case 'fields': {
        const span = { file: { name: '', text }, start: 0, end: text.length };
        const [name = '', argument] = text.replace(/\]$/, '').split('[');
        const found = resolveField(this.vocabulary, name, argument, span);
        return found.problem === undefined || text.includes('(') ? 'variableName' : 'invalid';
      }
      case 'text':
      case 'words':
      case 'exceptions':
      case 'values':
      case 'override':
      case 'other':
        return 'string';
    }
  }

  private flow(value: OpenValue): void {
    let { brackets } = value;
    const role = value.role === 'override' ? 'operation' : value.role;
    const inner = role === 'condition' || role === 'output' ? 'other' : role;
    while (this.at < this.line.length) {
      const character = this.line[this.at] ?? '';
      if (character === '#') return this.endFlowLine(value, brackets);
      if (/\s/.test(character)) {
        this.at++;
      } else if (character === '[' || character === '{') {
        brackets += character;
        this.take(1, 'punctuation');
      } else if (character === ']' || character === '}') {
        brackets = brackets.slice(0, -1);
        this.take(1, 'punctuation');
        if (brackets === '') {
          this.value = undefined;
          return this.comment();
        }
      } else if (character === ',' || character === ':') {
        this.take(1, 'punctuation');
      } else {
        this.flowText(character, inner, brackets.endsWith('{'));
      }
    }
    this.value = { ...value, brackets };
  }

  private endFlowLine(value: OpenValue, brackets: string): void {
    this.comment();
    this.value = { ...value, brackets };
  }

  private flowText(character: string, role: Exclude<Role, 'condition' | 'output'>, inMap: boolean): void {
    const quoted = character === '"' ? /"(?:[^"\\]|\\.?)*"?/y : /'(?:[^']|'')*'?/y;
    const isQuoted = character === '"' || character === "'";
    const text = this.test(isQuoted ? quoted : FLOW_WORD) ?? character;
    const isKey = inMap && /^\s*:(?:\s|$)/.test(this.line.slice(this.at + text.length));
    const bare = isQuoted ? text.replace(/^["']|["']$/g, '') : text;
    this.take(text.length, isKey ? 'propertyName' : this.kindOf(bare, role));
  }
}

/** The line with the escapes of a quoted YAML text taken away, at its length. */
function unescaped(line: string, style: OpenValue['style']): string {
  if (style === 'double') return line.replaceAll('\\"', ' "').replaceAll('\\\\', ' \\');
  return style === 'single' ? line.replaceAll("''", " '") : line;
}
