/** Colours of an output: the fields in it. */
import { TRANSFORMER_NAMES } from '../syntax.ts';
import type { Vocabulary } from '../vocabulary.ts';
import { CONDITION_START, conditionTokens } from './condition-tokens.ts';
import type { Token } from './token.ts';

const FIELD = new RegExp(
  String.raw`%(\d*)((?:${TRANSFORMER_NAMES.join('|')})\(|[a-zA-Z][a-zA-Z0-9_.]*(?:\[[^\]]*\])?)`,
  'g',
);

export function outputTokens(text: string, start: number, end: number, vocabulary: Vocabulary): Token[] {
  const tokens: Token[] = [];
  let at = start;
  const plain = (to: number): void => {
    if (to > at) tokens.push({ start: at, end: to, kind: 'string' });
    at = to;
  };
  FIELD.lastIndex = start;
  for (let found = FIELD.exec(text); found !== null && found.index < end; found = FIELD.exec(text)) {
    const [whole, width = '', name = ''] = found;
    plain(found.index);
    const from = at + 1 + width.length;
    const to = Math.min(end, name.endsWith('(') ? closing(text, from + name.length) : found.index + whole.length);
    tokens.push({ start: at, end: from, kind: 'operator' });
    tokens.push(...conditionTokens(text, from, to, CONDITION_START, vocabulary).tokens);
    at = to;
    FIELD.lastIndex = to;
  }
  plain(end);
  return tokens;
}

/** Behind the parenthesis that closes the one before `from`. */
function closing(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at + 1;
  }
  return text.length;
}
