/** Values of operands outside of comparisons: in outputs, and as arguments of transformers. */
import { isAnyAncestor } from '@lanner/language/operands';
import type { FieldRef } from '@lanner/language';
import { findField } from '@lanner/schema';
import type { FieldValue, ValueType } from '@lanner/schema';
import { renderText } from './render.ts';

/** Fields of any ancestor that, outside of a comparison, are those of the process itself, as in Falco. */
const OF_THE_PROCESS: Readonly<Record<string, string>> = { 'proc.apid': 'proc.pid', 'proc.aenv': 'proc.env' };

export interface Extraction {
  /** The field to read. */
  readonly ref: FieldRef;
  /** Makes one value of what it gives, where it gives those of all ancestors. */
  readonly join?: (value: FieldValue) => FieldValue;
}

/**
 * What a field gives where nothing is compared: one text for all ancestors, their values joined by blanks; nothing where
 * it speaks of either end, as in Falco.
 */
export function extractionOf(ref: FieldRef): Extraction {
  if (ref.field.any === true) return { ref, join: () => undefined };
  if (!isAnyAncestor(ref)) return { ref };
  const own = OF_THE_PROCESS[ref.field.name];
  const field = own === undefined ? undefined : findField(own);
  if (field !== undefined) return { ref: { ...ref, field, text: field.name } };
  return { ref, join: joinAncestors };
}

function joinAncestors(value: FieldValue): FieldValue {
  if (!Array.isArray(value)) return value;
  // What is empty in front adds no blank.
  const text = value.map(String).reduce((sum, one) => (sum === '' ? one : `${sum} ${one}`), '');
  return text === '' ? undefined : text;
}

/** The elements of a literal list, each a value or several, as texts; no value if one of them has none. */
export function listOfTexts(values: readonly FieldValue[], types: readonly ValueType[]): FieldValue {
  const texts: string[] = [];
  for (const [at, value] of values.entries()) {
    const type = types[at] ?? 'CHARBUF';
    if (value === undefined) return undefined;
    for (const one of Array.isArray(value) ? value : [value]) texts.push(renderText(one, type));
  }
  return texts;
}
