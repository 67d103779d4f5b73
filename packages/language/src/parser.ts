/** Text of a condition → syntax tree: recursive descent, `not` before `and` before `or`. */
import type { Diagnostic } from './diagnostics.ts';
import type { ListModifier } from './ir.ts';
import { fileText, type MappedText } from './mapped-text.ts';
import {
  parseField,
  parseList,
  parseListSide,
  parseNumberSide,
  parseTextSide,
  parseTransformer,
  parseWordList,
} from './parse-operand.ts';
import { Scanner, SyntaxFailure } from './scanner.ts';
import {
  LIST_MODIFIERS,
  LIST_OPERATORS,
  NUMERIC_OPERATORS,
  STRING_OPERATORS,
  type CheckOperator,
  type CheckSyntax,
  type ConditionSyntax,
  type FieldSyntax,
  type ListSyntax,
  type StringOperator,
  type TransformerSyntax,
} from './syntax.ts';

/** Parentheses and negations may be nested this deep. */
const MAX_DEPTH = 1000;

export type ParseResult =
  | { readonly tree: ConditionSyntax; readonly error?: undefined }
  | { readonly tree?: undefined; readonly error: Diagnostic };

/** Parses a condition. Text without a file of its own gets one named `<condition>`. Never throws. */
export function parseCondition(source: MappedText | string): ParseResult {
  const mapped = typeof source === 'string' ? fileText({ name: '<condition>', text: source }) : source;
  const scanner = new Scanner(mapped, 'LOAD_ERR_COMPILE_CONDITION');
  try {
    const tree = parseJunction(scanner, 'or', 0);
    if (!scanner.ended) failAfter(scanner);
    return { tree };
  } catch (failure) {
    if (failure instanceof SyntaxFailure) return { error: failure.diagnostic };
    throw failure;
  }
}

/** The condition has ended and yet there is more. */
function failAfter(scanner: Scanner): never {
  const { text } = scanner.source;
  const rest = text.slice(scanner.at);
  const before = /[^ \t\n\r()]*[()]?$/.exec(text.slice(0, scanner.at).trimEnd())?.[0] ?? '';
  const word = /^[^ \t\n\r()]+/.exec(rest)?.[0] ?? rest[0] ?? '';
  let hint: string | undefined;
  if (/^(AND|OR|NOT)\b/.test(rest)) hint = `keywords are written in lower case: '${word.toLowerCase()}'`;
  else if (rest.startsWith('&&')) hint = "write 'and' for '&&'";
  else if (rest.startsWith('||')) hint = "write 'or' for '||'";
  else if (/^["'=]/.test(rest)) hint = "a value with quotes or '=' in it must be quoted as a whole";
  else if (rest.startsWith(')')) hint = "this ')' closes nothing";
  else if (rest.startsWith(',')) hint = "several values need 'in (…)' or a modifier such as 'anyof (…)'";
  scanner.fail(
    `unexpected '${word}' after '${before}': expected 'and' or 'or'`,
    scanner.at,
    scanner.at + word.length,
    hint,
  );
}

function parseJunction(scanner: Scanner, kind: 'and' | 'or', depth: number): ConditionSyntax {
  scanner.blanks();
  const start = scanner.at;
  const first = kind === 'or' ? parseJunction(scanner, 'and', depth) : parseNegation(scanner, depth);
  const children = [first];
  let end = scanner.at;
  scanner.blanks();
  while (scanner.word(kind)) {
    if (!scanner.blanks() && scanner.source.text[scanner.at] !== '(') {
      scanner.fail(`expected a blank or '(' after '${kind}'`);
    }
    children.push(kind === 'or' ? parseJunction(scanner, 'and', depth) : parseNegation(scanner, depth));
    end = scanner.at;
    scanner.blanks();
  }
  return children.length === 1 ? first : { kind, children, span: scanner.span(start, end) };
}

function parseNegation(scanner: Scanner, depth: number): ConditionSyntax {
  const start = scanner.at;
  let negated = false;
  let count = 0;
  for (;;) {
    const before = scanner.at;
    if (!scanner.word('not')) break;
    if (!scanner.blanks() && scanner.source.text[scanner.at] !== '(') {
      scanner.at = before;
      break;
    }
    negated = !negated;
    count++;
  }
  const child = parsePrimary(scanner, depth + count);
  return negated ? { kind: 'not', child, span: scanner.span(start) } : child;
}

function parsePrimary(scanner: Scanner, depth: number): ConditionSyntax {
  if (depth > MAX_DEPTH) scanner.fail(`the condition is nested deeper than ${MAX_DEPTH} levels`);
  const start = scanner.at;
  if (scanner.take('(')) {
    const inner = parseJunction(scanner, 'or', depth + 1);
    if (!scanner.take(')')) {
      const opened = "the '(' is not closed";
      scanner.fail("expected ')'", scanner.at, scanner.at + 1, scanner.ended ? opened : undefined);
    }
    return inner;
  }
  const left = parseTransformer(scanner, false) ?? parseField(scanner);
  if (left !== undefined) return parseCheck(scanner, left, start);
  const name = scanner.identifier();
  if (name !== undefined) return { kind: 'macro', name: name.text, span: scanner.span(name.start) };
  scanner.fail("expected '(', a check of a field, or the name of a macro");
}

function parseCheck(scanner: Scanner, left: FieldSyntax | TransformerSyntax, start: number): CheckSyntax {
  scanner.blanks();
  const operatorStart = scanner.at;
  const operator = takeOperator(scanner);
  if (operator === undefined) {
    const known = ['exists', ...NUMERIC_OPERATORS, ...STRING_OPERATORS, ...LIST_OPERATORS].join(', ');
    scanner.fail(`expected an operator: one of ${known}`);
  }
  const operatorSpan = scanner.span(operatorStart);
  if (operator === 'exists') return { kind: 'check', left, operator, operatorSpan, span: scanner.span(start) };
  scanner.blanks();
  const right = parseRight(scanner, operator);
  return { kind: 'check', left, operator, operatorSpan, ...right, span: scanner.span(start) };
}

function takeOperator(scanner: Scanner): CheckOperator | undefined {
  if (scanner.word('exists')) return 'exists';
  const numeric = NUMERIC_OPERATORS.find((operator) => scanner.take(operator));
  if (numeric !== undefined) return numeric;
  if (scanner.take('==') || scanner.take('=')) return '=';
  if (scanner.take('!=')) return '!=';
  return [...STRING_OPERATORS, ...LIST_OPERATORS].find((operator) => scanner.word(operator));
}

function parseRight(
  scanner: Scanner,
  operator: Exclude<CheckOperator, 'exists'>,
): Required<Pick<CheckSyntax, 'right'>> & Pick<CheckSyntax, 'modifier'> {
  if (isOneOf(NUMERIC_OPERATORS, operator)) return { right: parseNumberSide(scanner, operator) };
  if (isOneOf(LIST_OPERATORS, operator)) return { right: parseListSide(scanner, operator) };
  return parseModified(scanner) ?? { right: parseTextSide(scanner, operator as StringOperator) };
}

function isOneOf(operators: readonly string[], operator: string): boolean {
  return operators.includes(operator);
}

/** `anyof (…)`; where no list follows, the word is a plain value after all. */
function parseModified(scanner: Scanner): { modifier: ListModifier; right: ListSyntax } | undefined {
  const start = scanner.at;
  const modifier = LIST_MODIFIERS.find((name) => scanner.word(name));
  if (modifier === undefined) return undefined;
  const right = scanner.blanks() ? (parseList(scanner) ?? parseWordList(scanner)) : undefined;
  if (right !== undefined) return { modifier, right };
  scanner.at = start;
  return undefined;
}
