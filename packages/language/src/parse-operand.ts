/** The parser's part for fields, transformers and the values right of an operator. */
import type { Scanner, Token } from './scanner.ts';
import {
  TRANSFORMER_NAMES,
  type FieldSyntax,
  type ListSyntax,
  type NumberSyntax,
  type OperandListSyntax,
  type OperandSyntax,
  type TextSyntax,
  type TransformerSyntax,
} from './syntax.ts';

const WITH_TRANSFORMER = `a transformed field (${TRANSFORMER_NAMES.map((name) => `${name}()`).join(', ')})`;

/** Transformers may be nested this deep. */
const MAX_DEPTH = 100;

/** `name` or `name[argument]`, or `undefined` where no field begins. */
export function parseField(scanner: Scanner): FieldSyntax | undefined {
  const name = scanner.fieldName();
  if (name === undefined) return undefined;
  const argument = parseArgument(scanner);
  return {
    kind: 'field',
    name: name.text,
    ...(argument === undefined ? {} : { argument: argument.text }),
    span: scanner.span(name.start),
  };
}

function parseArgument(scanner: Scanner): Token | undefined {
  if (!scanner.take('[')) return undefined;
  const argument = scanner.quoted() ?? scanner.bareArgument();
  if (argument === undefined) scanner.fail("expected an argument after '[': a quoted or a bare text");
  if (!scanner.take(']')) scanner.fail("expected ']' after the argument");
  return argument;
}

/** `tolower(…)` and its kin; the name must touch the parenthesis. `val` only where `allowVal`. */
export function parseTransformer(scanner: Scanner, allowVal: boolean, depth = 0): TransformerSyntax | undefined {
  const start = scanner.at;
  if (depth > MAX_DEPTH) scanner.fail(`transformers are nested deeper than ${MAX_DEPTH} levels`);
  const called = scanner.call();
  if (called === undefined) return undefined;
  const name = TRANSFORMER_NAMES.find((known) => known === called);
  if (name === undefined || (name === 'val' && !allowVal)) {
    scanner.at = start;
    return undefined;
  }
  const operands = name === 'val' ? [parseValField(scanner)] : parseOperands(scanner, true, depth + 1);
  if (!scanner.take(')')) scanner.fail(`expected ')' at the end of ${name}()`);
  const argument = name === 'getopt' ? parseArgument(scanner) : undefined;
  const span = scanner.span(start);
  return { kind: 'transformer', name, operands, ...(argument === undefined ? {} : { argument: argument.text }), span };
}

function parseValField(scanner: Scanner): FieldSyntax {
  scanner.blanks();
  const start = scanner.at;
  if (parseTransformer(scanner, true) !== undefined) {
    const end = scanner.at;
    scanner.at = start;
    scanner.fail('expected a field within val()', start, end, 'a transformer needs no val() around it');
  }
  const field = parseField(scanner);
  if (field === undefined) scanner.fail('expected a field within val()');
  scanner.blanks();
  return field;
}

function parseOperands(scanner: Scanner, lists: boolean, depth: number): OperandSyntax[] {
  const operands: OperandSyntax[] = [];
  do {
    scanner.blanks();
    operands.push(parseOperand(scanner, lists, depth));
    scanner.blanks();
  } while (scanner.take(','));
  return operands;
}

function parseOperand(scanner: Scanner, lists: boolean, depth: number): OperandSyntax {
  const operand =
    parseTransformer(scanner, false, depth) ?? parseField(scanner) ?? parseQuoted(scanner) ?? parseNumber(scanner);
  if (operand !== undefined) return operand;
  const start = scanner.at;
  const what = 'a field, a transformer, a quoted text or a number';
  if (!lists || !scanner.take('(')) {
    scanner.fail(`expected an argument: ${what}`, start, start + 1, 'texts given to a transformer must be quoted');
  }
  scanner.blanks();
  if (scanner.take(')')) return { kind: 'operands', operands: [], span: scanner.span(start) };
  const operands = parseOperands(scanner, false, depth);
  if (!scanner.take(')')) scanner.fail("expected ')' at the end of the list");
  const list: OperandListSyntax = { kind: 'operands', operands, span: scanner.span(start) };
  return list;
}

function parseQuoted(scanner: Scanner): TextSyntax | undefined {
  const token = scanner.quoted();
  return token && { kind: 'text', text: token.text, quoted: true, span: scanner.span(token.start) };
}

function parseNumber(scanner: Scanner): NumberSyntax | undefined {
  const token = scanner.number();
  return token && { kind: 'number', text: token.text, span: scanner.span(token.start) };
}

/** A quoted or bare text. */
export function parseText(scanner: Scanner): TextSyntax | undefined {
  const quoted = parseQuoted(scanner);
  if (quoted !== undefined) return quoted;
  const token = scanner.bareText();
  return token && { kind: 'text', text: token.text, quoted: false, span: scanner.span(token.start) };
}

/** What stands right of `=`, `contains` and their kin. */
export function parseTextSide(scanner: Scanner, operator: string): TextSyntax | TransformerSyntax {
  const side = parseTransformer(scanner, true) ?? parseText(scanner);
  if (side !== undefined) return side;
  const next = scanner.source.text[scanner.at];
  let hint: string | undefined;
  if (next === '"' || next === "'") {
    hint = `the text is not closed by ${next}; a backslash before a quote makes it part of the text`;
  } else if (next === '(') {
    hint = `'${operator}' takes one value; use '${operator} anyof (…)' for several`;
  } else if (next === '=') {
    hint = "a value with '=' in it must be quoted";
  }
  scanner.fail(`expected a text or ${WITH_TRANSFORMER} after '${operator}'`, scanner.at, scanner.at + 1, hint);
}

/** What stands right of `<` and its kin. */
export function parseNumberSide(scanner: Scanner, operator: string): NumberSyntax | TransformerSyntax {
  const side = parseTransformer(scanner, true) ?? parseNumber(scanner);
  if (side !== undefined) return side;
  const quoted = /["']/.test(scanner.source.text[scanner.at] ?? '');
  const hint = quoted ? 'write the number without quotes' : undefined;
  scanner.fail(`expected a number or ${WITH_TRANSFORMER} after '${operator}'`, scanner.at, scanner.at + 1, hint);
}

/** `( a, "b", c )`, possibly empty. */
export function parseList(scanner: Scanner): ListSyntax | undefined {
  const start = scanner.at;
  if (!scanner.take('(')) return undefined;
  const values: TextSyntax[] = [];
  scanner.blanks();
  if (!scanner.take(')')) {
    do {
      scanner.blanks();
      const value = parseText(scanner);
      if (value === undefined) scanner.fail('expected a value of the list');
      values.push(value);
      scanner.blanks();
    } while (scanner.take(','));
    if (!scanner.take(')')) {
      const hint = 'values are separated by commas; a value with a blank, a quote, a parenthesis or = needs quotes';
      scanner.fail("expected ',' or ')' in the list", scanner.at, scanner.at + 1, hint);
    }
  }
  return { kind: 'list', values, span: scanner.span(start) };
}

/** A bare word in place of a list: a list of this one. `and` and `or` are none. */
export function parseWordList(scanner: Scanner): ListSyntax | undefined {
  const start = scanner.at;
  const word = scanner.identifier();
  if (word === undefined) return undefined;
  if (word.text === 'and' || word.text === 'or') {
    scanner.at = start;
    return undefined;
  }
  const span = scanner.span(start);
  return { kind: 'list', values: [{ kind: 'text', text: word.text, quoted: false, span }], span };
}

/** What stands right of `in`, `intersects` and `pmatch`. */
export function parseListSide(scanner: Scanner, operator: string): ListSyntax | TransformerSyntax {
  const side = parseList(scanner) ?? parseTransformer(scanner, true) ?? parseWordList(scanner);
  if (side !== undefined) return side;
  const hint = `write '${operator} (…)'`;
  scanner.fail(`expected a list or ${WITH_TRANSFORMER} after '${operator}'`, scanner.at, scanner.at + 1, hint);
}
