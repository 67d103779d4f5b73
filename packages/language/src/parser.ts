/** Text of a condition → syntax tree. `not` binds closer than `and`, and `and` closer than `or`. */
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
import type { Span } from './source.ts';
import { didYouMean } from './suggest.ts';
import {
  LIST_MODIFIERS,
  LIST_OPERATORS,
  NUMERIC_OPERATORS,
  STRING_OPERATORS,
  TRANSFORMER_NAMES,
  type CheckOperator,
  type CheckSyntax,
  type ConditionSyntax,
  type FieldSyntax,
  type ListSyntax,
  type TransformerSyntax,
} from './syntax.ts';

/** Words are shown in messages up to about this length. */
const LONGEST_WORD = 200;

const JUNCTIONS = ['and', 'or'] as const;

/** Parentheses may be nested this deep. */
const MAX_DEPTH = 1500;
/** `and`, `or` and `not` may stand within each other this deep, those of macros included: all later passes recurse. */
export const MAX_LEVELS = 1000;

export type ParseResult =
  | { readonly tree: ConditionSyntax; readonly error?: undefined }
  | { readonly tree?: undefined; readonly error: Diagnostic };

/** Parses a condition. Text without a file of its own gets one named `<condition>`. Never throws. */
export function parseCondition(source: MappedText | string): ParseResult {
  const mapped = typeof source === 'string' ? fileText({ name: '<condition>', text: source }) : source;
  const scanner = new Scanner(mapped, 'LOAD_ERR_COMPILE_CONDITION');
  try {
    const tree = parseLevels(scanner);
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
  const rest = text.slice(scanner.at, scanner.at + LONGEST_WORD);
  const read = text.slice(Math.max(0, scanner.at - LONGEST_WORD), scanner.at).trimEnd();
  const before = /[^ \t\n\r()]*[()]?$/.exec(read)?.[0] ?? '';
  const word = /^[^ \t\n\r()]+/.exec(rest)?.[0] ?? rest[0] ?? '';
  let hint: string | undefined;
  if (/^(AND|OR|NOT)\b/.test(rest)) hint = `keywords are written in lower case: '${word.toLowerCase()}'`;
  else if (rest.startsWith('&&')) hint = "write 'and' for '&&'";
  else if (rest.startsWith('||')) hint = "write 'or' for '||'";
  else if (/^["'=]/.test(rest)) hint = "a value with quotes or '=' in it must be quoted as a whole";
  else if (rest.startsWith(')')) hint = "this ')' closes nothing";
  else if (rest.startsWith('(')) hint = didYouMean(before, TRANSFORMER_NAMES);
  else if (rest.startsWith(',')) hint = "several values need 'in (…)' or a modifier such as 'anyof (…)'";
  scanner.fail(
    `unexpected '${word}' after '${before}': expected 'and' or 'or'`,
    scanner.at,
    scanner.at + word.length,
    hint,
  );
}

/** What stands between two parentheses, as far as it has been read; the outermost level is the whole condition. */
interface Level {
  /** Where the level begins, with the negation before its parenthesis. */
  readonly start: number;
  readonly negated: boolean;
  /** Complete alternatives, and where the first of them begins. */
  readonly alternatives: ConditionSyntax[];
  readonly alternativesStart: number;
  /** What has been joined by `and` since the last `or`, and where it begins. */
  terms: ConditionSyntax[];
  termsStart: number;
  /** How many levels the tallest of the terms has, and what joining them adds. */
  height: number;
  hasAnd: boolean;
  hasOr: boolean;
  /** Where the last term ends. */
  end: number;
}

function openLevel(scanner: Scanner, start: number, negated: boolean): Level {
  scanner.blanks();
  const { at } = scanner;
  return {
    start,
    negated,
    alternatives: [],
    alternativesStart: at,
    terms: [],
    termsStart: at,
    height: 0,
    hasAnd: false,
    hasOr: false,
    end: at,
  };
}

/** Parentheses are kept on a stack of our own: a file cannot exhaust the machine's. */
function parseLevels(scanner: Scanner): ConditionSyntax {
  const levels: Level[] = [];
  let level = openLevel(scanner, scanner.at, false);
  for (;;) {
    const start = scanner.at;
    const negated = takeNegations(scanner);
    if (scanner.take('(')) {
      levels.push(level);
      if (levels.length > MAX_DEPTH) scanner.fail(`the condition is nested deeper than ${MAX_DEPTH} levels`);
      level = openLevel(scanner, start, negated);
      continue;
    }
    let term = negate(scanner, parseTerm(scanner), start, negated);
    level.height = Math.max(level.height, Number(negated));
    while (!takesAnotherTerm(scanner, level, term)) {
      const outer = levels.pop();
      const tree = closeAlternatives(scanner, level);
      if (outer === undefined) return tree;
      const opened = scanner.ended ? "the '(' is not closed" : undefined;
      if (!scanner.take(')')) scanner.fail("expected ')'", scanner.at, scanner.at + 1, opened);
      term = negate(scanner, tree, level.start, level.negated);
      const height = level.height + Number(level.hasAnd) + Number(level.hasOr) + Number(level.negated);
      if (height > MAX_LEVELS) scanner.fail(`the condition is nested deeper than ${MAX_LEVELS} levels`);
      outer.height = Math.max(outer.height, height);
      level = outer;
    }
  }
}

/** Adds a term to its level; true if `and` or `or` follows, so that there is another. */
function takesAnotherTerm(scanner: Scanner, level: Level, term: ConditionSyntax): boolean {
  level.terms.push(term);
  level.end = scanner.at;
  scanner.blanks();
  const keyword = JUNCTIONS.find((word) => scanner.word(word));
  if (keyword === undefined) return false;
  if (!scanner.blanks() && scanner.source.text[scanner.at] !== '(') {
    scanner.fail(`expected a blank or '(' after '${keyword}'`);
  }
  if (keyword === 'and') level.hasAnd = true;
  if (keyword === 'or') {
    level.hasOr = true;
    closeTerms(scanner, level);
    level.termsStart = scanner.at;
  }
  return true;
}

function closeTerms(scanner: Scanner, level: Level): void {
  level.alternatives.push(junction('and', level.terms, scanner.span(level.termsStart, level.end)));
  level.terms = [];
}

function closeAlternatives(scanner: Scanner, level: Level): ConditionSyntax {
  closeTerms(scanner, level);
  return junction('or', level.alternatives, scanner.span(level.alternativesStart, level.end));
}

function junction(kind: 'and' | 'or', children: readonly ConditionSyntax[], span: Span): ConditionSyntax {
  const [only] = children;
  return only !== undefined && children.length === 1 ? only : { kind, children, span };
}

function negate(scanner: Scanner, child: ConditionSyntax, start: number, negated: boolean): ConditionSyntax {
  return negated ? { kind: 'not', child, span: scanner.span(start) } : child;
}

/** Any number of `not`; true if what follows is negated. */
function takeNegations(scanner: Scanner): boolean {
  let negated = false;
  for (;;) {
    const before = scanner.at;
    if (!scanner.word('not')) return negated;
    if (!scanner.blanks() && scanner.source.text[scanner.at] !== '(') {
      scanner.at = before;
      return negated;
    }
    negated = !negated;
  }
}

/** A check, or the name of a macro. */
function parseTerm(scanner: Scanner): ConditionSyntax {
  const start = scanner.at;
  const left = parseTransformer(scanner, false) ?? parseField(scanner);
  if (left !== undefined) return parseCheck(scanner, left, start);
  const name = scanner.identifier();
  if (name !== undefined) return { kind: 'macro', name: name.text, span: scanner.span(name.start) };
  const hint = scanner.source.text[scanner.at] === '!' ? "write 'not' for '!'" : undefined;
  scanner.fail("expected '(', a check of a field, or the name of a macro", scanner.at, scanner.at + 1, hint);
}

/** What other languages call some operators. */
const OPERATORS_ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['is', '='],
  ['eq', '='],
  ['equals', '='],
  ['ne', '!='],
  ['<>', '!='],
  ['like', 'glob'],
  ['matches', 'regex'],
  ['match', 'regex'],
  ['~', 'regex'],
  ['has', 'contains'],
]);

function parseCheck(scanner: Scanner, left: FieldSyntax | TransformerSyntax, start: number): CheckSyntax {
  scanner.blanks();
  const operatorStart = scanner.at;
  const operator = takeOperator(scanner);
  if (operator === undefined) {
    const known = ['exists', ...NUMERIC_OPERATORS, ...STRING_OPERATORS, ...LIST_OPERATORS];
    const rest = scanner.source.text.slice(scanner.at, scanner.at + LONGEST_WORD);
    const word = /^(?:[a-z]+|[=~<>!]+)/i.exec(rest)?.[0] ?? '';
    const here = OPERATORS_ELSEWHERE.get(word.toLowerCase());
    const hint = here === undefined ? didYouMean(word, known) : `write '${here}' for '${word}'`;
    const end = scanner.at + Math.max(word.length, 1);
    scanner.fail(`expected an operator: one of ${known.join(', ')}`, scanner.at, end, word === '' ? undefined : hint);
  }
  const operatorSpan = scanner.span(operatorStart);
  const written = scanner.source.text.slice(operatorStart, scanner.at);
  const operatorText = written === operator ? {} : { operatorText: written };
  const head = { kind: 'check', left, operator, operatorSpan, ...operatorText } as const;
  if (operator === 'exists') return { ...head, span: scanner.span(start) };
  scanner.blanks();
  const right = parseRight(scanner, operator);
  return { ...head, ...right, span: scanner.span(start) };
}

const WORD_OPERATORS = [...STRING_OPERATORS, ...LIST_OPERATORS];

function takeOperator(scanner: Scanner): CheckOperator | undefined {
  if (scanner.word('exists')) return 'exists';
  const numeric = NUMERIC_OPERATORS.find((operator) => scanner.take(operator));
  if (numeric !== undefined) return numeric;
  if (scanner.take('==') || scanner.take('=')) return '=';
  if (scanner.take('!=')) return '!=';
  return WORD_OPERATORS.find((operator) => scanner.word(operator));
}

function parseRight(
  scanner: Scanner,
  operator: Exclude<CheckOperator, 'exists'>,
): Required<Pick<CheckSyntax, 'right'>> & Pick<CheckSyntax, 'modifier'> {
  if (isOneOf(NUMERIC_OPERATORS, operator)) return { right: parseNumberSide(scanner, operator) };
  if (isOneOf(LIST_OPERATORS, operator)) return { right: parseListSide(scanner, operator) };
  return parseModified(scanner) ?? { right: parseTextSide(scanner, operator) };
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
