/** Checks and values of conditions as text, for people. */
import { typeOf } from '@lanner/language';
import type { CheckNode, CheckSyntax, Literal, Operand, Span } from '@lanner/language';
import type { FieldValue, ValueType } from '@lanner/schema';
import { renderAddress, renderText } from '../render.ts';

/** Lists are cut at about this many characters. */
const MOST_CHARACTERS = 48;

/** A check on one line: operand, operator, values. Long lists end in `… and N more`. */
export function printCheck({ left, operator, modifier, right }: CheckNode): string {
  const words = [left.text, operator, ...(modifier === undefined ? [] : [modifier])];
  if (right.kind === 'operand')
    words.push(right.operand.kind === 'field' ? `val(${right.operand.text})` : right.operand.text);
  if (right.kind === 'literals') {
    const many = modifier !== undefined || ['in', 'intersects', 'pmatch'].includes(operator);
    const values = right.values.map((value) => printLiteral(value, typeOf(left)));
    words.push(many ? `(${cut(values).join(', ')})` : (values[0] ?? '""'));
  }
  return words.join(' ');
}

function cut(values: readonly string[]): readonly string[] {
  let length = 0;
  const shown = values.filter((value, at) => (length += value.length + 2) <= MOST_CHARACTERS || at === 0);
  const more = values.length - shown.length;
  return more <= 1 ? values : [...values.slice(0, shown.length), `… and ${more} more`];
}

function printLiteral(value: Literal, type: ValueType): string {
  if (typeof value === 'object' && !(value instanceof Uint8Array)) {
    return `${renderAddress(value.address)}/${value.bits}`;
  }
  const text = renderText(value, type);
  return typeof value === 'string' && !/^[^()"' \t\n\r\f\v=,]+$/.test(text) ? JSON.stringify(text) : text;
}

/**
 * The place to show for a check: the whole of it, or its value, where field and value stand in different lines, as they
 * do in exceptions.
 */
export function placeOfCheck({ span, right }: CheckSyntax): Span {
  const apart = right !== undefined && right.span.file === span.file && right.span.start > span.start;
  return apart && span.file.text.slice(span.start, right.span.start).includes('\n') ? right.span : span;
}

/** The value that an operand had, in quotes if it is text; `no value` where there was none. */
export function printValue(operand: Operand, value: FieldValue): string {
  if (value === undefined) return 'no value';
  if (!(value instanceof Uint8Array) && typeof value === 'object') {
    return `(${value.map((one) => printValue(operand, one)).join(', ')})`;
  }
  const type = typeOf(operand);
  // The fields that ask for networks hold addresses.
  if (type === 'IPNET' && (typeof value === 'number' || typeof value === 'bigint')) return renderAddress(value);
  const text = renderText(value, type);
  return typeof value === 'string' ? JSON.stringify(text) : text;
}
