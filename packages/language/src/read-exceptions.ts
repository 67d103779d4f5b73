/** The `exceptions` of a rule, as written. */
import type { Report } from './diagnostics.ts';
import { ItemReader } from './item-reader.ts';
import type { ExceptionItem, ExceptionValue, OneOrMany } from './items.ts';
import type { MappedText } from './mapped-text.ts';
import { isNull, mapEntries, scalarValue, sequenceItems, type YamlNode } from './yaml.ts';

export function readExceptions(rule: ItemReader): ExceptionItem[] | undefined {
  const value = rule.value('exceptions');
  if (value === undefined) return undefined;
  const items = sequenceItems(value);
  if (items === undefined) return rule.invalid("'exceptions' must be a sequence", value.span);
  return items.map((item) => readException(item, rule.report)).filter((item) => item !== undefined);
}

function readException(item: YamlNode, report: Report): ExceptionItem | undefined {
  const entries = mapEntries(item);
  const reader = new ItemReader(entries ?? [], item.span, report);
  if (entries === undefined) return reader.invalid('an exception must be a mapping', item.span);
  const name = reader.requiredText('name');
  const fields = readOneOrMany(reader, 'fields');
  const comps = readOneOrMany(reader, 'comps');
  const values = readValues(reader);
  if (name === undefined) return undefined;
  return {
    name: name.text,
    span: reader.keySpan,
    ...(fields === undefined ? {} : { fields }),
    ...(comps === undefined ? {} : { comps }),
    ...(values === undefined ? {} : { values }),
  };
}

function readOneOrMany(reader: ItemReader, key: string): OneOrMany | undefined {
  const value = reader.value(key);
  if (value === undefined) return undefined;
  const single = sequenceItems(value) === undefined;
  const text = single ? reader.text(key) : undefined;
  const texts: MappedText[] | undefined = single ? text && [text] : reader.texts(key);
  return texts && { single, texts, span: value.span };
}

function readValues(reader: ItemReader): ExceptionValue[] | undefined {
  const value = reader.value('values');
  if (value === undefined) return undefined;
  const items = sequenceItems(value);
  if (items === undefined) return reader.invalid("the 'values' of an exception must be a sequence", value.span);
  return items.map((item) => readValue(item, reader)).filter((item) => item !== undefined);
}

function readValue(item: YamlNode, reader: ItemReader): ExceptionValue | undefined {
  const items = sequenceItems(item);
  if (items !== undefined) {
    const values = items.map((inner) => readValue(inner, reader)).filter((inner) => inner !== undefined);
    return { kind: 'list', values, span: item.span };
  }
  const text = scalarValue(item);
  if (text !== undefined) return { kind: 'scalar', text, span: item.span };
  const what = isNull(item) ? 'an empty value' : 'a mapping';
  return reader.invalid(`${what} cannot be a value of an exception`, item.span);
}
