/** A value as a test file writes it → the value of a field. */
import type { FieldDef, FieldValue, Scalar } from '@lanner/schema';
import { parseAddress } from '../addresses.ts';
import { convertLiteral } from '../literals.ts';
import { groupOf } from '../operators.ts';

export type ValueResult =
  | { readonly value: Scalar; readonly problem?: undefined }
  | { readonly value?: undefined; readonly problem: string; readonly hint?: string };

/** Does the field, with or without an argument, hold several values? */
export function holdsMany(field: FieldDef, argument: string | undefined): boolean {
  if (field.any === true || field.list === true) return true;
  return field.anyWithoutArgument === true && argument === undefined;
}

/** One value of the type of the field. */
export function convertValue(text: string, field: FieldDef): ValueResult {
  const { type } = field;
  if (type === 'IPNET') {
    const value = parseAddress(text);
    return value === undefined ? { problem: `'${text}' is not an IP address` } : { value };
  }
  if (type === 'DOUBLE') {
    return /^[+-]?\d+(\.\d+)?$/.test(text) ? { value: Number(text) } : { problem: `'${text}' is not a number` };
  }
  const result = convertLiteral(text, type, '=');
  if (result.problem !== undefined) return result;
  const { value } = result;
  if (typeof value === 'object' && !(value instanceof Uint8Array)) return { problem: `'${text}' is not one value` };
  // A negative number may stand for the largest of an unsigned type, as in conditions; a number too large is a mistake.
  const wrapped = groupOf(type) === 'number' && /^\+?\d+$/.test(text) && BigInt(value as number) !== BigInt(text);
  return wrapped ? { problem: `'${text}' is too large` } : { value };
}

/** A value, or the values of a field that holds several; none of them is no value. */
export function held(values: readonly Scalar[], field: FieldDef, argument: string | undefined): FieldValue {
  return holdsMany(field, argument) && values.length > 0 ? values : values[0];
}
