/** The little language in which the rows of the field table are written. */
import type { FieldArgument, FieldClass, FieldDef, ValueType } from '../types.ts';

/** The properties of a field beyond its name, type, class and description. */
export type FieldProperties = Omit<FieldDef, 'name' | 'type' | 'class' | 'description'>;

/** A row: name, type, description, properties. */
export type FieldRow = readonly [string, ValueType, string, FieldProperties?];

export function fieldsOf(fieldClass: FieldClass, rows: readonly FieldRow[]): readonly FieldDef[] {
  return rows.map(([name, type, description, properties]) => ({
    name,
    type,
    class: fieldClass,
    description,
    ...properties,
  }));
}

export const INDEX: FieldArgument = { required: true, kinds: ['index'] };
export const OPTIONAL_INDEX: FieldArgument = { required: false, kinds: ['index'] };
export const KEY: FieldArgument = { required: true, kinds: ['key'] };
export const OPTIONAL_KEY: FieldArgument = { required: false, kinds: ['key'] };
export const INDEX_OR_KEY: FieldArgument = { required: true, kinds: ['index', 'key'] };
export const OPTIONAL_INDEX_OR_KEY: FieldArgument = { required: false, kinds: ['index', 'key'] };
/** Only as a further part of the name. */
export const DOTTED: FieldArgument = { required: true, kinds: [], dotted: true };

export const UNFILLED: FieldProperties = { unfilled: true };
/** Neither the right side of a comparison nor the argument of a transformer. */
export const PLAIN_ONLY: FieldProperties = { noRhs: true, noTransformer: true };
export const TABLE_ONLY: FieldProperties = { tableOnly: true, unfilled: true };
/** Kept so that old rules load; it says nothing of the event. */
export const DEPRECATED: FieldProperties = { deprecated: true };
export const NINE_DIGITS: FieldProperties = { format: 'nine digits' };
/** Kept so that old rules load; nothing gives it a value any more. */
export const GONE: FieldProperties = { deprecated: true, unfilled: true };
