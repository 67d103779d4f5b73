/** What stands at a place of a rules file, explained. */
import { resolveField } from '../fields.ts';
import type { CheckOperator } from '../syntax.ts';
import { TRANSFORMER_NAMES } from '../syntax.ts';
import type { CompletionOptions } from './completion.ts';
import { FILE_START, knownKey } from './line-state.ts';
import { lineTokens } from './line-tokens.ts';
import { OPERATOR_HELP, TRANSFORMER_HELP } from './operator-help.ts';
import type { Token } from './token.ts';

export interface Hover {
  /** The range in the text that is explained. */
  readonly from: number;
  readonly to: number;
  /** Such as `proc.name: CHARBUF`. */
  readonly title: string;
  readonly text: string;
}

export function hoverAt(text: string, offset: number, options: CompletionOptions): Hover | undefined {
  const lines = text.slice(0, offset).split('\n');
  const lineStart = offset - (lines.pop() ?? '').length;
  const end = text.indexOf('\n', offset);
  const line = text.slice(lineStart, end < 0 ? text.length : end).replace(/\r$/, '');
  let state = FILE_START;
  for (const before of lines) state = lineTokens(before.replace(/\r$/, ''), state, options.vocabulary).state;
  const { tokens, state: after } = lineTokens(line, state, options.vocabulary);
  const token = tokens.find(({ start, end }) => start <= offset - lineStart && offset - lineStart < end);
  if (token === undefined) return undefined;
  const word = line.slice(token.start, token.end);
  const found = explain(token, word, options) ?? keyHelp(token, word, after.path);
  return found && { from: lineStart + token.start, to: lineStart + token.end, ...found };
}

function keyHelp(
  token: Token,
  word: string,
  path: Parameters<typeof knownKey>[0],
): Pick<Hover, 'title' | 'text'> | undefined {
  if (token.kind !== 'keyword' && token.kind !== 'propertyName') return undefined;
  const key = knownKey(path);
  return key?.name === word ? { title: word, text: key.description } : undefined;
}

function explain({ kind }: Token, word: string, options: CompletionOptions): Pick<Hover, 'title' | 'text'> | undefined {
  const { vocabulary, symbols } = options;
  switch (kind) {
    case 'variableName': {
      const [name = '', argument] = word.replace(/\]$/, '').split('[');
      const span = { file: { name: '', text: word }, start: 0, end: word.length };
      const { field } = resolveField(vocabulary, name, argument, span);
      return field && { title: `${word}: ${field.field.type}`, text: field.field.description };
    }
    case 'macroName': {
      const macro = symbols.macros.find(({ name }) => name === word);
      return macro && { title: `macro ${word}`, text: macro.condition };
    }
    case 'operator':
    case 'operatorKeyword': {
      const help = OPERATOR_HELP[word === '==' ? '=' : (word as CheckOperator)];
      return help === undefined ? undefined : { title: word, text: help };
    }
    case 'function': {
      const name = TRANSFORMER_NAMES.find((known) => known === word);
      return name && { title: `${name}()`, text: TRANSFORMER_HELP[name] };
    }
    case 'string':
    case 'typeName': {
      const list = symbols.lists.find(({ name }) => name === word);
      return list && { title: `list ${word}`, text: list.items.join(', ') };
    }
    default:
      return undefined;
  }
}
