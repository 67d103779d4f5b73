/** The `exceptions` of a rule, as written. */
import { diagnostic } from './diagnostics.ts';
import { ItemReader, itemTrail, within } from './item-reader.ts';
import type { ExceptionItem, ExceptionValue, OneOrMany } from './items.ts';
import type { Trail } from './location.ts';
import { fileText, trimText, type MappedText } from './mapped-text.ts';
import { isNull, mapEntries, scalarValue, sequenceItems, type YamlNode } from './yaml.ts';

/** `append`: they are added to those of an earlier rule, so that names of fields may be left out. */
export function readExceptions(rule: ItemReader, append: boolean): ExceptionItem[] | undefined {
  const value = rule.entries.get('exceptions')?.value;
  if (value === undefined) return undefined;
  if (isNull(value)) return [];
  const trail = rule.trailOf('exceptions', 'exceptions');
  const items = sequenceItems(value);
  if (items === undefined) return rule.invalid("'exceptions' must be a sequence", value.span, undefined, trail);
  const names = new Set<string>();
  return items.map((item) => readException(item, rule, trail, append, names)).filter((item) => item !== undefined);
}

function readException(
  item: YamlNode,
  rule: ItemReader,
  parent: Trail,
  append: boolean,
  names: Set<string>,
): ExceptionItem | undefined {
  const entries = mapEntries(item);
  const nameless = new ItemReader(entries ?? [], item.span, within(parent, 'exception', '', item), rule.report);
  if (entries === undefined) return nameless.invalid('an exception must be a mapping', item.span);
  const name = nameless.requiredText('name')?.text;
  const trail = itemTrail(rule.trail, 'exception', item, 'name');
  const reader = new ItemReader(entries, item.span, trail, rule.report);
  if (name !== undefined && names.has(name)) {
    const message = `the rule has more than one exception '${name}'`;
    reader.report(diagnostic('LOAD_EXCEPTION_NAME_NOT_UNIQUE', message, reader.keySpan));
  }
  if (name !== undefined) names.add(name);
  const fields = readOneOrMany(reader, 'fields');
  const nothingCompared = !append && !reader.entries.has('fields');
  if (nothingCompared) reader.missing('fields');
  const written = readOneOrMany(reader, 'comps');
  const comps = written && { ...written, texts: written.texts.map(trimText) };
  const values = readValues(reader);
  if (append && !reader.entries.has('values')) {
    const message = `exception '${name ?? ''}' is appended without values`;
    reader.report(diagnostic('LOAD_APPEND_NO_VALUES', message, reader.keySpan));
  }
  if (name === undefined || nothingCompared) return undefined;
  return {
    name,
    span: reader.keySpan,
    trail,
    ...(fields === undefined ? {} : { fields }),
    ...(comps === undefined ? {} : { comps }),
    ...(values === undefined ? {} : { values }),
  };
}

/** What is there but empty, or of another shape, counts as if it were not there. */
function readOneOrMany(reader: ItemReader, key: string): OneOrMany | undefined {
  const value = reader.entries.get(key)?.value;
  if (value === undefined) return undefined;
  const read = readValue(value, reader, () => reader.trailOf(key));
  if (read === undefined) return undefined;
  const single = read.kind === 'scalar';
  const texts = single ? [read.text] : read.values.map(textOf);
  const isEmpty = texts.length === 0 || (single && read.text.text === '');
  return isEmpty ? undefined : { single, texts, span: value.span };
}

/** A list within the list of fields or operators is no field, and no operator. */
function textOf(value: ExceptionValue): MappedText {
  return value.kind === 'scalar' ? value.text : nothingAt(value.span);
}

function nothingAt({ file, start }: ExceptionValue['span']): MappedText {
  return fileText(file, start, start);
}

function readValues(reader: ItemReader): ExceptionValue[] | undefined {
  const value = reader.entries.get('values')?.value;
  if (value === undefined) return undefined;
  const trail = reader.trailOf('values', 'exception values');
  const items = sequenceItems(value);
  if (items === undefined) {
    return reader.invalid("the 'values' of an exception must be a sequence", value.span, undefined, trail);
  }
  return items
    .map((item) => readValue(item, reader, () => valueTrail(trail, 'exception value', item)))
    .filter((item) => item !== undefined);
}

function valueTrail(parent: Trail, type: 'exception' | 'exception value', item: YamlNode): Trail {
  return within(within(parent, type, '', item), 'value for', '', item);
}

/** A scalar, or a list of what has this shape again; what is neither counts as an empty text. */
function readValue(item: YamlNode, reader: ItemReader, trail: () => Trail): ExceptionValue | undefined {
  const items = sequenceItems(item);
  if (items !== undefined) {
    const values = items.map((inner) => readValue(inner, reader, () => valueTrail(trail(), 'exception', inner)));
    return { kind: 'list', values: values.filter((inner) => inner !== undefined), span: item.span };
  }
  const text = scalarValue(item);
  if (text === undefined) return { kind: 'scalar', text: nothingAt(item.span), span: item.span };
  if (text.text === '') return reader.invalid('a value must not be empty', item.span, undefined, trail());
  return { kind: 'scalar', text, span: item.span };
}
