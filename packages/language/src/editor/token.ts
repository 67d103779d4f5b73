/** What an editor colours. */

/** The names are those of the tags of `@lezer/highlight`, so that any theme knows them. */
export type TokenKind =
  | 'comment'
  | 'documentMeta'
  | 'keyword'
  | 'propertyName'
  | 'attributeName'
  | 'definition'
  | 'operator'
  | 'operatorKeyword'
  | 'modifier'
  | 'variableName'
  | 'macroName'
  | 'typeName'
  | 'function'
  | 'string'
  | 'escape'
  | 'number'
  | 'bool'
  | 'atom'
  | 'labelName'
  | 'punctuation'
  | 'paren'
  | 'invalid';

/** A half-open range of a line. */
export interface Token {
  readonly start: number;
  readonly end: number;
  readonly kind: TokenKind;
}
