/** Exceptions of rules: checked, merged, and rendered into the condition as `and not (…)`. */
import { Budget } from './budget.ts';
import { diagnostic, type Report } from './diagnostics.ts';
import { resolveField } from './fields.ts';
import type { ExceptionItem, ExceptionValue, OneOrMany } from './items.ts';
import { quotedItem } from './lists.ts';
import { glueText, joinTexts, spanOf, type MappedText } from './mapped-text.ts';
import { parseField, parseTransformer } from './parse-operand.ts';
import { Scanner, SyntaxFailure } from './scanner.ts';
import type { Span } from './source.ts';
import {
  type ConditionSyntax,
  LIST_MODIFIERS,
  LIST_OPERATORS,
  NUMERIC_OPERATORS,
  STRING_OPERATORS,
  type FieldSyntax,
  type OperandSyntax,
} from './syntax.ts';
import type { Vocabulary } from './vocabulary.ts';
import type { WrittenException } from './written.ts';

const PLAIN_OPERATORS: ReadonlySet<string> = new Set([
  '==',
  ...STRING_OPERATORS,
  ...NUMERIC_OPERATORS,
  ...LIST_OPERATORS,
]);

/** Does the operator take a list: `in` and its kin, or one with a modifier? */
function takesList(operator: string): boolean {
  return LIST_OPERATORS.some((known) => known === operator) || isModified(operator);
}

function isModified(operator: string): boolean {
  const [base, modifier, ...more] = operator.split(/\s+/);
  return (
    more.length === 0 &&
    [...STRING_OPERATORS, '=='].some((known) => known === base) &&
    LIST_MODIFIERS.some((known) => known === modifier)
  );
}

/** Is the exception usable? If not, it says why. Without a vocabulary, fields are not looked at. */
export function checkException(exception: ExceptionItem, vocabulary: Vocabulary | undefined, report: Report): boolean {
  const { name, fields, comps, span, trail } = exception;
  let good = true;
  function invalid(message: string, place: Span, hint?: string): void {
    report(diagnostic('LOAD_ERR_VALIDATE', message, place, { hint, trail }));
    good = false;
  }
  if (fields === undefined) {
    invalid(`exception '${name}' has no 'fields'`, span);
    return false;
  }
  if (comps !== undefined && comps.single !== fields.single) {
    const hint = fields.single ? "write 'comps' as one operator" : "write 'comps' as a list of operators";
    invalid("'fields' and 'comps' must both be lists or both be scalars", comps.span, hint);
  } else if (comps !== undefined && comps.texts.length !== fields.texts.length) {
    invalid(`there are ${fields.texts.length} 'fields' and ${comps.texts.length} 'comps'`, comps.span);
  }
  for (const comp of comps?.texts ?? []) {
    const legal = fields.single ? takesList(comp.text) : PLAIN_OPERATORS.has(comp.text) || isModified(comp.text);
    if (legal) continue;
    const hint = fields.single
      ? 'one field with a list of values needs in, pmatch, intersects or a modifier'
      : undefined;
    invalid(`'${comp.text}' is not an operator for exceptions`, spanOf(comp, 0, comp.text.length), hint);
  }
  for (const field of vocabulary === undefined ? [] : fields.texts) {
    const problem = fieldProblem(field, vocabulary);
    if (problem !== undefined) invalid(problem.message, spanOf(field, 0, field.text.length), problem.hint);
  }
  return good;
}

/**
 * Do the values of an exception fit its fields? If not, it says why. Values may come from several items, so that they
 * are looked at when all items are known.
 */
export function checkValues({ fields, values = [], trail }: ExceptionItem, report: Report): boolean {
  let good = true;
  if (fields === undefined) return good;
  for (const value of values) {
    checkValue(value, fields, (message, place) => {
      report(diagnostic('LOAD_ERR_VALIDATE', message, place, { trail }));
      good = false;
    });
  }
  return good;
}

function checkValue(value: ExceptionValue, fields: OneOrMany, invalid: (message: string, place: Span) => void): void {
  if (fields.single) {
    if (value.kind === 'list') invalid("for a single field, 'values' must be a flat list", value.span);
  } else if (value.kind === 'scalar') {
    invalid(`each of 'values' must be a list of ${fields.texts.length}, one for each field`, value.span);
  } else if (value.values.length !== fields.texts.length) {
    invalid(`there are ${fields.texts.length} 'fields' and ${value.values.length} values`, value.span);
  }
}

/** A field may be written with transformers around it. */
function fieldProblem(
  text: MappedText,
  vocabulary: Vocabulary | undefined,
): { message: string; hint?: string | undefined } | undefined {
  const scanner = new Scanner(text, 'LOAD_ERR_VALIDATE');
  try {
    const operand = parseTransformer(scanner, false) ?? parseField(scanner);
    if (operand === undefined || !scanner.ended) return { message: `'${text.text}' is not a field` };
    for (const field of fieldsIn(operand)) {
      const found = vocabulary && resolveField(vocabulary, field.name, field.argument, field.span);
      if (found?.problem !== undefined) return { message: found.problem, hint: found.hint };
    }
    return undefined;
  } catch (failure) {
    if (failure instanceof SyntaxFailure) return { message: failure.diagnostic.message };
    throw failure;
  }
}

function fieldsIn(operand: OperandSyntax): FieldSyntax[] {
  if (operand.kind === 'field') return [operand];
  return operand.kind === 'transformer' || operand.kind === 'operands' ? operand.operands.flatMap(fieldsIn) : [];
}

/** The exceptions of one rule, while items are applied to it. */
export class ExceptionSet {
  readonly items: ExceptionItem[] = [];
  /** Where the first of each name stands. */
  readonly #places = new Map<string, number>();
  readonly #grown = new Map<number, ExceptionValue[]>();

  constructor(exceptions: readonly ExceptionItem[]) {
    for (const exception of exceptions) this.#add(exception);
  }

  /** Appends to one of a known name values only; others must be complete, and `check` says if they are. */
  append(
    added: readonly ExceptionItem[],
    report: Report,
    check: (exceptions: readonly ExceptionItem[]) => readonly ExceptionItem[],
  ): void {
    for (const exception of added) {
      const { name, span, trail, fields, values } = exception;
      const place = this.#places.get(name);
      if (place !== undefined) {
        this.#appendValues(place, exception, report);
      } else if (fields === undefined || values === undefined || values.length === 0) {
        const missing = fields === undefined ? 'fields' : 'values';
        report(diagnostic('LOAD_ERR_VALIDATE', `the new exception '${name}' needs '${missing}'`, span, { trail }));
      } else {
        for (const good of check([exception])) this.#add(good);
      }
    }
  }

  #add(exception: ExceptionItem): void {
    if (!this.#places.has(exception.name)) this.#places.set(exception.name, this.items.length);
    this.items.push(exception);
  }

  #appendValues(place: number, { name, trail, fields, comps, values = [] }: ExceptionItem, report: Report): void {
    for (const [key, part] of Object.entries({ fields, comps })) {
      if (part === undefined) continue;
      const message = `exception '${name}' exists: only values can be appended to it, not '${key}'`;
      report(diagnostic('LOAD_ERR_VALIDATE', message, part.span, { trail }));
    }
    const known = this.items[place];
    if (known === undefined || fields !== undefined || comps !== undefined) return;
    // Owned by this set from the first time on, so that the next time nothing is copied.
    const grown = this.#grown.get(place) ?? [...(known.values ?? [])];
    this.#grown.set(place, grown);
    for (const value of values) grown.push(value);
    this.items[place] = { ...known, values: grown };
  }
}

/**
 * The condition of a rule with its exceptions: `(condition) and not (values) and not …`. Gives `undefined` if that is more
 * than is left of the budget.
 */
export function withExceptions(
  condition: MappedText,
  exceptions: readonly ExceptionItem[],
  budget: Budget = new Budget(),
): MappedText | undefined {
  if (!exceptions.every((exception) => budget.spend(repeated(exception)))) return undefined;
  if (exceptions.length === 0) return condition;
  const clauses = exceptions.filter(hasValues).map(exceptionClause);
  return joinTexts([
    glueText('('),
    condition,
    glueText(')'),
    ...clauses.flatMap((clause) => [glueText(' and not '), clause]),
  ]);
}

/** How many characters of names and operators come again with each of the values. */
function repeated({ fields, comps, values = [] }: ExceptionItem): number {
  const once = [...(fields?.texts ?? []), ...(comps?.texts ?? [])].reduce((sum, { text }) => sum + text.length + 8, 0);
  return fields?.single === true ? once : once * values.length;
}

type ExceptionWithValues = ExceptionItem & Required<Pick<ExceptionItem, 'fields' | 'values'>>;

/** Exceptions without values change nothing. */
function hasValues(exception: ExceptionItem): exception is ExceptionWithValues {
  return exception.fields !== undefined && exception.values !== undefined && exception.values.length > 0;
}

/** Where the exceptions ended up in the tree of the condition that `withExceptions` gave. */
export function writtenExceptions(tree: ConditionSyntax, exceptions: readonly ExceptionItem[]): WrittenException[] {
  const inForce = exceptions.filter(hasValues);
  const children = tree.kind === 'and' ? tree.children : [];
  // A condition that closes a parenthesis which it did not open makes another tree of it.
  const asExpected = children.length === inForce.length + 1 && children.slice(1).every(({ kind }) => kind === 'not');
  if (!asExpected) return [];
  return inForce.map(({ name, span, fields, values }, at) => {
    return { name, span, position: at + 1, alternatives: fields.single ? 1 : values.length };
  });
}

function exceptionClause({ fields, comps, values }: ExceptionWithValues): MappedText {
  const [field] = fields.texts;
  if (fields.single) {
    const operator = comps?.texts[0] ?? glueText('in');
    const list = joinWith(values.map(renderValue), ', ');
    return joinTexts([
      glueText('('),
      field ?? glueText(''),
      glueText(' '),
      operator,
      glueText(' ('),
      list,
      glueText('))'),
    ]);
  }
  const tuples = values.map((value) => {
    const parts = value.kind === 'list' ? value.values : [value];
    const checks = fields.texts.map((name, at) => {
      const operator = comps?.texts[at] ?? glueText('=');
      const part = parts[at];
      const text = part === undefined ? glueText('') : renderOperand(part, operator.text);
      return joinTexts([glueText(' '), name, glueText(' '), operator, glueText(' '), text]);
    });
    return joinTexts([glueText('('), joinWith(checks, ' and '), glueText(')')]);
  });
  return joinTexts([glueText('('), joinWith(tuples, ' or '), glueText(')')]);
}

function renderOperand(value: ExceptionValue, operator: string): MappedText {
  if (value.kind === 'list') {
    return joinTexts([glueText('('), joinWith(value.values.map(renderValue), ', '), glueText(')')]);
  }
  if (!takesList(operator)) return renderValue(value);
  // What is written as a list stays one: `(a, b)`, and `a, b` as well.
  return value.text.text.startsWith('(') ? value.text : joinTexts([glueText('('), value.text, glueText(')')]);
}

/** Values are text of the condition, so that they may be names of lists; those with blanks in them get quotes. */
function renderValue(value: ExceptionValue): MappedText {
  return value.kind === 'list' ? glueText('') : quotedItem(value.text);
}

function joinWith(texts: readonly MappedText[], separator: string): MappedText {
  return joinTexts(texts.flatMap((text, at) => (at === 0 ? [text] : [glueText(separator), text])));
}
