/** The fields of an event as a test file writes them: `proc.name: bash`, `proc.aname: [sh, sshd]`, `container.id: null`. */
import type { Scalar } from '@lanner/schema';
import { resolveField } from '../fields.ts';
import type { FieldRef } from '../ir.ts';
import { spanOf } from '../mapped-text.ts';
import type { Vocabulary } from '../vocabulary.ts';
import { isNull, scalarValue, sequenceItems, type YamlEntry, type YamlNode } from '../yaml.ts';
import type { TestReports } from './reports.ts';
import type { GivenField } from './types.ts';
import { convertValue, held, holdsMany } from './values.ts';

/** `undefined` after having reported what is wrong. */
export function readField(
  { key, keySpan, value }: YamlEntry,
  vocabulary: Vocabulary,
  reports: TestReports,
): GivenField | undefined {
  const ref = readRef(key, keySpan, vocabulary, reports);
  if (ref === undefined) return undefined;
  if (isNull(value)) return { ref, value: undefined, span: keySpan };
  const values = readValues(value, ref, reports);
  return values && { ref, value: held(values, ref.field, ref.argument), span: keySpan };
}

/** A field by its name, with an argument where it takes one. */
export function readRef(
  key: string,
  span: GivenField['span'],
  vocabulary: Vocabulary,
  reports: TestReports,
): FieldRef | undefined {
  const [, name = key, argument] = /^([^[\]]+)\[(.*)\]$/.exec(key) ?? [];
  const unquoted = argument === undefined ? undefined : argument.replace(/^(["'])(.*)\1$/, '$2');
  const found = resolveField(vocabulary, name, unquoted, span);
  if (found.field === undefined) return reports.event(found.problem, span, found.hint);
  const { field } = found.field;
  if (field.tableOnly === true) return reports.event(`rules cannot ask for '${field.name}'`, span);
  if (field.name === 'evt.type.is') return reports.event(`'${key}' follows from evt.type`, span, "write 'evt.type'");
  return found.field;
}

function readValues(value: YamlNode, ref: FieldRef, reports: TestReports): Scalar[] | undefined {
  const elements = sequenceItems(value);
  if (elements === undefined) {
    const one = readValue(value, ref, reports);
    return one === undefined ? undefined : [one];
  }
  if (!holdsMany(ref.field, ref.argument)) {
    return reports.event(`'${ref.text}' holds one value, not a list`, value.span);
  }
  const values = elements.map((element) => readValue(element, ref, reports));
  return values.every((one) => one !== undefined) ? values : undefined;
}

function readValue(value: YamlNode, ref: FieldRef, reports: TestReports): Scalar | undefined {
  const text = scalarValue(value);
  if (text === undefined) return reports.event(`the value of '${ref.text}' must be a scalar`, value.span);
  const result = convertValue(text.text, ref.field);
  if (result.problem === undefined) return result.value;
  const place = text.text === '' ? value.span : spanOf(text, 0, text.text.length);
  return reports.event(`${result.problem}; '${ref.text}' is of type ${ref.field.type}`, place, result.hint);
}
